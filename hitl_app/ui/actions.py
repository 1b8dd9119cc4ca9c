"""All commands as one table, from which menus, keys, the keys card, tooltips and settings are made.

- `COMMANDS`: the table. Contexts: shell (everywhere), review, comment, agreement, automation.
- `Keymap(overrides, role)`: which key means what. A page's `keyPressEvent` asks
  `keymap.command(event, "review")` and calls `event.ignore()` when it gets None; that way a focused
  text box keeps its characters. `keymap.label("review.undo")` is the key to show on a button.
- `install(owner, "review", handlers, keymap)`: makes QActions for Ctrl, Alt and F keys on `owner`.
- `conflicts(keymap)`: two commands on one key.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from hitl_app.domain.reviewer import Role
from hitl_app.ui.keyboard import keys_of

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
    return (
        *_shell(),
        *_classes(),
        *_decide(),
        *_look(),
        *_note(),
        *_comment(),
        *_charts(),
        *_policy(),
    )


def _shell() -> Iterable[Command]:
    pages = ("Review", "Queue", "Agreement", "Automation", "Rollout", "Monitoring")
    for place, title in enumerate(pages, start=1):
        yield Command(
            id=f"shell.page.{title.lower()}",
            title=title,
            keys=(f"Alt+{place}",),
            context="shell",
            group="Program",
            help=f"Go to the {title} screen.",
            role=None if place <= 2 else Role.SUPERVISOR,  # noqa: PLR2004  inspectors have the first two
            card="screens" if place == 1 else "",
            card_key="Alt 1 – 6" if place == 1 else "",
        )
    rows = (
        (
            "text_larger",
            "Larger text",
            ("Ctrl++", "Ctrl+="),
            "Make all text one step larger.",
            "text size",
            "Ctrl + −",
        ),
        ("text_smaller", "Smaller text", ("Ctrl+-",), "Make all text one step smaller.", "", ""),
        (
            "full_screen",
            "Full screen",
            ("F11",),
            "Use the whole screen, or go back.",
            "full screen",
            "",
        ),
        ("keys", "Keys", ("?",), "Show the keys of this screen.", "this card", ""),
        ("help", "Help", ("F1",), "Open the help of this screen.", "help", ""),
        (
            "theme",
            "Light or dark",
            ("Ctrl+Shift+L",),
            "Change between the light and the dark theme.",
            "light or dark",
            "",
        ),
        (
            "settings",
            "Settings",
            ("Ctrl+,",),
            "Change theme, text size, times and keys.",
            "settings",
            "",
        ),
        (
            "quit",
            "Quit",
            ("Ctrl+Q",),
            "Close the program; every decision is already stored.",
            "",
            "",
        ),
    )
    for name, title, keys, sentence, card, card_key in rows:
        yield Command(
            id=f"shell.{name}",
            title=title,
            keys=keys,
            context="shell",
            group="Program",
            help=sentence,
            card=card,
            card_key=card_key,
        )


def _classes() -> Iterable[Command]:
    for digit in range(1, 10):
        yield Command(
            id=f"review.class.{digit}",
            title=f"Class {digit}",
            keys=(str(digit),),
            context="review",
            group="Decide",
            help=f"Decide that the case belongs to class {digit}.",
            card="class with this number" if digit == 1 else "",
            card_key="1 – 9" if digit == 1 else "",
        )


_Row = tuple[str, str, tuple[str, ...], str, str, str]


def _rows(
    context: str, group: str, rows: Iterable[_Row], role: Role | None = None
) -> Iterable[Command]:
    for name, title, keys, sentence, card, card_key in rows:
        yield Command(
            id=f"{context}.{name}",
            title=title,
            keys=keys,
            context=context,
            group=group,
            help=sentence,
            card=card,
            card_key=card_key,
            role=role,
            held=card_key.startswith("hold"),
        )


def _decide() -> Iterable[Command]:
    return _rows(
        "review",
        "Decide",
        (
            (
                "class_by_name",
                "Class by name",
                ("/",),
                "Find a class by its name, where there are more than nine.",
                "class by name, if more than 9",
                "",
            ),
            (
                "unsure",
                "Unsure",
                ("U",),
                "Leave the case undecided; it comes back to you later, then to a second person.",
                "unsure, comes back to me later",
                "",
            ),
            (
                "escalate",
                "Escalate",
                ("E",),
                "Pass the case to a second person now, with a comment if you like.",
                "escalate to a second person",
                "",
            ),
            (
                "undo",
                "Undo",
                ("Z", "Ctrl+Z"),
                "Take back your last decision and show its case again; press it again to go further back.",
                "undo, again and again",
                "",
            ),
            (
                "redo",
                "Redo",
                ("Shift+Z", "Ctrl+Shift+Z"),
                "Decide again what you have just taken back.",
                "redo",
                "",
            ),
        ),
    )


def _look() -> Iterable[Command]:
    return _rows(
        "review",
        "Look",
        (
            ("zoom_in", "Zoom in", ("+", "="), "Show the picture larger.", "zoom", "+  −"),
            ("zoom_out", "Zoom out", ("-",), "Show the picture smaller.", "", ""),
            ("fit", "Fit", ("0",), "Show the whole picture.", "fit", ""),
            (
                "move_left",
                "Move left",
                ("Left",),
                "Move the picture so that its left part is seen.",
                "move the picture",
                "arrows",
            ),
            (
                "move_right",
                "Move right",
                ("Right",),
                "Move the picture so that its right part is seen.",
                "",
                "",
            ),
            (
                "move_up",
                "Move up",
                ("Up",),
                "Move the picture so that its upper part is seen.",
                "",
                "",
            ),
            (
                "move_down",
                "Move down",
                ("Down",),
                "Move the picture so that its lower part is seen.",
                "",
                "",
            ),
            (
                "lock_view",
                "Keep zoom",
                ("L",),
                "Keep zoom and place for the next case.",
                "keep zoom for the next case",
                "",
            ),
            (
                "reference",
                "Good part",
                ("R",),
                "While held, show the good reference in the same place.",
                "good part, in the same place",
                "hold R",
            ),
            (
                "heat",
                "Where the model looks",
                ("H",),
                "While held, show where the model looks, if its suggestion is shown.",
                "where the model looks, if shown",
                "hold H",
            ),
            (
                "brightness",
                "Brightness",
                ("B",),
                "Change brightness and contrast of this picture.",
                "brightness and contrast",
                "",
            ),
        ),
    )


def _note() -> Iterable[Command]:
    return _rows(
        "review",
        "Note and move",
        (
            ("flag", "Flag", ("F",), "Mark the case; this decides nothing.", "flag", ""),
            (
                "comment",
                "Comment",
                ("C",),
                "Write a comment on the case; Esc leaves the text box.",
                "comment, Esc leaves the text box",
                "",
            ),
            (
                "before",
                "Case before",
                ("[",),
                "Look at the case before without deciding.",
                "look at the case before or after",
                "[  ]",
            ),
            ("after", "Case after", ("]",), "Look at the case after without deciding.", "", ""),
            ("guide", "Guide", ("G",), "Show what each class means.", "guide", ""),
            (
                "pause",
                "Pause",
                ("P",),
                "Make the screen neutral and stop the clock; any key goes on.",
                "pause, screen goes neutral",
                "",
            ),
        ),
    )


def _comment() -> Iterable[Command]:
    return _rows(
        "comment",
        "Comment",
        (
            (
                "keep",
                "Keep comment",
                ("Ctrl+Return",),
                "Keep the comment and go back to the case.",
                "",
                "",
            ),
            ("leave", "Leave comment", ("Esc",), "Go back to the case; the text is kept.", "", ""),
        ),
    )


def _charts() -> Iterable[Command]:
    return _rows(
        "agreement",
        "Charts",
        (
            (
                "point_before",
                "Point before",
                ("Left",),
                "Go to the point before in the chart.",
                "point before or after",
                "←  →",
            ),
            (
                "point_after",
                "Point after",
                ("Right",),
                "Go to the point after in the chart.",
                "",
                "",
            ),
            (
                "point_first",
                "First point",
                ("Home",),
                "Go to the first point in the chart.",
                "first or last point",
                "Home End",
            ),
            ("point_last", "Last point", ("End",), "Go to the last point in the chart.", "", ""),
            (
                "cases",
                "Cases",
                ("Return",),
                "Open the cases behind the point, cell or row.",
                "open the cases",
                "Enter",
            ),
            (
                "event_after",
                "Next event",
                ("E",),
                "Go to the next event on the time axis.",
                "next event",
                "",
            ),
            (
                "table",
                "As a table",
                ("T",),
                "Show the same numbers as a table.",
                "the numbers as a table",
                "",
            ),
            (
                "copy_chart",
                "Copy chart",
                ("Ctrl+Shift+C",),
                "Copy the chart as a picture, with its data.",
                "copy the chart",
                "",
            ),
            (
                "export",
                "Export CSV",
                ("Ctrl+E",),
                "Write the figures on this screen to a file.",
                "export as CSV",
                "",
            ),
        ),
        Role.SUPERVISOR,
    )


def _policy() -> Iterable[Command]:
    return _rows(
        "automation",
        "Draft",
        (
            (
                "threshold_down",
                "Threshold down",
                ("Left",),
                "Draft a threshold one step lower.",
                "threshold by one step",
                "←  →",
            ),
            (
                "threshold_up",
                "Threshold up",
                ("Right",),
                "Draft a threshold one step higher.",
                "",
                "",
            ),
            (
                "threshold_down_ten",
                "Threshold down ten",
                ("Shift+Left",),
                "Draft a threshold ten steps lower.",
                "threshold by ten steps",
                "Shift ←  →",
            ),
            (
                "threshold_up_ten",
                "Threshold up ten",
                ("Shift+Right",),
                "Draft a threshold ten steps higher.",
                "",
                "",
            ),
            (
                "keep",
                "Keep draft",
                ("Return",),
                "Keep the draft while you look further.",
                "keep the draft",
                "Enter",
            ),
            (
                "back",
                "Back to the running value",
                ("Esc",),
                "Drop the draft and go back to what is running.",
                "back to the running value",
                "",
            ),
            (
                "table",
                "As a table",
                ("T",),
                "Show the same numbers as a table.",
                "the numbers as a table",
                "",
            ),
            (
                "apply",
                "Apply",
                ("Ctrl+Return",),
                "Apply the draft, once it has a reason.",
                "apply, once it has a reason",
                "",
            ),
            (
                "step_down",
                "Step down",
                ("Ctrl+Shift+D",),
                "Lower the degree of automation by one, at once.",
                "step down, at once",
                "",
            ),
        ),
        Role.SUPERVISOR,
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
