"""The cards beside the case: what they show by degree, and that none of them moves the buttons."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from hitl_app.domain.policy import Degree
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.widgets import ConfidenceBar, Label
from hitl_app.workflow import review
from hitl_app.workflow.ports import Answer

TOP = {"Scratch": 0.81, "Crack": 0.11, "Stain": 0.04, "OK": 0.02, "Dent": 0.02}


def third(page):
    return [card.objectName() for card in page.parts.third.shown()]


def words_of(page):
    cards = page.parts.third.shown()
    return [label.text() for card in cards for label in card.findChildren(Label) if label.text()]


def places(page):
    QApplication.sendPostedEvents()  # layouts are made anew by an event
    buttons = [*page.parts.decide.classes, *page.parts.decide.others.values()]
    return [
        QRect(button.mapTo(page, QPoint(0, 0)), button.size())
        for button in [*buttons, page.parts.decide.undo]
    ]


def test_that_nothing_moves(workplace, sit, press, settled):
    workplace.receive(11, predicted="Scratch", probabilities=TOP)
    page, found = sit(), {}
    for degree in Degree:
        for suggested in (0.0, 1.0):
            workplace.set_degree(degree, holdback_rate=1.0 - suggested)
            press(page, Qt.Key.Key_1, "1")
            settled(page)
            for size in ((1363, 848), (1228, 700)):
                page.resize(*size)
                for key in ("", "c", "e"):
                    if key:
                        press(page, ord(key.upper()), key)
                    card = third(page)[0]
                    found.setdefault((size, degree, suggested, card), []).append(places(page))
                    press(page, Qt.Key.Key_Escape)
    for size in ((1363, 848), (1228, 700)):
        cards = {key[3]: each for key, each in found.items() if key[0] == size}
        assert len(cards) == 4
        assert len({tuple(map(QRect.getRect, one)) for each in cards.values() for one in each}) == 1


@pytest.mark.parametrize(
    ("degree", "terms", "card"),
    [
        (Degree.HUMAN_ONLY, {}, "review.mixed_up"),
        (Degree.SHADOW, {}, "review.mixed_up"),
        (Degree.ASSISTANCE, {"holdback_rate": 0.0}, "review.suggestion"),
        (Degree.ASSISTANCE, {"holdback_rate": 1.0}, "review.no_suggestion"),
        (Degree.PARTIAL, {"holdback_rate": 0.0, "threshold": 0.9}, "review.suggestion"),
        (
            Degree.PARTIAL,
            {"holdback_rate": 0.0, "threshold": 0.5, "audit_rate": 1.0},
            "review.no_suggestion",
        ),
        (Degree.FULL, {"audit_rate": 1.0}, "review.no_suggestion"),
    ],
)
def test_that_the_third_card_follows_the_degree(workplace, sit, degree, terms, card):
    workplace.set_degree(degree, **terms)
    workplace.receive(2, predicted="Scratch", probabilities=TOP)
    assert third(sit()) == [card]


def test_that_a_suggestion_has_three_classes_with_their_keys(workplace, sit):
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    workplace.receive(1, predicted="Scratch", probabilities=TOP)
    page = sit()
    bars = page.parts.third.findChildren(ConfidenceBar)
    assert [bar.text() for bar in bars] == ["Scratch 0.81", "Crack 0.11", "Stain 0.04"]
    assert bars[0].accessibleName() == "Scratch, 0.81, key 2"
    assert words_of(page) == ["The model suggests", "4.2.0"]
    assert not any(button.is_chosen() for button in page.parts.decide.classes)


def test_that_a_model_that_is_not_sure_is_not_quoted_in_large_type(workplace, sit):
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    workplace.receive(1, predicted="Scratch", confidence=0.41)
    assert "not sure" in words_of(sit())


def test_that_calibration_is_shown_from_a_hundred_blind_cases_on(workplace, sit):
    workplace.set_degree(Degree.SHADOW)
    workplace.receive(100, predicted="Scratch", text="a plate")
    with workplace.store() as store:
        who = (store, workplace.project, workplace.other)
        for number in range(100):
            claimed = review.claim_next(*who, "there", workplace.clock()).value
            label = "Scratch" if number % 25 else "Dent"
            answer = Answer(decision_id=str(number), case_no=claimed.case.case_no, label=label)
            review.decide(*who, answer, workplace.clock())
    # Only up to yesterday: a count that moves with one's own answer would tell the model's.
    workplace.clock.go_on(86_400)
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    workplace.receive(1, predicted="Scratch", probabilities=TOP)
    page = sit()
    assert "Of 100 cases like this, it is right in about 96." in words_of(page)


def test_that_what_is_often_mixed_up_follows_ones_own_last_answers(workplace, sit, press, settled):
    workplace.receive(3, predicted="Scratch")
    page = sit()
    assert words_of(page)[2:] == ["Scratch", "straight, bright edge", "Crack", "branching, dark"]
    press(page, Qt.Key.Key_5, "5")
    settled(page)
    assert words_of(page)[2] == "Crack"


def test_that_a_comment_box_keeps_its_keys(workplace, sit, press, settled, qtbot):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_C, "c")
    assert page.parts.comment.box.hasFocus()
    qtbot.keyClicks(page.parts.comment.box, "2 scratches")
    press(page, Qt.Key.Key_Escape)
    assert page.hasFocus()
    assert third(page) == ["review.mixed_up"]
    settled(page)
    assert workplace.kinds() == ["comment"]
    press(page, Qt.Key.Key_C, "c")
    assert page.parts.comment.box.toPlainText() == "2 scratches"
    press(page, Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    assert workplace.kinds() == ["comment", "decision"]
    (decision,) = [entry for entry in workplace.log() if entry.kind == "decision"]
    assert decision.body.endswith("|2 scratches")


def test_that_a_comment_that_was_not_left_goes_with_a_click(workplace, sit, press, settled, qtbot):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_C, "c")
    qtbot.keyClicks(page.parts.comment.box, "wet")
    qtbot.mouseClick(page.parts.decide.classes[1], Qt.MouseButton.LeftButton)
    settled(page)
    assert workplace.kinds() == ["comment", "decision"]
    assert page.hasFocus()
    assert third(page) == ["review.mixed_up"]


def test_that_chips_write_into_the_comment(workplace, sit, press, qtbot):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_C, "c")
    for place in (1, 2):
        chip = page.findChild(object, f"review.comment.chip.{place}")
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert page.flow.notes.comment == "not sharp, wet"
    assert page.parts.comment.box.hasFocus()


def test_that_escalating_opens_the_box_and_enter_sends(workplace, sit, press, settled, qtbot):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_E, "e")
    assert page.parts.comment.box.hasFocus()
    assert workplace.kinds() == []
    qtbot.keyClicks(page.parts.comment.box, "looks like 2 cracks")
    press(page, Qt.Key.Key_Return, "\r")
    settled(page)
    (escalated,) = [entry for entry in workplace.log() if entry.kind == "escalated"]
    assert escalated.body.endswith("|looks like 2 cracks")


def test_that_a_second_e_at_once_sends_and_a_held_one_does_not(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_E, "e")
    press(page, Qt.Key.Key_E, "e", repeat=True)
    assert page.flow.stage is Stage.READY
    assert page.parts.comment.box.toPlainText() == ""
    press(page, Qt.Key.Key_E, "e")
    settled(page)
    assert workplace.kinds() == ["escalated"]


def test_that_esc_leaves_an_escalation_without_sending(workplace, sit, press):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_E, "e")
    press(page, Qt.Key.Key_Escape)
    assert workplace.kinds() == []
    assert page.flow.stage is Stage.READY


def test_that_a_flag_is_kept_at_once_and_goes_with_the_decision(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_F, "f")
    settled(page)
    assert workplace.kinds() == ["flag"]
    assert page.findChild(object, "review.flagged").isVisible()
    press(page, Qt.Key.Key_F, "f")
    press(page, Qt.Key.Key_F, "f")
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert workplace.kinds() == ["flag", "unflag", "flag", "decision"]
    (decision,) = [entry for entry in workplace.log() if entry.kind == "decision"]
    assert decision.body.split("|")[-2] == "1"
    assert not page.findChild(object, "review.flagged").isVisible()


def test_that_a_class_is_found_by_name(workplace, sit, press, settled, qtbot):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_Slash, "/")
    field = page.findChild(QLineEdit, "review.class_finder.text")
    assert field.hasFocus()
    qtbot.keyClicks(field, "bur")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(page)
    assert [fact.label for fact in page.flow.around.facts] == ["Edge burr"]
    assert page.hasFocus()


def test_that_the_guide_can_be_read_and_left(workplace, sit, press, qtbot):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_G, "g")
    card = page.findChild(object, "review.guide_card")
    said = [label.text() for label in card.findChildren(Label)]
    assert "straight, bright edge" in said
    assert "Often mixed up with Crack" in said
    press(page, Qt.Key.Key_2, "2")
    assert page.flow.stage is Stage.READY
    press(page, Qt.Key.Key_Escape)
    assert page.hasFocus()


def test_that_the_pace_can_be_hidden(workplace, sit, press, settled, qtbot):
    workplace.receive(9)
    page = sit()
    for key in "123456":
        workplace.clock.go_on(12)
        press(page, ord(key), key)
        settled(page)
    page.tick()
    strip = page.parts.progress.findChild(object, "review.progress.strip")
    shown = [label.text() for label in strip.findChildren(Label)]
    assert shown[:3] == ["6", "of 9 today", "5.0 / min"]
    assert "3 left, about a minute" in shown
    hide = page.findChild(object, "review.progress.hide")
    qtbot.mouseClick(hide, Qt.MouseButton.LeftButton)
    page.tick()
    assert "5.0 / min" not in [label.text() for label in strip.findChildren(Label)]
    assert workplace.settings.values["show_pace"] is False


def test_that_fifty_minutes_of_work_are_one_quiet_line(workplace, sit):
    workplace.receive(1)
    page = sit()

    def said():
        return [label.text() for label in page.parts.progress.findChildren(Label)]

    assert "only you see your pace" in said()
    workplace.clock.go_on(51 * 60)
    page.tick()
    assert "A short look away?" in said()


def test_that_a_key_changed_in_the_settings_holds_at_once(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    workplace.settings.set("keys", {"review.unsure": "Q"})
    page.focusInEvent(_focus())
    assert page.parts.decide.others["unsure"].key() == "Q"
    press(page, Qt.Key.Key_U, "u")
    assert page.flow.stage is Stage.READY
    press(page, Qt.Key.Key_Q, "q")
    settled(page)
    assert workplace.kinds() == ["unsure"]


def _focus():
    from PySide6.QtGui import QFocusEvent  # noqa: PLC0415  used here alone

    return QFocusEvent(QEvent.Type.FocusIn)
