"""The card where a case is decided: a button a class, and what else can be done with a case."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from hitl_app.domain.decision import Aside
from hitl_app.presentation import review as words
from hitl_app.ui.actions import Keymap
from hitl_app.ui.review.notes import Notes
from hitl_app.ui.theme import color, look, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, Card, KeyedButton, line
from hitl_app.ui.widgets.painting import begin

_TICK_MS = 120
_ROWS_IN_SIGHT = 5
_ACTIONS: Final = (
    ("unsure", "Unsure", "question", "Leave it undecided; it comes back to you later."),
    ("escalate", "Escalate", "arrow-fat-up", "Pass it to a second person now."),
    ("flag", "Flag", "flag", "Mark it; this decides nothing."),
    ("comment", "Comment", "note-pencil", "Write a comment on it."),
)


class DecideCard(Card):
    """Sends `class_chosen(place)` and `asked(command id)`; nothing in it depends on a model."""

    class_chosen = Signal(int)
    asked = Signal(str)

    def __init__(self, question: str, labels: Sequence[str], meanings: dict[str, str]) -> None:
        super().__init__(question or words.QUESTION, name="review.decide")
        self._labels = tuple(labels)
        self.tick = _Tick()
        self.title_row.insertWidget(2, self.tick)
        self._guide = Button("Guide", "book-open", "link", name="review.guide")
        self._guide.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._guide.clicked.connect(lambda _on: self.asked.emit("review.guide"))
        self.title_row.addWidget(self._guide)
        self.classes = [
            KeyedButton(label, "", name=f"review.class.{place}", help_text=meanings.get(label, ""))
            for place, label in enumerate(labels, start=1)
        ]
        self.others = {name: self._action(name, *rest) for name, *rest in _ACTIONS}
        self.undo = KeyedButton(
            "Undo", "Z", "action", icon_name="arrow-u-up-left", name="review.undo"
        )
        self.undo.clicked.connect(lambda _on: self.asked.emit("review.undo"))
        for place, button in enumerate(self.classes):
            button.clicked.connect(lambda _on, at=place: self.class_chosen.emit(at))
        self.add(_Classes(self.classes))
        self.add(line())
        self.body.addLayout(self._action_grid())

    def show_keys(self, keymap: Keymap) -> None:
        """Write the keys in force on the buttons."""
        other = keymap.label("review.class_by_name")
        for key, button in zip(words.class_keys(self._labels), self.classes, strict=True):
            zero = "0" if "0" in keymap.keys("review.fit") else ""
            found = zero if key == "0" else keymap.label(f"review.class.{key}") if key else ""
            button.set_key(found or other)
        for name, action in self.others.items():
            action.set_key(keymap.label(f"review.{name}"))
        self.undo.set_key(keymap.label("review.undo"))

    def show_notes(self, notes: Notes) -> None:
        """Mark what was chosen before, and what stands beside the case."""
        for label, button in zip(self._labels, self.classes, strict=True):
            _choose(button, label == notes.earlier_label and notes.earlier_aside is None)
        _choose(self.others["unsure"], notes.earlier_aside is Aside.UNSURE)
        _choose(self.others["escalate"], notes.earlier_aside is Aside.ESCALATED)
        _name(self.others["flag"], "Flagged" if notes.flagged else "Flag")
        _name(self.others["comment"], "Comment …" if notes.comment else "Comment")

    def show_undo(self, text: str) -> None:
        """Say what undo would take back."""
        _name(self.undo, text)

    def allow(self, *, classes: bool, escalate: bool, notes: bool, undo: bool) -> None:
        """Let the buttons be used, or not."""
        for button in (*self.classes, self.others["unsure"]):
            button.setEnabled(classes)
        self.others["escalate"].setEnabled(escalate)
        self.others["flag"].setEnabled(notes)
        self.others["comment"].setEnabled(notes)
        self.undo.setEnabled(undo)

    def flash(self, place: int) -> None:
        """Fill a class button for a moment."""
        self.classes[place].flash()

    def _action(self, name: str, text: str, icon_name: str, help_text: str) -> KeyedButton:
        button = KeyedButton(
            text, "", "action", icon_name=icon_name, name=f"review.{name}", help_text=help_text
        )
        button.clicked.connect(lambda _on: self.asked.emit(f"review.{name}"))
        return button

    def _action_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE_S)
        for place, button in enumerate(self.others.values()):
            grid.addWidget(button, place // 2, place % 2)
        grid.addWidget(self.undo, 2, 0, 1, 2)
        return grid


def _choose(button: KeyedButton, chosen: bool) -> None:  # noqa: FBT001  a setter of one flag
    # Painting all buttons anew for each case would cost more than the picture.
    if button.is_chosen() != chosen:
        button.set_chosen(chosen)


def _name(button: KeyedButton, text: str) -> None:
    if button.text() != text:
        button.set_text(text)


class _Classes(QScrollArea):
    """The class buttons in two columns; more than ten scroll, and each keeps its place."""

    def __init__(self, buttons: Sequence[KeyedButton]) -> None:
        super().__init__()
        self.setObjectName("review.classes")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._rows = (len(buttons) + 1) // 2
        self._one = buttons[0]
        inside = QWidget()
        inside.setProperty("scrolled", True)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_S)
        for place, button in enumerate(buttons):
            # Down the first column as long as all are in sight; else the first ones stay on top.
            down = self._rows <= _ROWS_IN_SIGHT
            at = (place % self._rows, place // self._rows) if down else divmod(place, 2)
            grid.addWidget(button, *at)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.setWidget(inside)
        look().changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        rows = min(self._rows, _ROWS_IN_SIGHT)
        self.setFixedHeight(rows * (self._one.sizeHint().height() + SPACE_S) - SPACE_S)


class _Tick(QWidget):
    """A dot that lights for a moment: a key came too early and did nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("review.tick")
        self.count = 0
        self._timer = QTimer(self, singleShot=True, interval=_TICK_MS)
        self._timer.timeout.connect(self.update)

    def light(self) -> None:
        """Light for a moment."""
        self.count += 1
        self._timer.start()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the dot, always kept."""
        return QSize(px(10), px(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dot while it is lit."""
        if self._timer.isActive():
            with begin(self) as painter:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color("text3"))
                side = px(6)
                painter.drawEllipse(
                    (self.width() - side) // 2, (self.height() - side) // 2, side, side
                )
