"""Small marks with words: removable filters and states."""

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words

# A state is a shape and a word; the colour only helps. None: no shape of its own.
SHAPES: dict[str, str] = {
    "ok": "check-circle",
    "warn": "warning",
    "alarm": "warning-octagon",
    "info": "info",
    "human": "user",
    "model": "cpu",
    "text2": "circle",
}


class Chip(QAbstractButton):
    """A filter in force; a click or Delete removes it (`removed`)."""

    removed = Signal()

    def __init__(self, text: str, *, name: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setObjectName(name)
        self.setAccessibleName(f"Remove filter: {text}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.removed)

    def sizeHint(self) -> QSize:
        """Return the room for the words and the cross."""
        face = font("small", 500)
        return QSize(advance(face, self.text()) + px(46), max(px(30), line_height(face) + px(10)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the round box, the words and the cross."""
        radius = self.height() / 2
        side = px(14)
        with begin(self) as painter:
            rounded(painter, self.rect(), color("accent_soft"), color("accent"), radius=radius)
            room = self.rect().adjusted(px(13), 0, -px(30), 0)
            words(painter, room, self.text(), font("small", 500), "accent")
            cross = QRect(self.width() - px(12) - side, (self.height() - side) // 2, side, side)
            draw(painter, cross, "x", "accent")
            if self.hasFocus():
                focus_ring(painter, self.rect(), radius)


class StatusMark(QWidget):
    """A state as shape, word and colour; `filled` puts it on a soft ground.

    States: ok, warn, alarm, info, human, model, text2 (neutral).
    """

    def __init__(
        self, text: str = "", state: str = "ok", *, filled: bool = False, icon_name: str = ""
    ) -> None:
        super().__init__()
        self._text, self._state, self._filled, self._icon_name = "", "", filled, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, state, icon_name)

    def text(self) -> str:
        """Return the word."""
        return self._text

    def set_state(self, text: str, state: str, icon_name: str = "") -> None:
        """Show another state."""
        self._text, self._state = text, state
        self._icon_name = icon_name or SHAPES[state]
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for shape and word."""
        face = font("small", 500)
        pad = px(20) if self._filled else 0
        height = line_height(face) + (px(7) if self._filled else px(2))
        return QSize(pad + px(20) + advance(face, self._text), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the shape and the word."""
        side, pad = px(14), px(10) if self._filled else 0
        with begin(self) as painter:
            if self._filled:
                ground = "surface3" if self._state == "text2" else f"{self._state}_soft"
                rounded(painter, self.rect(), color(ground), radius=self.height() / 2)
            mark = QRect(pad, (self.height() - side) // 2, side, side)
            draw(painter, mark, self._icon_name, self._state, filled=True)
            room = self.rect().adjusted(pad + px(19), 0, -pad, 0)
            words(painter, room, self._text, font("small", 500), self._state)
