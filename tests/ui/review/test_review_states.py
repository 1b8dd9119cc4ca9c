"""Every state of the screen: no case yet, all done, paused, broken, too late, disk full."""

from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTableWidget

from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree
from hitl_app.storage import open_store
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.widgets import Label
from hitl_app.workflow import review
from hitl_app.workflow.changes import Changes


def words_of(widget):
    return [label.text() for label in widget.findChildren(Label) if label.text()]


def shown(page):
    return page.parts.pages.currentWidget()


def button(widget, text):
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text)


class FailingStore:
    """A store on a disk that is full for a while."""

    def __init__(self, store, failing):
        self._store, self._failing = store, failing

    @contextmanager
    def transaction(self):
        with self._store.transaction() as records:
            yield records
            if self._failing["before commit"]:
                raise Unavailable("The database cannot be used now: disk full.")
        if self._failing["after commit"]:
            raise Unavailable("The database cannot be used now: disk full.")

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_that_an_empty_project_says_how_cases_come(workplace, sit, settled):
    page = sit(ready=False)
    settled(page)
    assert page.flow.stage is Stage.DONE
    assert "No cases yet" in words_of(shown(page))
    assert page.parts.banner.text().startswith("Human only")


def test_that_buttons_are_off_until_the_first_case_is_there(workplace, sit):
    page = sit(ready=False)
    assert page.flow.stage is Stage.FETCHING
    assert not any(each.isEnabled() for each in page.parts.decide.classes)


def test_that_the_end_of_the_queue_shows_ones_own_day(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    for key in "12":
        press(page, ord(key), key)
        settled(page)
    assert shown(page) is page.parts.done_page
    assert words_of(page.parts.done)[:4] == [
        "Nothing waits for you",
        "New cases come in by themselves. You will hear one soft sound.",
        "2",
        "decided today",
    ]


def test_that_new_cases_come_by_themselves(workplace, sit, press, settled, qtbot):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert page.flow.stage is Stage.DONE
    workplace.receive(1)
    page.sitting.background.changed.emit(Changes.CASES | Changes.QUEUE)
    settled(page)
    assert page.flow.case.case.case_id == "48214"
    assert shown(page) is page.parts.work


def test_that_nobody_holds_a_case_while_on_another_page(workplace, sit, settled):
    page = sit(ready=False)
    settled(page)
    page.page_hidden()
    workplace.receive(1)
    page.sitting.background.changed.emit(Changes.CASES | Changes.QUEUE)
    workplace.clock.go_on(60)
    page.tick()
    settled(page)
    assert page.flow.case is None
    page.page_shown()
    settled(page)
    assert page.flow.case is not None


def test_that_an_empty_queue_is_not_asked_again_and_again(workplace, sit, settled):
    page = sit(ready=False)
    settled(page)
    asked = []
    page.sitting.background.busy.connect(asked.append)
    page.tick()
    assert asked == []
    workplace.clock.go_on(31)
    page.tick()
    settled(page)
    assert page.flow.stage is Stage.DONE


def test_that_unsure_cases_wait_until_they_are_asked_for(workplace, sit, press, settled, qtbot):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_U, "u")
    settled(page)
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert page.flow.stage is Stage.DONE
    assert words_of(page.parts.done)[0] == "Nothing new waits for you"
    qtbot.mouseClick(
        button(page.parts.done, "Look again at my unsure cases"), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(lambda: page.flow.case is not None)
    settled(page)
    assert page.flow.case.case.case_id == "48213"
    press(page, Qt.Key.Key_3, "3")
    settled(page)
    assert words_of(page.parts.done)[0] == "Nothing waits for you"
    assert workplace.kinds() == ["unsure", "decision", "decision"]


def test_that_undo_works_when_nothing_waits(workplace, sit, press, settled):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    press(page, Qt.Key.Key_Z, "z")
    settled(page)
    assert page.flow.case.case.case_id == "48213"
    assert shown(page) is page.parts.work


def test_that_a_pause_hides_the_case_stops_the_clock_and_its_end_decides_nothing(
    workplace, sit, press, settled
):
    workplace.receive(2)
    page = sit()
    workplace.clock.go_on(3)
    press(page, Qt.Key.Key_P, "p")
    assert shown(page) is page.parts.paused
    workplace.clock.go_on(300)
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    assert shown(page) is page.parts.work
    assert workplace.kinds() == []
    workplace.clock.go_on(2)
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    (decision,) = [entry for entry in workplace.log() if entry.kind == "decision"]
    assert decision.body.split("|")[-3] == "5000"


def test_that_a_case_that_went_back_during_a_pause_is_not_decided(workplace, sit, press, settled):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_P, "p")
    workplace.clock.go_on(11 * 60)
    taken = workplace.ask(
        lambda store: (
            review.claim_next(
                store, workplace.project, workplace.other, "there", workplace.clock()
            ).value
        )
    )
    assert taken.case.case_id == "48213"
    press(page, Qt.Key.Key_Space, " ")
    settled(page)
    assert page.flow.case.case.case_id == "48214"
    assert page.parts.notice.text().startswith("The case went back to the queue")


def test_that_a_case_on_the_screen_is_held(workplace, sit, settled):
    workplace.receive(1)
    page = sit()
    for _ in range(12):
        workplace.clock.go_on(121)
        page.tick()
        settled(page)
    assert (
        workplace.ask(
            lambda store: (
                review.claim_next(
                    store, workplace.project, workplace.other, "there", workplace.clock()
                ).value
            )
        )
        is None
    )


