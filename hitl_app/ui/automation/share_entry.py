"""A share between 0 and 1 to type, or to change by a hundredth: one value, whichever way."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from hitl_app.presentation.policy_draft import STEP, percent, threshold
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_XS
from hitl_app.ui.widgets import Button

_TEN: Final = 10
_STEPS: Final = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: _TEN,
    Qt.Key.Key_PageDown: -_TEN,
}


class ShareEntry(QWidget):
    """Minus, field, plus; `changed` is sent while a person types or clicks, never by `set_value`.

    Esc gives back the running value (`set_running`).
    """

    changed = Signal(float)

    def __init__(
        self, title: str, *, name: str, as_percent: bool = False, quiet: bool = False
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._as_percent, self._quiet = as_percent, quiet
        self._value = self._running = 0.0
        self.field = _Field(self)
        self.field.setObjectName(name)
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        kind = "quiet" if quiet else ""
        self.less = Button("", "minus", kind, name=f"{name}.less", help_text=f"{title}: less")
        self.more = Button("", "plus", kind, name=f"{name}.more", help_text=f"{title}: more")
        self._name(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        for widget in (self.less, self.field, self.more):
            row.addWidget(widget)
        for button, steps in ((self.less, -1), (self.more, 1)):
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _checked, by=steps: self.step(by))
        self.field.textEdited.connect(self._read)
        self.field.editingFinished.connect(self._write)
        look().changed.connect(self._measure)
        self._measure()

    def value(self) -> float:
        """Return the share."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another share without telling anyone; what is being typed stays as it is."""
        if value != self._value or not self.field.hasFocus():
            self._value = value
            self._write()

    def set_running(self, value: float) -> None:
        """Keep what Esc goes back to."""
        self._running = value

    def step(self, steps: int) -> None:
        """Change by hundredths."""
        self._take(round(min(1.0, max(0.0, self._value + steps * STEP)), 4))
        self._write()

    def go_back(self) -> bool:
        """Return to the running value; say whether there was anything to return from."""
        if self._value == self._running and self.field.text() == self._text():
            return False
        self._take(self._running)
        self._write()
        return True

    def _take(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def _read(self, text: str) -> None:
        value = _share(text, as_percent=self._as_percent)
        if value is not None:
            self._take(value)

    def _write(self) -> None:
        if self.field.text() != self._text():
            self.field.setText(self._text())

    def _text(self) -> str:
        return percent(self._value) if self._as_percent else threshold(self._value)

    def _name(self, title: str) -> None:
        span = "0 to 100 per cent" if self._as_percent else "0 to 1"
        self.field.setAccessibleName(title)
        self.field.setAccessibleDescription(f"{span}; arrow keys change it by a hundredth")

    def _measure(self) -> None:
        self.field.setFixedWidth(px(64 if self._quiet else 72))
        for button in (self.less, self.more):
            button.setFixedWidth(px(36 if self._quiet else 44))


class _Field(QLineEdit):
    """The field between the buttons, with keys for steps."""

    def __init__(self, entry: ShareEntry) -> None:
        super().__init__()
        self._entry = entry

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows; Esc goes back, and once more leaves it to the page."""
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is not None:
            self._entry.step(steps)
        elif event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self._entry.go_back())
        else:
            super().keyPressEvent(event)


def _share(text: str, *, as_percent: bool) -> float | None:
    """Read a share as people write it: 0.93, 0,93, 93 %; None where it is none."""
    in_percent = as_percent or "%" in text
    plain = text.replace("%", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        value = float(plain) / (100 if in_percent else 1)
    except ValueError:
        return None
    return round(value, 4) if 0.0 <= value <= 1.0 else None
