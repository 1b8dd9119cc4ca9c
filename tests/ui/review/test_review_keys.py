"""One key, one decision, on every keyboard, and never twice."""

import pytest
from PySide6.QtCore import Qt

from hitl_app.ui.review.gate import Stage

LINUX_SCAN = {"1": 10, "U": 30}


def test_that_one_key_makes_one_decision(workplace, sit, press, settled):
    workplace.receive(3)
    page = sit()
    workplace.clock.go_on(2.5)
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    assert workplace.kinds() == ["decision"]
    assert page.flow.case.case.case_id == "48214"
    assert page.hasFocus()
    (fact,) = page.flow.around.facts
    assert fact.label == "Scratch"


def test_that_a_held_key_decides_once(workplace, sit, press, settled):
    workplace.receive(3)
    page = sit()
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    for _ in range(5):
        press(page, Qt.Key.Key_2, "2", repeat=True)
    settled(page)
    assert workplace.kinds() == ["decision"]


def test_that_a_second_key_before_the_next_picture_is_dropped(workplace, sit, press, settled):
    workplace.receive(3)
    page = sit()
    press(page, Qt.Key.Key_2, "2")
    press(page, Qt.Key.Key_3, "3")
    assert page.parts.decide.tick.count == 1
    settled(page)
    assert page.flow.case.case.case_id == "48214"
    assert workplace.kinds() == ["decision"]


def test_that_a_key_within_the_guard_time_is_dropped(workplace, sit, press, qtbot):
    workplace.settings.set("guard_ms", 400)
    workplace.receive(2)
    page = sit(ready=False)
    qtbot.waitUntil(lambda: page.flow.stage is Stage.GUARDED)
    press(page, Qt.Key.Key_1, "1")
    assert page.flow.stage is Stage.GUARDED
    assert page.parts.decide.tick.count == 1
    qtbot.waitUntil(lambda: page.flow.stage is Stage.READY)
    press(page, Qt.Key.Key_1, "1")
    assert page.flow.stage is Stage.SAVING


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "scan"),
    [
        (Qt.Key.Key_Ampersand, "&", Qt.KeyboardModifier.NoModifier, LINUX_SCAN["1"]),
        (Qt.Key.Key_1, "1", Qt.KeyboardModifier.KeypadModifier, 87),
    ],
    ids=["AZERTY", "number pad"],
)
def test_that_digits_count_on_every_keyboard(
    workplace, sit, press, settled, key, text, modifiers, scan
):
    workplace.receive(2)
    page = sit()
    press(page, key, text, modifiers=modifiers, scan=scan)
    settled(page)
    assert [fact.label for fact in page.flow.around.facts] == ["OK"]


def test_that_letters_count_by_place_on_a_cyrillic_keyboard(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    press(page, 0x413, "\u0433", scan=LINUX_SCAN["U"])
    settled(page)
    assert workplace.kinds() == ["unsure"]


def test_that_a_key_of_no_class_decides_nothing(workplace, sit, press):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_9, "9")
    assert page.flow.stage is Stage.READY
    assert page.parts.decide.tick.count == 1
    assert workplace.kinds() == []


@pytest.mark.parametrize("labels", [tuple("0123456789")], ids=["digits"])
def test_that_classes_that_are_digits_are_decided_by_their_own_keys(
    workplace, sit, press, settled, qtbot
):
    workplace.receive(4)
    page = sit()
    assert [button.key() for button in page.parts.decide.classes] == list("0123456789")
    for key in "30":
        press(page, ord(key), key)
        settled(page)
    assert [fact.label for fact in page.flow.around.facts] == ["0", "3"]
    press(page, Qt.Key.Key_Plus, "+")
    qtbot.mouseClick(page.findChild(object, "review.tool.fit"), Qt.MouseButton.LeftButton)
    assert page.findChild(object, "review.zoom").text() == "Fit"
    assert workplace.kinds() == ["decision", "decision"]


def test_that_a_click_does_the_same(workplace, sit, settled, qtbot):
    workplace.receive(2)
    page = sit()
    qtbot.mouseClick(page.parts.decide.classes[4], Qt.MouseButton.LeftButton)
    settled(page)
    qtbot.waitUntil(lambda: [fact.label for fact in page.flow.around.facts] == ["Crack"])
    assert page.hasFocus()
