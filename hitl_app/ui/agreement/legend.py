"""What the lines of the chart are: a piece of each with its words."""

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.presentation.agreement_chart import BLIND_WORDS, SEEN_WORDS
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, line_height, words

_LINES: Final = (
    (BLIND_WORDS, "chart_blue", Qt.PenStyle.SolidLine),
    (SEEN_WORDS, "chart_grey", Qt.PenStyle.DashLine),
)


class Legend(QWidget):
    """Both lines, blind first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(f"Lines: {BLIND_WORDS}; {SEEN_WORDS}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room for both."""
        face = font("small")
        wide = sum(px(32) + advance(face, text) + px(16) for text, _, _ in _LINES)
        return QSize(wide, line_height(face) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both."""
        left = 0
        with begin(self) as painter:
            for text, token, style in _LINES:
                left = self._draw(painter, left, text, token, style)

    def _draw(self, painter: QPainter, left: int, text: str, token: str, style: Qt.PenStyle) -> int:
        middle, face = self.height() / 2, font("small")
        painter.setPen(QPen(color(token), 1.5, style))
        painter.drawLine(QPointF(left, middle), QPointF(left + px(25), middle))
        wide = advance(face, text)
        room = self.rect().adjusted(left + px(32), 0, 0, 0)
        words(painter, room, text, face, "text2")
        return left + px(32) + wide + px(16)
