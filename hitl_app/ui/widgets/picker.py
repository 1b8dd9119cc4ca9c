"""A drop-down list that looks like the other controls."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox

from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words


class Picker(QComboBox):
    """A choice of one out of many; `picked(key)` is sent when a person picks one.

    It paints itself, because a style sheet on QComboBox takes the arrow away.
    """

    picked = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, title: str, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.set_choices(choices)
        self.activated.connect(lambda _place: self.picked.emit(self.current()))

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, as (key, text); keeps the current one if it is still there."""
        kept = self.current()
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.set_current(kept)

    def current(self) -> str:
        """Return the key of the choice."""
        return str(self.currentData() or "")

    def set_current(self, key: str) -> None:
        """Choose without telling anyone."""
        self.setCurrentIndex(max(0, self.findData(key)))

    def sizeHint(self) -> QSize:
        """Return the room for the longest text."""
        face = font("body", 500)
        texts = (self.itemText(place) for place in range(self.count()))
        widest = max((advance(face, text) for text in texts), default=px(40))
        return QSize(widest + px(46), max(px(32), line_height(face) + px(12)))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a choice is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, words and arrow."""
        side = px(14)
        with begin(self) as painter:
            rounded(painter, self.rect(), color("surface"), color("border_strong"))
            if self.hasFocus():
                focus_ring(painter, self.rect())
            room = self.rect().adjusted(px(11), 0, -px(28), 0)
            tone = "text" if self.isEnabled() else "text3"
            words(painter, room, self.currentText(), font("body", 500), tone)
            place = QRect(self.width() - px(10) - side, (self.height() - side) // 2, side, side)
            draw(painter, place, "caret-down", "text2")
