"""The quiet line after a step down: why? It may stay empty."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from hitl_app.domain.policy import Policy
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import Button, Label, StatusMark


class WhyLine(QFrame):
    """Sends `given(version, reason)`; closing it leaves the reason empty."""

    given = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("auto.why")
        self.setProperty("inset", True)
        self._version = 0
        self._done = StatusMark("", "ok")
        self._error = Label("", "small", "alarm", 500, name="auto.why.error")
        self.field = QLineEdit()
        self.field.setObjectName("auto.why.reason")
        self.field.setAccessibleName("Why did you step down? May stay empty")
        self.field.setPlaceholderText("Why? May stay empty; kept in the history")
        keep = Button("Keep reason", name="auto.why.keep")
        close = Button("", "x", "quiet", name="auto.why.close", help_text="Without a reason")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addWidget(self._done)
        row.addWidget(self.field, 1)
        for widget in (self._error, keep, close):
            row.addWidget(widget)
        keep.clicked.connect(lambda _checked: self._give())
        close.clicked.connect(lambda _checked: self.hide())
        self.field.returnPressed.connect(self._give)
        self.hide()

    def ask(self, policy: Policy, said: str) -> None:
        """Say what was done and ask why, without taking the focus."""
        self._version = policy.version
        self._done.set_state(said, "ok")
        self.field.clear()
        self._error.clear()
        self._error.hide()
        self.show()

    def say_not_kept(self, error: str) -> None:
        """Keep what was written where the store did not."""
        self._error.setText(error)
        self._error.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        if self.field.text().strip():
            self.given.emit(self._version, self.field.text())
        else:
            self.hide()
