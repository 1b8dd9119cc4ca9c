"""A short message at the bottom left: one at a time, never needed, never in the way."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets.button import Button
from hitl_app.ui.widgets.keycap import KeyCap
from hitl_app.ui.widgets.painting import begin, rounded
from hitl_app.ui.widgets.text import Label

PLAIN_MS, WITH_ACTION_MS = 4000, 8000


class Toast(QWidget):
    """Lies over its parent; `show_text()` replaces what it said before."""

    def __init__(self, parent: QWidget, *, name: str = "toast") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._act: Callable[[], None] | None = None
        self._mark, self._text = Label(), Label("", "body", "text", 600)
        self._more = Label("", "body", "text2")
        self._key, self._hint = KeyCap(""), Label("", "body", "text")
        self._button = Button("", kind="link")
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self._run)
        self._over = parent
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        row.setSpacing(SPACE_S)
        for widget in (self._mark, self._text, self._more, self._key, self._hint, self._button):
            row.addWidget(widget)
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """Return what is said now."""
        parts = (self._text, self._more, self._key, self._hint, self._button)
        return " ".join(part.text() for part in parts if part.text() and not part.isHidden())

    def show_text(
        self,
        text: str,
        more: str = "",
        *,
        key: str = "",
        hint: str = "",
        action: str = "",
        act: Callable[[], None] | None = None,
        icon_name: str = "check-circle",
        tone: str = "human",
        stay_ms: int = 0,
    ) -> None:
        """Say something: `Scratch saved  [Z] undo`, or with an action to click for 8 s.

        `stay_ms` lets it stay longer, where going back matters more than the view below.
        """
        self._act = act
        self._mark.setPixmap(pixmap(icon_name, px(16), tone, filled=True))
        self._text.setText(text)
        for widget, words in ((self._more, more), (self._hint, hint), (self._button, action)):
            widget.setText(words)
            widget.setVisible(bool(words))
        self._key.set_text(key)
        self._key.setVisible(bool(key))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._clock.start(stay_ms or (WITH_ACTION_MS if action else PLAIN_MS))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom left when the parent changes its size."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer rests on it."""
        self._clock.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go some time after the pointer has left."""
        self._clock.start(PLAIN_MS)
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box."""
        with begin(self) as painter:
            rounded(painter, self.rect(), color("surface"), color("border_strong"))

    def _place(self) -> None:
        self._row.activate()
        room = self._over.size()
        size = self.sizeHint().expandedTo(QSize(0, px(40)))
        width = min(size.width(), room.width() - 24)
        self.setGeometry(QRect(12, room.height() - size.height() - 12, width, size.height()))

    def _run(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
