"""A card over a dimmed page: keys, settings, export. No dialog, no nested event loop."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S, SPACE_XL
from hitl_app.ui.widgets.keycap import KeyCap
from hitl_app.ui.widgets.text import Label

_DIM = QColor(8, 10, 14, 105)


class Overlay(QWidget):
    """Covers its parent; add content to `body`. Esc and a click beside the card close it.

    `open()` shows it, `shut()` hides it and sends `closed`; focus returns to where it was.
    """

    closed = Signal()

    def __init__(
        self, parent: QWidget, title: str, note: str = "", *, width: int = 560, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._width = width
        self._over = parent
        self._before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("card", True)
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        self.body.setSpacing(SPACE_M)
        self.body.addLayout(self._title_row(title, note))
        parent.installEventFilter(self)
        look().changed.connect(self._arrange)
        self.hide()

    def open(self) -> None:
        """Show the card over the page."""
        self._before = self.window().focusWidget()
        self._arrange()
        self.show()
        self.raise_()
        self.setFocus()

    def shut(self) -> None:
        """Hide the card and give the keyboard back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the page below."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._arrange()
        return False

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's signature
        """Keep Tab inside the card: keys must not reach the page below."""
        wanted = Qt.FocusPolicy.TabFocus
        stops = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & wanted and widget.isVisible() and widget.isEnabled()
        ]
        if stops:
            now = self.window().focusWidget()
            place = stops.index(now) if now in stops else -1 if next else 0
            stops[(place + (1 if next else -1)) % len(stops)].setFocus(
                Qt.FocusReason.TabFocusReason
            )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc; other keys do not reach the page below."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close with a click beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.shut()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the page."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), _DIM)

    def _arrange(self) -> None:
        page = self._over.size()
        self.resize(page)
        width = min(px(self._width), page.width() - 2 * SPACE_XL)
        self.card.setFixedWidth(width)
        needed = self.body.heightForWidth(width) if self.body.hasHeightForWidth() else 0
        height = min(needed or self.card.sizeHint().height(), page.height() - 2 * SPACE_XL)
        self.card.setFixedHeight(height)
        self.card.move((page.width() - width) // 2, (page.height() - height) // 2)

    def _title_row(self, title: str, note: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(Label(title, "title", "text", 500))
        row.addWidget(Label(note, "small", "text2"))
        row.addStretch(1)
        row.addWidget(KeyCap("Esc"))
        row.addWidget(Label("close", "small", "text2"))
        return row
