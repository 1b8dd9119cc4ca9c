"""The picture of a key."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, line_height, rounded, words


def keycap_face() -> QFont:
    """Return the lettering of keys."""
    return font("small", 600)


def keycap_size(text: str) -> QSize:
    """Return how large the picture of a key is."""
    face = keycap_face()
    height = line_height(face) + px(5)
    return QSize(max(height, advance(face, text) + px(11)), height)


def draw_keycap(painter: QPainter, rect: QRect, text: str, tone: str = "text") -> None:
    """Paint a key: a box with a thicker lower edge."""
    rounded(painter, rect, color("border_strong"), radius=4)
    inner = rect.adjusted(1, 1, -1, -2)
    rounded(painter, inner, color("surface"), radius=3)
    words(painter, inner, text, keycap_face(), tone, Qt.AlignmentFlag.AlignHCenter)


class KeyCap(QWidget):
    """One key, such as `Z` or `hold R`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return what stands on the key."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another key."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the key."""
        return keycap_size(self._text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key."""
        with begin(self) as painter:
            draw_keycap(painter, self.rect(), self._text)
