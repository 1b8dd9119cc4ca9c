"""The card on which a person signs in to a server; what it shows comes from presentation."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hitl_app.presentation import sign_in as words
from hitl_app.presentation.sign_in import Access, Field
from hitl_app.ui.announce import announce
from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_L, SPACE_S
from hitl_app.ui.widgets import BusyBar, Button, Card, CheckBox, KeyCap, Label, line

_RETURN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TITLES: Final = {
    Field.ADDRESS: "Address",
    Field.NAME: "Name",
    Field.PASSWORD: "Password",
}
_EXAMPLES: Final = {
    Field.ADDRESS: "host/database",
    Field.NAME: "",
    Field.PASSWORD: words.EMPTY_PASSWORD,
}


class Note(QWidget):
    """A small line with an icon below a field; without words it takes no room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._icon_name, self._tone = "", "text2"
        self._mark = Label()
        self._label = Label("", "small", "text2", wrap=True, name=name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        look().changed.connect(self._draw_mark)
        self.say("")

    def text(self) -> str:
        """Return what it says."""
        return self._label.text()

    def say(self, text: str, tone: str = "text2", icon_name: str = "") -> None:
        """Say something else."""
        self._icon_name, self._tone = icon_name, tone
        self._label.setText(text)
        self._label.set_tone(tone)
        self.setVisible(bool(text))
        self._draw_mark()

    def _draw_mark(self) -> None:
        self._mark.setVisible(bool(self._icon_name))
        if self._icon_name:
            self._mark.setPixmap(pixmap(self._icon_name, px(15), self._tone))


class SignInCard(Card):
    """Sends `asked(Access)`, `stop_asked` and `left`; `remembers` says what the box says."""

    asked = Signal(object)
    stop_asked = Signal()
    left = Signal()
    local_asked = Signal()

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(words.TITLE, icon_name="sign-in", name="sign_in")
        self._environment = environment
        self._fields = {field: _field(field) for field in Field}
        self._errors = {field: Note(f"sign_in.{field}.error") for field in Field}
        self._secured = Note("sign_in.secured")
        self._box = CheckBox(words.REMEMBER, name="sign_in.remember")
        self._kept = Note("sign_in.keyring")
        self._busy = BusyBar(title="Signing in")
        self._words = Label("", "small", "text2", wrap=True, name="sign_in.words")
        self._sign = Button("Sign in", "sign-in", "primary", name="sign_in.sign")
        self._stop = Button("Stop", "x", name="sign_in.stop")
        self._local = Button("Work on this machine", "desktop", "link", name="sign_in.local")
        self._leave = Button("Close", name="sign_in.leave")
        self._keys = {"Enter": KeyCap("↵"), "Esc": KeyCap("Esc")}
        self._lay_out()
        self._connect()
        self.show_keyring(words.ASKING_KEYRING)
        self.rest()

    # -- what is asked -------------------------------------------------------------------------

    def offer(self, wanted: Access, leave_words: str, *, has_local: bool) -> None:
        """Fill the fields in; `leave_words` say where Esc leads."""
        self._fields[Field.ADDRESS].setText(words.shown(wanted.address))
        self._fields[Field.NAME].setText(wanted.name)
        self._fields[Field.PASSWORD].setText(wanted.password or "")
        self._leave.setText(leave_words)
        self._leave.setAccessibleName(leave_words)
        self._local.setVisible(has_local)
        self._show_secured()

    def begin(self) -> None:
        """Put the keyboard where something is missing."""
        empty = [each for each in self._fields.values() if not each.text()]
        (empty or [self._fields[Field.PASSWORD]])[0].setFocus()

    @property
    def remembers(self) -> bool | None:
        """Whether the password shall be kept; None where this machine cannot."""
        return self._box.isChecked() if self._box.isEnabled() else None

    def show_keyring(self, why_not: str, *, holds_one: bool = False) -> None:
        """Say whether passwords can be kept here; a reason switches the box off."""
        self._can_keep = not why_not
        self._box.setEnabled(self._can_keep and not self.is_busy)
        if why_not or holds_one:
            self._box.setChecked(not why_not)
        self._kept.say(why_not or words.KEYRING)
        self._box.setAccessibleDescription(self._kept.text())

    # -- what came of it -----------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for a server."""
        return not self._sign.isEnabled()

    def wait(self, wanted: Access) -> None:
        """Show that the server is asked; what was typed stays."""
        self._clear()
        self._words.setText(words.connecting(wanted))
        self._set_busy(busy=True)
        self._busy.wait()
        self._stop.setFocus()
        announce(self, self._words.text())

    def rest(self, text: str = "") -> None:
        """Show that nobody waits any more."""
        self._busy.rest()
        self._words.setText(text)
        self._set_busy(busy=False)

    def refuse(self, sentence: str) -> None:
        """Say why not, at the field it is about; a wrong password is not kept."""
        self.rest()
        field = words.field_of(sentence)
        if words.is_wrong_password(sentence):
            self._fields[Field.PASSWORD].clear()
        self._errors[field].say(sentence, "alarm", "warning-circle")
        self._fields[field].setAccessibleDescription(sentence)
        self._fields[field].setFocus()
        self._fields[field].selectAll()
        announce(self, sentence, at_once=True)

    def forget_password(self) -> None:
        """Leave nothing typed behind once somebody is in."""
        self._fields[Field.PASSWORD].clear()

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter signs in or presses the button at hand; Esc goes one level back."""
        if event.key() == Qt.Key.Key_Escape:
            (self.stop_asked if self.is_busy else self.left).emit()
        elif event.key() in _RETURN and not event.isAutoRepeat():
            at_hand = self.focusWidget()
            button = at_hand if isinstance(at_hand, QPushButton) else self._sign
            button.click()
        else:
            super().keyPressEvent(event)

    # -- inside --------------------------------------------------------------------------------

    def _ask(self) -> None:
        typed = {field: self._fields[field].text() for field in Field}
        wanted = words.access(
            typed[Field.ADDRESS], typed[Field.NAME], typed[Field.PASSWORD] or None
        )
        self._clear()
        missing = words.what_is_missing(wanted, self._environment)
        if missing:
            self.refuse(missing)
        else:
            self.asked.emit(wanted)

    def _typed(self, field: Field) -> None:
        self._errors[field].say("")
        self._fields[field].setAccessibleDescription("")
        self._words.setText("")
        if field is Field.ADDRESS:
            self._show_secured()

    def _show_secured(self) -> None:
        wanted = words.access(self._fields[Field.ADDRESS].text())
        state = words.secured(wanted.address, self._environment)
        self._secured.say(state.words, state.tone, state.icon)

    def _clear(self) -> None:
        for field in Field:
            self._errors[field].say("")
            self._fields[field].setAccessibleDescription("")

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (*self._fields.values(), self._sign, self._local):
            widget.setEnabled(not busy)
        self._box.setEnabled(not busy and self._can_keep)
        self._stop.setVisible(busy)
        for widget in (self._sign, self._keys["Enter"], self._leave):
            widget.setVisible(not busy)

    def _connect(self) -> None:
        for field, widget in self._fields.items():
            widget.textEdited.connect(lambda _text, which=field: self._typed(which))
        self._sign.clicked.connect(lambda _on: self._ask())
        self._stop.clicked.connect(lambda _on: self.stop_asked.emit())
        self._leave.clicked.connect(lambda _on: self.left.emit())
        self._local.clicked.connect(lambda _on: self.local_asked.emit())

    def _lay_out(self) -> None:
        self.body.setContentsMargins(SPACE_L + 4, SPACE_L, SPACE_L + 4, SPACE_L)
        self.body.setSpacing(SPACE_S + 2)
        self.add(Label(words.HOW, "body", "text2", wrap=True))
        self.body.addLayout(self._grid())
        self.add(Label(words.OTHER_WAYS, "small", "text2", wrap=True))
        self.add(line())
        self.body.addLayout(self._foot())
        self.add(self._busy)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(1, 1)
        below = {
            Field.ADDRESS: (self._secured,),
            Field.NAME: (),
            Field.PASSWORD: (self._box, self._kept),
        }
        for row, (field, widget) in enumerate(self._fields.items()):
            label = Label(_TITLES[field], "body", "text", 500)
            label.setBuddy(widget)
            grid.addWidget(label, 2 * row, 0)
            grid.addWidget(widget, 2 * row, 1)
            grid.addLayout(_stack(self._errors[field], *below[field]), 2 * row + 1, 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._local)
        row.addWidget(self._words, 1)
        for widget in (self._sign, self._keys["Enter"], self._leave, self._stop, self._keys["Esc"]):
            row.addWidget(widget)
        return row


def _field(which: Field) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(f"sign_in.{which}")
    made.setAccessibleName(_TITLES[which])
    made.setPlaceholderText(_EXAMPLES[which])
    if which is Field.PASSWORD:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _stack(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    return column
