"""The small box beside a point that says what it means."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, line_height, rounded, words


class ReadOut(QWidget):
    """Lies over its parent beside a place; the pointer goes through it."""

    def __init__(self, parent: QWidget, *, name: str = "") -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self.hide()

    def text(self) -> str:
        """Return what is said now, nothing when it is hidden."""
        return "" if self.isHidden() else self._text

    def show_text(self, text: str, beside: QPoint) -> None:
        """Say something beside a place of the parent, and stay inside the parent."""
        self._text = text
        self.setAccessibleName(text)
        size, room = self.sizeHint(), self._over.size()
        width = min(size.width(), room.width())
        right = beside.x() + px(14)
        x = right if right + width <= room.width() else beside.x() - px(14) - width
        below = beside.y() + px(10)
        y = below if below + size.height() <= room.height() else beside.y() - size.height() - px(10)
        self.setGeometry(max(0, x), max(0, y), width, size.height())
        self.show()
        self.raise_()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the words."""
        face = font("small", 600)
        return QSize(advance(face, self._text) + px(16), line_height(face) + px(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box and the words."""
        with begin(self) as painter:
            rounded(painter, self.rect(), color("surface3"), color("border"), radius=4)
            room = self.rect().adjusted(px(8), 0, -px(4), 0)
            words(painter, room, self._text, font("small", 600))
