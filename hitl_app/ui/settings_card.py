"""What a person can set on this workstation: theme, text size, times, keys."""

from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from hitl_app.ui.actions import BY_ID, Command, Keymap, conflicts
from hitl_app.ui.theme import SCALES, look
from hitl_app.ui.widgets import (
    Button,
    KeyCap,
    Label,
    NumberField,
    Overlay,
    ScrollColumn,
    SegmentedControl,
)


class Settings(Protocol):
    """Where choices are kept between two starts; app.py gives one."""

    def get(self, name: str, default: Any) -> Any:
        """Return a value, or the default."""

    def set(self, name: str, value: Any) -> None:
        """Keep a value."""


class SettingsCard(Overlay):
    """Every change holds at once and is kept; `changed(name)` tells which one."""

    changed = Signal(str)
    sign_in_asked = Signal()

    def __init__(self, parent: QWidget, settings: Settings, keymap: Keymap) -> None:
        super().__init__(parent, "Settings", "kept on this workstation", width=640, name="settings")
        self._settings, self._keymap = settings, keymap
        self._fields: dict[str, QLineEdit] = {}
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(8)
        self._rows.setColumnStretch(1, 1)
        self.body.addLayout(self._rows)
        self._add_look()
        self._number("guard_ms", "Wait after a new case", 150, 0, 500, " ms")
        self._number("hold_back_seconds", "Hold results back for", 10, 0, 600, " s")
        self._add_sign_in()
        self._warning = Label("", "small", "warn", 500, wrap=True, name="settings.conflict")
        self.body.addWidget(Label("Keys", "strong", "text", 600))
        self.body.addWidget(self._warning)
        self.body.addWidget(self._key_table(), 1)
        self._warn()

    def _add_look(self) -> None:
        themes = [("system", "As the desktop"), ("light", "Light"), ("dark", "Dark")]
        theme = SegmentedControl(themes, look().choice, title="Theme", name="settings.theme")
        theme.chosen.connect(lambda key: self._keep("theme", key))
        theme.chosen.connect(lambda key: look().set_theme(key))
        sizes = [(str(scale), f"{scale} %") for scale in SCALES]
        size = SegmentedControl(
            sizes, str(look().text_size), title="Text size", name="settings.text_size"
        )
        size.chosen.connect(lambda key: self._keep("text_size", int(key)))
        size.chosen.connect(lambda key: look().set_text_size(int(key)))
        self._row("Theme", theme)
        self._row("Text size", size)

    def _add_sign_in(self) -> None:
        command = BY_ID["shell.sign_in"]
        button = Button(command.title, "sign-in", name="settings.sign_in", help_text=command.help)
        button.clicked.connect(lambda _checked: self._ask_to_sign_in())
        whole, row = QWidget(), QHBoxLayout()
        whole.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addWidget(KeyCap(self._keymap.label(command.id)))
        row.addStretch(1)
        self._row("Workspace", whole)

    def _ask_to_sign_in(self) -> None:
        self.shut()
        self.sign_in_asked.emit()

    def _number(self, name: str, title: str, default: int, low: int, high: int, unit: str) -> None:
        value = float(self._settings.get(name, default))
        field = NumberField(value, low, high, unit=unit, title=title, name=f"settings.{name}")
        field.changed.connect(lambda chosen: self._keep(name, int(chosen)))
        self._row(title, field)

    def _row(self, title: str, widget: QWidget) -> None:
        place = self._rows.rowCount()
        self._rows.addWidget(Label(title, "body", "text", 500), place, 0)
        self._rows.addWidget(widget, place, 1)

    def _key_table(self) -> ScrollColumn:
        column = ScrollColumn(name="settings.keys")
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        for place, command in enumerate(self._keymap.commands()):
            grid.addWidget(Label(command.title), place, 0)
            grid.addWidget(Label(command.context, "small", "text2"), place, 1)
            grid.addWidget(self._key_field(command), place, 2)
        grid.setColumnStretch(0, 1)
        column.add(inside)
        column.setMinimumHeight(220)
        return column

    def _key_field(self, command: Command) -> QLineEdit:
        field = QLineEdit(next(iter(self._keymap.keys(command.id)), ""))
        field.setObjectName(f"settings.key.{command.id}")
        field.setAccessibleName(f"Key of {command.title}")
        field.setToolTip(f"{command.help} Leave it empty to switch the key off.")
        field.setMaximumWidth(150)
        field.editingFinished.connect(lambda: self._set_key(command, field.text().strip()))
        self._fields[command.id] = field
        return field

    def _set_key(self, command: Command, key: str) -> None:
        if key == next(iter(self._keymap.keys(command.id)), ""):
            return
        if key == next(iter(command.keys), ""):
            self._keymap.overrides.pop(command.id, None)
        else:
            self._keymap.overrides[command.id] = key.upper() if len(key) == 1 else key
        self._keep("keys", dict(self._keymap.overrides))
        self._warn()

    def _warn(self) -> None:
        found = [f"{key}: {a.title} and {b.title}" for key, a, b in conflicts(self._keymap)]
        text = "Two commands have one key. " + "; ".join(found) if found else ""
        self._warning.setText(text)
        self._warning.setVisible(bool(text))

    def _keep(self, name: str, value: object) -> None:
        self._settings.set(name, value)
        self.changed.emit(name)
