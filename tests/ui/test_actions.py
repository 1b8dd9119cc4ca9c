from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.domain.reviewer import Role
from hitl_app.ui.actions import BY_ID, COMMANDS, Command, Keymap, conflicts, install
from hitl_app.ui.keyboard import key_of, keys_of

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL = Mod.NoModifier, Mod.ShiftModifier, Mod.ControlModifier


def press(
    key: int, modifiers: Qt.KeyboardModifier = NONE, scan: int = 0, virtual: int = 0
) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0)


def test_that_ids_are_unique() -> None:
    assert not [name for name, count in Counter(c.id for c in COMMANDS).items() if count > 1]


def test_that_no_key_has_two_meanings_in_one_context() -> None:
    assert conflicts(Keymap()) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_that_every_command_is_explained(command: Command) -> None:
    assert command.help.endswith(".")
    assert command.title
    assert command.group
    assert command.keys


def test_that_there_is_no_key_for_agreeing_with_the_model() -> None:
    assert not [c.id for c in COMMANDS if "accept" in c.id or "agree" in c.id.split(".")[1]]


@pytest.mark.parametrize("digit", range(1, 10))
def test_that_digits_of_the_number_pad_count(digit: int) -> None:
    event = press(Key.Key_0 + digit, Mod.KeypadModifier)
    found = Keymap().command(event, "review")
    assert found is BY_ID[f"review.class.{digit}"]


@pytest.mark.parametrize(
    ("written", "scan", "digit"),
    [
        (Key.Key_Ampersand, 10, "1"),
        (Key.Key_Eacute, 11, "2"),
        (Key.Key_QuoteDbl, 12, "3"),
        (Key.Key_Minus, 15, "6"),
        (Key.Key_Ccedilla, 18, "9"),
        (Key.Key_Agrave, 19, "0"),
    ],
)
def test_that_the_number_row_of_an_azerty_keyboard_writes_digits(
    written: Key, scan: int, digit: str
) -> None:
    assert key_of(press(written, scan=scan), "linux") == digit


@pytest.mark.parametrize(
    ("platform", "scan", "virtual"), [("linux", 30, 0), ("win32", 22, 0), ("darwin", 1, 32)]
)
def test_that_a_cyrillic_letter_counts_by_its_place(platform: str, scan: int, virtual: int) -> None:
    event = press(ord("Г"), scan=scan, virtual=virtual)
    assert key_of(event, platform) == "U"


def test_that_the_place_of_a_latin_letter_does_not_count() -> None:
    # W of an AZERTY keyboard lies where Z is; it must not undo.
    assert keys_of(press(Key.Key_W, scan=52), "linux") == ("W",)
    assert Keymap().command(press(Key.Key_W, scan=52), "review") is None


def test_that_a_dvorak_dot_is_no_letter() -> None:
    assert keys_of(press(Key.Key_Period, scan=26), "linux") == (".",)


def test_that_shift_and_a_digit_key_decide_nothing_where_they_write_a_sign() -> None:
    event = press(Key.Key_Exclam, SHIFT, scan=10)
    assert Keymap().command(event, "review") is None


def test_that_shifted_digits_of_an_azerty_keyboard_decide() -> None:
    event = press(Key.Key_1, SHIFT, scan=10)
    assert Keymap().command(event, "review") is BY_ID["review.class.1"]


@pytest.mark.parametrize("modifier", [CTRL, Mod.AltModifier, Mod.MetaModifier])
def test_that_ctrl_alt_and_meta_are_left_to_the_menus(modifier: Qt.KeyboardModifier) -> None:
    assert keys_of(press(Key.Key_U, modifier, scan=30), "linux") == ()


def test_that_a_bracket_written_with_alt_gr_counts() -> None:
    assert key_of(press(Key.Key_BracketLeft, CTRL | Mod.AltModifier, scan=9), "win32") == "["


def test_that_shift_and_a_letter_is_another_key() -> None:
    keymap = Keymap()
    undo, redo = press(Key.Key_Z), press(Key.Key_Z, SHIFT)
    assert keymap.command(undo, "review") is BY_ID["review.undo"]
    assert keymap.command(redo, "review") is BY_ID["review.redo"]


def test_that_a_changed_key_takes_the_place_of_the_old_one() -> None:
    keymap = Keymap({"review.unsure": "Q", "review.flag": ""})
    assert keymap.command(press(Key.Key_Q), "review") is BY_ID["review.unsure"]
    assert keymap.command(press(Key.Key_U), "review") is None
    assert keymap.command(press(Key.Key_F), "review") is None
    assert keymap.label("review.unsure") == "Q"


def test_that_a_key_given_twice_is_found() -> None:
    found = conflicts(Keymap({"review.unsure": "F", "review.guide": "F11"}))
    assert {(key, one.id, other.id) for key, one, other in found} == {
        ("F", "review.unsure", "review.flag"),
        ("F11", "shell.full_screen", "review.guide"),
    }


def test_that_inspectors_have_no_commands_of_supervisors() -> None:
    ids = {command.id for command in Keymap(role=Role.INSPECTOR).commands()}
    assert "shell.page.queue" in ids
    assert not [name for name in ids if name.startswith("automation.")]
    assert "shell.page.automation" not in ids


def test_that_the_keys_card_says_the_digits_once() -> None:
    groups = dict(Keymap().groups("review", "shell"))
    assert groups["Decide"][0] == ("1 – 9", "class with this number")
    assert ("hold R", "good part, in the same place") in groups["Look"]
    assert ("Shift Z", "redo") in groups["Decide"]


def test_that_a_missing_handler_is_found_at_the_start(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    with pytest.raises(LookupError, match=r"review\.undo"):
        install(owner, "review", {}, Keymap())


def test_that_ctrl_keys_are_actions_and_single_letters_are_not(qtbot: QtBot) -> None:
    owner, box = QWidget(), QLineEdit()
    qtbot.addWidget(owner)
    QVBoxLayout(owner).addWidget(box)
    done: list[str] = []
    handlers = {c.id: (lambda name=c.id: done.append(name)) for c in COMMANDS}
    made = install(owner, "review", handlers, Keymap())
    assert set(made) == {"review.undo", "review.redo"}
    owner.show()
    owner.activateWindow()
    box.setFocus()
    qtbot.keyClicks(box, "2 scratches u")
    assert box.text() == "2 scratches u"
    assert done == []
    made["review.undo"].trigger()
    assert done == ["review.undo"]
