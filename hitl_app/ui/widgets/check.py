"""A box to tick, with its words; the style's own box can hardly be seen in the dark."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox

from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words


class CheckBox(QCheckBox):
    """Ticked or not; a click on its words counts too."""

    def __init__(self, text: str, *, name: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return the room for box and words."""
        face = font("body", 500)
        width = px(16) + px(9) + advance(face, self.text()) + px(6)
        return QSize(width, max(px(16), line_height(face)) + px(8))

    def minimumSizeHint(self) -> QSize:
        """Return the same: the words are not cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click anywhere on box and words."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, its tick and the words."""
        side, ticked, able = px(16), self.isChecked(), self.isEnabled()
        box = QRect(px(3), (self.height() - side) // 2, side, side)
        fill = "accent" if ticked and able else "surface3" if not able else "surface"
        edge = "accent" if ticked and able else "border" if not able else "border_strong"
        with begin(self) as painter:
            rounded(painter, box, color(fill), color(edge), radius=4)
            if ticked:
                mark = box.adjusted(2, 2, -2, -2)
                draw(painter, mark, "check", "accent_text" if able else "text3", filled=True)
            text = self.rect().adjusted(box.right() + px(8), 0, 0, 0)
            tone = "text" if able else "text3"
            words(painter, text, self.text(), font("body", 500), tone, Qt.AlignmentFlag.AlignLeft)
            if self.hasFocus():
                focus_ring(painter, self.rect(), 6)
