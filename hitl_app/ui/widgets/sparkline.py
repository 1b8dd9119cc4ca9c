"""A small line without axes: the shape of the last values."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.ui.theme import color, px
from hitl_app.ui.widgets.painting import begin


class Sparkline(QWidget):
    """A line with a dot at its end, and optionally a dashed limit."""

    def __init__(self, *, title: str, tone: str = "chart_blue") -> None:
        super().__init__()
        self._values: tuple[float, ...] = ()
        self._limit: float | None = None
        self._tone = tone
        self._title = title
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_values(self, values: Sequence[float], limit: float | None = None) -> None:
        """Draw other values, oldest first."""
        self._values, self._limit = tuple(values), limit
        if values:
            said = f"now {values[-1]:g}, lowest {min(values):g}, highest {max(values):g}"
            self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(px(62), px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        if len(self._values) < 2:  # noqa: PLR2004  a line needs two points
            return
        with begin(self) as painter:
            points = QPolygonF([self._point(i, v) for i, v in enumerate(self._values)])
            if self._limit is not None:
                painter.setPen(QPen(color("axis"), 1, Qt.PenStyle.DashLine))
                y = self._point(0, self._limit).y()
                painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            painter.setPen(QPen(color(self._tone), 1.5))
            painter.drawPolyline(points)
            painter.setBrush(color(self._tone))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(points.last(), 2.5, 2.5)

    def _point(self, place: int, value: float) -> QPointF:
        shown = self._values if self._limit is None else (*self._values, self._limit)
        low, high = min(shown), max(shown)
        share = 0.5 if high == low else (value - low) / (high - low)
        width, height = self.width() - 6, self.height() - 6
        return QPointF(3 + width * place / (len(self._values) - 1), 3 + height * (1 - share))