def test_that_leaving_gives_the_case_back_and_keeps_the_comment(workplace, sit, press, qtbot):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_C, "c")
    qtbot.keyClicks(page.parts.comment.box, "half a word")
    page.leave()
    again = sit()
    assert again.flow.case.case.case_id == "48213"
    assert again.flow.notes.comment == "half a word"


def test_that_a_late_decision_is_told_quietly_and_the_next_case_comes(
    workplace, sit, press, settled
):
    workplace.receive(2)
    page = sit()
    workplace.clock.go_on(11 * 60)
    workplace.ask(
        lambda store: review.claim_next(
            store, workplace.project, workplace.other, "there", workplace.clock()
        )
    )
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    assert page.parts.notice.text().startswith("Li Osei has just taken or decided this case")
    assert page.flow.case.case.case_id == "48214"
    assert workplace.kinds() == []
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert page.parts.notice.text() == ""


def test_that_a_broken_picture_can_be_tried_again(workplace, sit, settled, press, qtbot):
    (workplace.folder / "plate1.png").write_bytes(b"no picture")
    workplace.receive(1, media=str(workplace.folder / "plate1.png"))
    page = sit(ready=False)
    settled(page)
    assert page.flow.stage is Stage.BROKEN
    assert "The file is no picture that can be read." in words_of(page.parts.view)
    press(page, Qt.Key.Key_1, "1")
    assert page.flow.stage is Stage.BROKEN
    (workplace.folder / "plate1.png").write_bytes((workplace.folder / "good.png").read_bytes())
    qtbot.mouseClick(button(page.parts.view, "Try again"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.flow.stage is Stage.READY)


@pytest.mark.parametrize("way", ["key", "button"])
def test_that_a_missing_picture_is_passed_on_as_escalated(
    workplace, sit, settled, press, qtbot, way
):
    workplace.receive(1, media=str(workplace.folder / "nowhere.png"))
    workplace.receive(1)
    page = sit(ready=False)
    settled(page)
    if way == "key":
        press(page, Qt.Key.Key_E, "e")
    else:
        skip = button(page.parts.view, "Skip, tell the supervisor")
        qtbot.mouseClick(skip, Qt.MouseButton.LeftButton)
    settled(page)
    assert page.flow.case.case.case_id == "48214"
    (escalated,) = [entry for entry in workplace.log() if entry.kind == "escalated"]
    assert "The picture is not there any more." in escalated.body


@pytest.mark.parametrize("when", ["before commit", "after commit"])
def test_that_a_full_disk_loses_and_doubles_nothing(workplace, sit, press, settled, qtbot, when):
    workplace.receive(3)
    failing = {"before commit": False, "after commit": False}
    page = sit(opener=lambda: FailingStore(open_store(str(workplace.file)), failing))
    press(page, Qt.Key.Key_F, "f")
    settled(page)
    failing[when] = True
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    assert page.flow.stage is Stage.STUCK
    assert words_of(page.parts.stuck)[0] == "This answer could not be stored yet"
    assert "“Scratch” for case 48\u202f213 is kept here" in words_of(page.parts.stuck)[1]
    assert not any(each.isEnabled() for each in page.parts.decide.classes)
    qtbot.mouseClick(page.parts.stuck.button, Qt.MouseButton.LeftButton)
    settled(page)
    assert page.flow.stage is Stage.STUCK
    failing[when] = False
    qtbot.mouseClick(page.parts.stuck.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.flow.stage is Stage.READY)
    settled(page)
    assert workplace.kinds() == ["flag", "decision"]
    assert page.flow.case.case.case_id == "48214"


def test_that_a_workspace_that_cannot_be_used_at_the_start_can_be_tried_again(
    workplace, sit, settled, qtbot
):
    workplace.receive(1)
    failing = {"before commit": True, "after commit": False}
    page = sit(ready=False, opener=lambda: FailingStore(open_store(str(workplace.file)), failing))
    settled(page)
    assert page.flow.stage is Stage.STUCK
    failing["before commit"] = False
    qtbot.mouseClick(page.parts.stuck.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.flow.stage is Stage.READY)


def test_that_a_new_degree_holds_from_the_next_case_on(workplace, sit, press, settled):
    workplace.receive(3, predicted="Scratch")
    page = sit()
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    page.sitting.background.changed.emit(Changes.POLICY | Changes.QUEUE)
    assert page.parts.banner.text().startswith("Human only")
    assert page.flow.case.suggestion is None
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert page.parts.banner.text().startswith("AI assistance")
    assert page.flow.case.suggestion is not None


def test_that_texts_and_fields_are_shown_where_there_is_no_picture(workplace, sit, press, settled):
    workplace.receive(1, text="The customer says that it rattles.")
    workplace.receive(1, fields={"pressure": 3.2, "line": "4"})
    page = sit()
    assert page.parts.view.findChild(QPlainTextEdit).toPlainText().endswith("rattles.")
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    table = page.parts.view.findChild(QTableWidget)
    assert [table.item(row, 1).text() for row in range(2)] == ["3.2", "4"]  # as they came
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert page.flow.stage is Stage.DONE


def test_that_keys_pressed_while_paused_are_dropped_when_they_repeat(workplace, sit, press):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_P, "p")
    press(page, Qt.Key.Key_P, "p", repeat=True)
    press(page, Qt.Key.Key_P, "p", kind=QEvent.Type.KeyRelease)
    assert shown(page) is page.parts.paused
