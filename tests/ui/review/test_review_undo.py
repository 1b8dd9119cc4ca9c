"""Taking back, doing again, and what the log keeps of it."""

from PySide6.QtCore import Qt

from hitl_app.domain.decision import Aside
from hitl_app.ui.review.gate import Stage
from hitl_app.workflow import review

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def decide(page, press, settled, keys):
    for key in keys:
        press(page, ord(key), key)
        settled(page)


def undo(page, press, settled, times=1):
    for _ in range(times):
        press(page, Qt.Key.Key_Z, "z")
        settled(page)


def chosen(page):
    return [button.text() for button in page.parts.decide.classes if button.is_chosen()]


def test_that_undo_brings_cases_back_newest_first_with_the_old_choice(
    workplace, sit, press, settled
):
    workplace.receive(7)
    page = sit()
    decide(page, press, settled, "12345")
    assert page.flow.around.counts.decided == 5
    seen = []
    for _ in range(3):
        undo(page, press, settled)
        seen.append((page.flow.case.case.case_id, chosen(page)))
    assert seen == [("48217", ["Crack"]), ("48216", ["Stain"]), ("48215", ["Dent"])]
    assert page.flow.around.counts.decided == 2
    assert workplace.kinds() == ["decision"] * 5 + ["retraction"] * 3


def test_that_undo_survives_a_restart_and_the_log_keeps_all_nine_facts(
    workplace, sit, press, settled
):
    workplace.receive(7)
    first = sit()
    decide(first, press, settled, "12345")
    undo(first, press, settled, 3)
    first.leave()
    page = sit()
    undo(page, press, settled)
    assert page.flow.case.case.case_id == "48214"
    assert chosen(page) == ["Scratch"]
    assert workplace.kinds() == ["decision"] * 5 + ["retraction"] * 4
    decide(page, press, settled, "7")
    assert workplace.kinds()[-1] == "decision"
    facts = workplace.ask(
        lambda store: (
            review.own_facts(store, workplace.project, workplace.person, 9, workplace.clock()).value
        )
    )
    assert [fact.label for fact in facts] == ["Edge burr", "OK"]


def test_that_redo_gives_the_same_answers_again(workplace, sit, press, settled):
    workplace.receive(5)
    page = sit()
    decide(page, press, settled, "234")
    undo(page, press, settled, 2)
    for _ in range(2):
        press(page, Qt.Key.Key_Z, "Z", modifiers=SHIFT)
        settled(page)
    assert [fact.label for fact in page.flow.around.facts] == ["Stain", "Dent", "Scratch"]
    assert page.flow.case.case.case_id == "48216"
    press(page, Qt.Key.Key_Z, "Z", modifiers=SHIFT)
    settled(page)
    assert page.parts.notice.text() == "There is nothing to do again."


def test_that_control_z_takes_back_too(workplace, sit, press, settled, qtbot):
    workplace.receive(2)
    page = sit()
    decide(page, press, settled, "2")
    qtbot.keyClick(page, Qt.Key.Key_Z, CONTROL)
    settled(page)
    assert workplace.kinds() == ["decision", "retraction"]


def test_that_nothing_to_take_back_is_said_quietly(workplace, sit, press, settled):
    workplace.receive(1)
    page = sit()
    undo(page, press, settled)
    assert page.parts.notice.text() == "There is nothing to take back."
    assert page.flow.stage is Stage.READY


def test_that_unsure_and_escalated_cases_come_back(workplace, sit, press, settled):
    workplace.receive(4)
    page = sit()
    decide(page, press, settled, "u")
    press(page, Qt.Key.Key_E, "e")
    press(page, Qt.Key.Key_Return, "\r")
    settled(page)
    assert workplace.kinds() == ["unsure", "escalated"]
    assert page.parts.decide.undo.text() == "Undo Escalated"
    undo(page, press, settled)
    assert page.flow.case.case.case_id == "48214"
    assert page.flow.notes.earlier_aside is Aside.ESCALATED
    assert page.parts.decide.others["escalate"].is_chosen()
    undo(page, press, settled)
    assert page.flow.case.case.case_id == "48213"
    assert page.parts.decide.others["unsure"].is_chosen()
    assert workplace.kinds()[2:] == ["retraction", "retraction"]
    press(page, Qt.Key.Key_Z, "Z", modifiers=SHIFT)
    settled(page)
    assert workplace.kinds()[-1] == "unsure"


def test_that_the_comment_of_a_decision_is_there_again_after_undo(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_C, "c")
    page.parts.comment.box.setPlainText("same as B-12")
    press(page, Qt.Key.Key_Escape)
    press(page, Qt.Key.Key_F, "f")
    decide(page, press, settled, "2")
    assert page.flow.notes.comment == ""
    undo(page, press, settled)
    assert page.flow.notes.comment == "same as B-12"
    assert page.flow.notes.flagged
    assert page.parts.decide.others["flag"].text() == "Flagged"


def test_that_after_the_hold_back_undo_is_a_correction(workplace, sit, press, settled):
    workplace.receive(9)
    page = sit()
    decide(page, press, settled, "2")
    assert page.parts.decide.undo.text() == "Undo Scratch"
    workplace.clock.go_on(11)
    page.tick()
    assert page.parts.decide.undo.text() == "Correct Scratch …"
    undo(page, press, settled)
    assert page.parts.toast.text().startswith("Scratch is being corrected, case 48")
    (retraction,) = [entry for entry in workplace.log() if entry.kind == "retraction"]
    assert retraction.body.endswith("|1")


def test_that_three_further_decisions_end_the_hold_back(workplace, sit, press, settled):
    workplace.receive(9)
    page = sit()
    decide(page, press, settled, "2345")
    newest, *_rest, oldest = page.flow.around.facts
    hold_back = page.answers.hold_back
    assert hold_back.holds(newest.at, newest.further_decisions, workplace.clock())
    assert not hold_back.holds(oldest.at, oldest.further_decisions, workplace.clock())


def test_that_a_case_that_somebody_else_has_is_not_taken_back_and_the_next_undo_goes_on(
    workplace, sit, press, settled
):
    workplace.receive(4)
    page = sit()
    decide(page, press, settled, "2")
    press(page, Qt.Key.Key_E, "e")
    press(page, Qt.Key.Key_Return, "\r")
    settled(page)
    taken = workplace.ask(
        lambda store: (
            review.claim_next(
                store, workplace.project, workplace.other, "there", workplace.clock()
            ).value
        )
    )
    assert taken.case.case_id == "48214"
    undo(page, press, settled)
    assert page.parts.notice.text().startswith("Li Osei has this case")
    assert page.flow.case.case.case_id == "48215"
    undo(page, press, settled)
    assert page.flow.case.case.case_id == "48213"


def test_that_a_held_undo_key_takes_back_one(workplace, sit, press, settled):
    workplace.receive(4)
    page = sit()
    decide(page, press, settled, "23")
    undo(page, press, settled)
    for _ in range(3):
        press(page, Qt.Key.Key_Z, "z", repeat=True)
    settled(page)
    assert workplace.kinds() == ["decision", "decision", "retraction"]
