"""Rates with their intervals, one row each, against a target."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, words

_OPENERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}

ROW, LEAST_ROW, AXIS = 30, 20, 22

_STEPS = (0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.25, 0.5)


@dataclass(frozen=True, slots=True)
class Whisker:
    """One row: rates between 0 and 1, what they rest on, and whether they miss the target."""

    name: str
    point: float | None
    low: float = 0.0
    high: float = 1.0
    n: int = 0
    outside: bool = False


class WhiskerRows(QWidget):
    """Rows of point and interval; `row_activated(int)` comes with a click, Enter or Space.

    A row without a point ("too few cases") says so in words instead of drawing a guess.
    """

    row_activated = Signal(int)

    def __init__(self, *, title: str, tone: str = "human", name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._tone = tone
        self._rows: tuple[Whisker, ...] = ()
        self._target: float | None = None
        self._current = 0

    def set_rows(self, rows: Sequence[Whisker], target: float | None = None) -> None:
        """Show other rows, and the line of the target if there is one."""
        self._rows, self._target = tuple(rows), target
        self._current = min(self._current, max(0, len(rows) - 1))
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all rows and the axis."""
        return QSize(px(260), px(ROW) * len(self._rows) + px(AXIS))

    def minimumSizeHint(self) -> QSize:
        """Return the least room: rows come closer before they have to scroll."""
        return QSize(px(120), px(LEAST_ROW) * len(self._rows) + px(AXIS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down the rows; Enter opens one."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and self._rows:
            self._go(self._current + steps[key])
        elif key in _OPENERS and self._rows:
            self.row_activated.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the row under the pointer."""
        row = int(event.position().y()) // self._row_height()
        if 0 <= row < len(self._rows):
            self._go(row)
            self.row_activated.emit(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axis, target and rows."""
        with begin(self) as painter:
            self._draw_axis(painter)
            for place, row in enumerate(self._rows):
                self._draw_row(painter, place, row)

    def _row_height(self) -> int:
        share = (self.height() - px(AXIS)) // max(1, len(self._rows))
        return max(px(LEAST_ROW), min(px(ROW), share))

    def _draw_axis(self, painter: QPainter) -> None:
        bottom = self._row_height() * len(self._rows)
        ticks = self._ticks()
        for tick in ticks:
            x = self._x(tick)
            painter.setPen(QPen(color("grid"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            text = f"{tick * 100:g}" + (" %" if tick == ticks[-1] else "")
            place = QRect(round(x) - px(24), bottom + px(2), px(48), px(18))
            words(painter, place, text, font("caption"), "text2", Qt.AlignmentFlag.AlignHCenter)
        if self._target is not None:
            x = self._x(self._target)
            painter.setPen(QPen(color("axis"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))

    def _draw_row(self, painter: QPainter, place: int, row: Whisker) -> None:
        height = self._row_height()
        box = QRect(0, height * place, self.width(), height)
        middle, weight = box.center().y() + 0.5, 600 if row.outside else 400
        names, numbers = self._columns()
        words(
            painter,
            QRect(0, box.top(), names - px(8), box.height()),
            row.name,
            font("small", weight),
        )
        right = QRect(self.width() - numbers, box.top(), numbers, box.height())
        words(
            painter,
            right,
            f"{row.n:,}".replace(",", "\u2009"),
            font("small"),
            "text2",
            Qt.AlignmentFlag.AlignRight,
        )
        if row.point is None:
            room = box.adjusted(names, 0, -numbers, 0)
            words(painter, room, "too few cases", font("small"), "text3")
        else:
            ink = color("alarm" if row.outside else self._tone)
            painter.setPen(QPen(ink, 2))
            painter.drawLine(QPointF(self._x(row.low), middle), QPointF(self._x(row.high), middle))
            painter.setBrush(ink)
            self._draw_point(painter, QPointF(self._x(row.point), middle), row.outside)
        if self.hasFocus() and place == self._current:
            focus_ring(painter, box)

    def _draw_point(self, painter: QPainter, middle: QPointF, outside: bool) -> None:  # noqa: FBT001  a fact of the row
        painter.setPen(Qt.PenStyle.NoPen)
        r = px(5)
        if not outside:
            painter.drawEllipse(middle, r, r)
            return
        corners = (QPointF(0, -r - 1), QPointF(r + 1, 0), QPointF(0, r + 1), QPointF(-r - 1, 0))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))

    def _ticks(self) -> list[float]:
        low = self._lowest()
        names, numbers = self._columns()
        marks = max(1.0, (self.width() - names - numbers) / px(44))
        step = next((step for step in _STEPS if (1 - low) / step <= marks), _STEPS[-1])
        count = int((1 - low) / step + 1e-9)
        return [round(1 - step * place, 4) for place in range(count, -1, -1)]

    def _lowest(self) -> float:
        lows = [row.low for row in self._rows if row.point is not None]
        shown = [*lows, *([] if self._target is None else [self._target - 0.02])]
        return max(0.0, min(shown, default=0.8) - 0.01)

    def _x(self, rate: float) -> float:
        names, numbers = self._columns()
        left, right = names + px(4), self.width() - numbers - px(14)
        low = self._lowest()
        return left + (right - left) * (max(low, rate) - low) / max(0.01, 1 - low)

    def _columns(self) -> tuple[int, int]:
        names = max((advance(font("small", 600), row.name) for row in self._rows), default=0)
        return min(names + px(10), self.width() * 2 // 5), px(44)

    def _go(self, row: int) -> None:
        self._current = max(0, min(row, len(self._rows) - 1))
        self._describe()
        self.update()

    def _describe(self) -> None:
        if not self._rows:
            return
        row = self._rows[self._current]
        rate = (
            "too few cases"
            if row.point is None
            else f"{row.point:.1%}, {row.low:.1%} to {row.high:.1%}"
        )
        self.setAccessibleDescription(f"{row.name}: {rate}, {row.n} cases")
