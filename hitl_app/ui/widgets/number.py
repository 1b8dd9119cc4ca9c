"""A field for one number, with steps by the arrow keys.

Not a QSpinBox: with a style sheet its field shrinks to one pixel when its buttons are hidden.
"""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class NumberField(QLineEdit):
    """Holds a number between two bounds; what is no number is put back. `changed(float)`.

    Up and Down go one step, with Shift (or PgUp and PgDn) ten. Sent only for changes by a person.
    """

    changed = Signal(float)

    def __init__(
        self,
        value: float,
        low: float,
        high: float,
        *,
        title: str,
        step: float = 1,
        decimals: int = 0,
        unit: str = "",
        name: str = "",
    ) -> None:
        super().__init__()
        self._low, self._high, self._step = low, high, step
        self._decimals, self._unit = decimals, unit
        self._value = value
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.set_value(value)
        self.editingFinished.connect(self._take)

    def value(self) -> float:
        """Return the number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another number without telling anyone."""
        held = min(self._high, max(self._low, value))
        self._value = round(float(held), self._decimals)
        self.setText(QLocale().toString(self._value, "f", self._decimals) + self._unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys."""
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
            return
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._change(self._value + steps * many * self._step)

    def _take(self) -> None:
        written = self.text().removesuffix(self._unit).strip()
        number, is_number = QLocale().toDouble(written)
        if not is_number:
            number, is_number = QLocale.c().toDouble(written.replace(",", "."))
        self._change(number if is_number else self._value)

    def _change(self, value: float) -> None:
        before = self._value
        self.set_value(value)
        if self._value != before:
            self.changed.emit(self._value)
