"""All commands as one table, from which menus, keys, the keys card, tooltips and settings are made.

- `COMMANDS`: the table, kept in resources/commands.csv. Contexts: shell (everywhere), review,
  comment, agreement, automation.
- `Keymap(overrides, role)`: which key means what. A page's `keyPressEvent` asks
  `keymap.command(event, "review")` and calls `event.ignore()` when it gets None; that way a focused
  text box keeps its characters. `keymap.label("review.undo")` is the key to show on a button.
- `install(owner, "review", handlers, keymap)`: makes QActions for Ctrl, Alt and F keys on `owner`.
- `conflicts(keymap)`: two commands on one key.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from hitl_app.domain.reviewer import Role
from hitl_app.ui.keyboard import keys_of
from hitl_app.ui.theme import resources

EVERYWHERE = "shell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a person can do: its words, its keys, and where it holds."""

    id: str
    title: str
    keys: tuple[str, ...]
    context: str
    group: str
    help: str
    role: Role | None = None
    # What stands on the keys card; an empty `card` leaves it out (2 to 9 are said by 1).
    card: str = ""
    card_key: str = ""
    # Held down rather than pressed: works while the key is down.
    held: bool = False


def _table() -> tuple[Command, ...]:
    with (resources() / "commands.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_command(row) for row in csv.DictReader(file))


def _command(row: Mapping[str, str]) -> Command:
    return Command(
        id=row["id"],
        title=row["title"],
        keys=tuple(row["keys"].split()),
        context=row["id"].partition(".")[0],
        group=row["group"],
        help=row["help"],
        role=Role(row["role"]) if row["role"] else None,
        card=row["card"],
        card_key=row["card_key"],
        held=row["card_key"].startswith("hold"),
    )


COMMANDS = _table()
BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


class Keymap:
    """The keys in force: the table's, with what a person has changed.

    An override is one key for one command; an empty one switches its key off.
    """

    def __init__(
        self, overrides: Mapping[str, str] | None = None, role: Role | None = None
    ) -> None:
        self.overrides = dict(overrides or {})
        self._role = role

    def commands(self, context: str | None = None) -> list[Command]:
        """Return the commands this person has, of one context or of all."""
        return [
            command
            for command in COMMANDS
            if context in {None, command.context} and self._role_allows(command)
        ]

    def keys(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of a command, the one to show first."""
        changed = self.overrides.get(command_id)
        if changed is None:
            return BY_ID[command_id].keys
        return (changed,) if changed else ()

    def label(self, command_id: str) -> str:
        """Return what to write on a key cap or button."""
        return next((_readable(key) for key in self.keys(command_id)), "")

    def command(self, event: QKeyEvent, context: str) -> Command | None:
        """Return the command of a single letter, digit, sign or arrow in a context, if any."""
        known = {key: c for c in self.commands(context) for key in self.keys(c.id)}
        return next((known[key] for key in keys_of(event) if key in known), None)

    def groups(self, *contexts: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what the keys card shows: groups of (key, words)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for context in contexts:
            for command in self.commands(context):
                label = self._card_label(command)
                if command.card and label:
                    found.setdefault(command.group, []).append((label, command.card))
        return list(found.items())

    def _card_label(self, command: Command) -> str:
        if command.card_key and command.id not in self.overrides:
            return command.card_key
        return self.label(command.id)

    def _role_allows(self, command: Command) -> bool:
        return self._role is None or command.role in {None, self._role}


def conflicts(keymap: Keymap) -> list[tuple[str, Command, Command]]:
    """Return each key that two commands of one context (or the shell's) fight for."""
    found: list[tuple[str, Command, Command]] = []
    taken: dict[tuple[str, str], Command] = {}
    for command in keymap.commands():
        for key in keymap.keys(command.id):
            for place in _places_of(command, keymap):
                rival = taken.setdefault((place, key.lower()), command)
                if rival is not command and (key, rival, command) not in found:
                    found.append((key, rival, command))
    return found


def install(
    owner: QWidget, context: str, handlers: Mapping[str, Callable[[], None]], keymap: Keymap
) -> dict[str, QAction]:
    """Make a QAction of each command with a Ctrl, Alt or F key; fail when a handler is missing."""
    made: dict[str, QAction] = {}
    for command in keymap.commands(context):
        shortcuts = [key for key in keymap.keys(command.id) if _is_shortcut(key)]
        if not shortcuts:
            continue
        if command.id not in handlers:
            message = f"No handler for {command.id}"
            raise LookupError(message)
        action = QAction(command.title, owner)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(command.help)
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _checked=False, act=handlers[command.id]: act())
        owner.addAction(action)
        made[command.id] = action
    return made


def _places_of(command: Command, keymap: Keymap) -> set[str]:
    if command.context != EVERYWHERE:
        return {command.context}
    return {other.context for other in keymap.commands()}


def _is_shortcut(key: str) -> bool:
    return "Ctrl+" in key or "Alt+" in key or (key[0] == "F" and key[1:].isdigit())


def _readable(key: str) -> str:
    if key in {"+", "-"}:
        return key.replace("-", "−")
    return key.replace("+", " ").replace("Return", "↵").strip()
