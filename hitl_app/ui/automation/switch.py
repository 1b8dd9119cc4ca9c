"""A switch with its word: on or off, at once seen which."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words

_GAP = 8


class Switch(QAbstractButton):
    """A trough with a knob, and the word for the state it is in."""

    def __init__(self, on: str, off: str, *, title: str, name: str) -> None:
        super().__init__()
        self._on, self._off = on, off
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_off(self, word: str) -> None:
        """Use another word for the state off."""
        if word != self._off:
            self._off = word
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the longer word, so that nothing moves."""
        face = font("small", 500)
        width = max(advance(face, self._on), advance(face, self._off))
        return QSize(px(32) + _GAP + width + px(8), max(px(30), line_height(face) + px(8)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw trough, knob and word."""
        on, enabled = self.isChecked(), self.isEnabled()
        height, width = px(18), px(32)
        trough = QRect(px(3), (self.height() - height) // 2, width, height)
        knob = QRect(0, trough.top() + 3, height - 6, height - 6)
        knob.moveLeft(trough.right() - 2 - knob.width() if on else trough.left() + 3)
        tone = "text3" if not enabled else "human" if on else "text2"
        with begin(self) as painter:
            if on:
                rounded(painter, trough, color(tone), radius=height / 2)
                rounded(painter, knob, color("surface"), radius=knob.height() / 2)
            else:
                edge = color("border_strong")
                rounded(painter, trough, color("surface"), edge, radius=height / 2)
                rounded(painter, knob, edge, radius=knob.height() / 2)
            room = self.rect().adjusted(trough.right() + _GAP, 0, 0, 0)
            face = font("small", 500 if on else 400)
            words(painter, room, self._on if on else self._off, face, tone)
            if self.hasFocus():
                focus_ring(painter, self.rect())
