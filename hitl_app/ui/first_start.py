"""What stands on the screen until there is a workspace to show: progress, or what went wrong."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QStackedWidget, QWidget

from hitl_app.ui.actions import BY_ID, Keymap
from hitl_app.ui.widgets import Bar, Button, Card, ErrorCard, Label, centred

_WIDTH = 520
_WIDE = 620
_SIGN_IN = "shell.sign_in"


class FirstStart(QMainWindow):
    """A window with one card; `stopped` when the person closes it or asks to stop."""

    stopped = Signal()
    sign_in_asked = Signal()

    def __init__(self, keymap: Keymap | None = None) -> None:
        super().__init__()
        self._keymap = keymap or Keymap()
        self._sign_in_key = self._make_action()
        self.setWindowTitle("hitl-app")
        self.setMinimumSize(1280, 800)
        self._pages = QStackedWidget()
        self._sign_in: QWidget | None = None
        self._words = Label("", size="small", tone="text2")
        self._bar = Bar(title="Setting up")
        self._stop = Button("Stop", name="first.stop")
        self._stop.clicked.connect(self.stopped)
        self._pages.addWidget(centred(self._progress_card(), _WIDTH))
        self.setCentralWidget(self._pages)

    def show_progress(self, done: int, total: int | None) -> None:
        """Say how far the set-up is."""
        self._pages.setCurrentIndex(0)
        if total:
            self._bar.set_share(done / total)
            self._words.setText(f"{100 * done // total} % done. You can start in a moment.")

    def show_error(self, title: str, sentence: str, again: Callable[[], None] | None) -> None:
        """Say what went wrong and, where it can help, offer to try again."""
        card = ErrorCard(title, sentence, name="first.error")
        if again is not None:
            card.add_button("Try again", again)
        key = self._keymap.label(_SIGN_IN)
        words = f"{BY_ID[_SIGN_IN].title}  {key}".strip()
        card.add_button(words, self.sign_in_asked.emit, "sign-in", name="first.sign_in_to")
        card.add_button("Close", self.close)
        self._sign_in_key.setEnabled(True)
        self._pages.addWidget(centred(card, _WIDE))
        self._pages.setCurrentIndex(self._pages.count() - 1)

    def ask_pin(self, name: str, then: Callable[[str], None], wrong: str = "") -> None:
        """Ask for a person's PIN; Enter sends it."""
        card = Card(f"Sign in as {name}", name="first.sign_in")
        field = QLineEdit()
        field.setObjectName("first.pin")
        field.setAccessibleName(f"PIN of {name}")
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(lambda: then(field.text()))
        button = Button("Sign in", kind="primary", name="first.sign")
        button.clicked.connect(lambda _checked: then(field.text()))
        for widget in (Label("Your PIN"), field, Label(wrong, tone="alarm", wrap=True), button):
            card.body.addWidget(widget)
        self._pages.addWidget(centred(card, _WIDTH))
        self._pages.setCurrentIndex(self._pages.count() - 1)
        field.setFocus()

    def show_sign_in(self, card: QWidget) -> None:
        """Show the card on which a person signs in to a server."""
        self._sign_in_key.setEnabled(False)
        if self._sign_in is None or not self._sign_in.isAncestorOf(card):
            self._sign_in = centred(card, _WIDE)
            self._pages.addWidget(self._sign_in)
        self._pages.setCurrentWidget(self._sign_in)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take closing the window as a wish to stop."""
        self.stopped.emit()
        super().closeEvent(event)

    def _make_action(self) -> QAction:
        action = QAction(BY_ID[_SIGN_IN].title, self)
        action.setShortcuts([QKeySequence(key) for key in self._keymap.keys(_SIGN_IN)])
        action.setEnabled(False)
        action.triggered.connect(lambda _checked: self.sign_in_asked.emit())
        self.addAction(action)
        return action

    def _progress_card(self) -> QWidget:
        card = Card("Setting up the demo")
        card.body.addWidget(
            Label(
                "A small model is trained on real handwritten digits, a month of past review is "
                "laid down, and 300 cases will wait for you. This happens once.",
                wrap=True,
            )
        )
        card.body.addWidget(self._bar)
        card.body.addWidget(self._words)
        card.body.addWidget(self._stop)
        return card
