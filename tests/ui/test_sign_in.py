"""The sign-in card: what it says, what it keeps, and the keys that work in it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from hitl_app.presentation.sign_in import Access, access
from hitl_app.ui.first_start import FirstStart
from hitl_app.ui.sign_in import SignInCard
from hitl_app.ui.theme import look
from hitl_app.ui.widgets import KeyCap, Label

WRONG = "The server does not know “Mia” with this password. Type it again."


@pytest.fixture
def window(qtbot):
    made = FirstStart()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def card(window) -> SignInCard:
    made = SignInCard({})
    window.show_sign_in(made)
    made.show_keyring("")
    made.offer(access("mia:secret@host/db"), "Close", has_local=False)
    return made


def find(card: QWidget, name: str) -> QWidget:
    (found,) = card.findChildren(QWidget, f"sign_in.{name}")
    return found


def focused(card: SignInCard) -> str:
    return card.window().focusWidget().objectName()


def test_that_the_keyboard_starts_where_something_is_missing(card):
    for given, start in (("", "address"), ("host/db", "name"), ("mia@host/db", "password")):
        card.offer(access(given), "Close", has_local=False)
        card.begin()
        assert focused(card) == f"sign_in.{start}"


def test_that_enter_asks_with_what_was_typed(card, qtbot):
    for field in ("address", "name", "password", "remember"):
        with qtbot.waitSignal(card.asked) as asked:
            qtbot.keyClick(find(card, field), Qt.Key.Key_Return)
        assert asked.args == [Access(address="postgresql://host/db", name="mia", password="secret")]  # noqa: S106  # no password of anything real


def test_that_enter_on_a_button_presses_that_button(card, qtbot):
    with qtbot.waitSignal(card.left), qtbot.assertNotEmitted(card.asked):
        find(card, "leave").setFocus()
        qtbot.keyClick(find(card, "leave"), Qt.Key.Key_Return)


def test_that_escape_stops_while_waiting_and_leaves_otherwise(card, qtbot):
    card.wait(access("host/db"))
    assert card.is_busy
    with qtbot.waitSignal(card.stop_asked), qtbot.assertNotEmitted(card.left):
        qtbot.keyClick(card.window().focusWidget(), Qt.Key.Key_Escape)
    card.rest()
    with qtbot.waitSignal(card.left):
        qtbot.keyClick(find(card, "name"), Qt.Key.Key_Escape)


def test_that_a_wrong_password_goes_and_the_rest_stays(card):
    card.refuse(WRONG)
    assert [find(card, name).text() for name in ("address", "name", "password")] == [
        "host/db", "mia", "",
    ]  # fmt: skip
    assert find(card, "password.error").text() == WRONG
    assert find(card, "password").accessibleDescription() == WRONG
    assert focused(card) == "sign_in.password"


def test_that_another_refusal_keeps_all_that_was_typed(card):
    card.refuse("Nobody knows a host “host”.")
    assert find(card, "password").text() == "secret"
    assert focused(card) == "sign_in.address"


def test_that_typing_takes_the_sentence_away(card, qtbot):
    card.refuse(WRONG)
    qtbot.keyClicks(find(card, "password"), "n")
    assert find(card, "password.error").text() == ""
    assert find(card, "password").accessibleDescription() == ""


def test_that_the_card_says_how_it_is_secured_while_one_types(card, qtbot):
    address = find(card, "address")
    assert "certificate is checked" in find(card, "secured").text()
    address.clear()
    qtbot.keyClicks(address, "127.0.0.1/db")
    assert "no encryption needed" in find(card, "secured").text()


def test_that_without_a_keyring_the_box_is_off_and_says_why(card):
    card.show_keyring("This machine has no keyring.")
    box = find(card, "remember")
    assert not box.isEnabled()
    assert box.accessibleDescription() == "This machine has no keyring."
    assert card.remembers is None
    card.wait(access("host/db"))
    card.rest()
    assert not box.isEnabled()


def test_that_the_box_says_what_is_kept(card):
    assert card.remembers is False
    card.show_keyring("", holds_one=True)
    assert card.remembers is True


def test_that_tab_goes_from_top_to_bottom(card, qtbot):
    card.offer(access(""), "Close", has_local=False)
    card.begin()
    seen = []
    for _ in range(6):
        seen.append(focused(card).removeprefix("sign_in."))
        qtbot.keyClick(card.window().focusWidget(), Qt.Key.Key_Tab)
    assert seen == ["address", "name", "password", "remember", "sign", "leave"]


def test_that_everything_has_a_name_for_screen_readers_and_keys_are_shown(card):
    fields = card.findChildren(QLineEdit)
    assert [field.accessibleName() for field in fields] == ["Address", "Name", "Password"]
    labels = [each for each in card.findChildren(Label) if each.buddy()]
    assert [each.buddy() for each in labels] == fields
    assert {cap.text() for cap in card.findChildren(KeyCap) if cap.isVisible()} == {"↵", "Esc"}


@pytest.mark.parametrize("size", [100, 150])
def test_that_the_card_fits_the_smallest_window(window, card, size):
    look().set_text_size(size)
    window.resize(1280, 800)
    card.show_keyring("This machine has no keyring. " * 4)
    card.refuse("The workspace is not of this version of hitl-app. " * 5)
    assert window.width() == 1280
    assert window.height() == 800
    assert card.sizeHint().height() <= 800
