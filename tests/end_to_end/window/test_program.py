"""The program from its start to its end, as people at one workstation meet it."""

import logging
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget

from hitl_app.domain.policy import Degree
from hitl_app.storage.library import sqlite3
from hitl_app.ui.first_start import FirstStart
from hitl_app.ui.widgets import Label
from hitl_app.workflow import automation, projects, review
from tests.end_to_end.window.conftest import INSPECTOR, SUPERVISOR, Clock

pytestmark = pytest.mark.acceptance

AS_SOON_AS_SEEN = 4_000
"""Milliseconds: the program looks every second whether another one has written."""


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def words_of(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.text()]


def card_of(at):
    """Return the card that stands where no window can, once it is there."""

    def shown():
        first = at.program.first
        cards = first.findChildren(QWidget, "first.error") if first is not None else []
        return [card for card in cards if card.isVisible()]

    at.until(lambda: bool(shown()))
    return shown()[-1]


def buttons_of(card) -> dict[str, QAbstractButton]:
    return {
        button.text(): button
        for button in card.findChildren(QAbstractButton)
        if button.isVisibleTo(card) and button.text()
    }


@pytest.mark.parametrize("person", [INSPECTOR, SUPERVISOR])
def test_that_the_window_opens_on_the_first_case_and_a_number_key_decides(place, start, person):
    place.receive(3)
    at = start(place.opening(person), place.clock)
    assert at.window.current_page() == "review"
    assert at.window.isVisible()
    assert at.case_id == "B-001"
    assert at.review.parts.view.picture.isVisible()
    assert not at.review.parts.view.picture.grab().toImage().isNull()
    at.decide("2")
    assert at.case_id == "B-002"
    (decision,) = place.log("decision")
    assert decision.actor == person
    assert "Scratch" in decision.body


def test_that_closing_gives_the_case_back_and_leaves_no_thread(place, start):
    place.receive(3)
    threads = set(threading.enumerate())
    at = start(place.opening(INSPECTOR), place.clock)
    at.decide("1")
    assert place.stats().claimed == 1
    at.window.close()
    at.program.close()
    assert place.stats().claimed == 0
    left = {thread for thread in threading.enumerate() if thread not in threads}
    assert not left
    with place.store() as store:
        mia = place.person(INSPECTOR)
        other = review.claim_next(store, place.project, mia, "elsewhere", place.clock.now).value
    assert other is not None
    assert other.case.case_id == "B-002"


def test_that_a_decision_on_its_way_is_stored_when_the_window_is_closed(place, start):
    place.receive(2)
    at = start(place.opening(INSPECTOR), place.clock)
    at.press("3")
    at.window.close()
    at.program.close()
    assert len(place.log("decision")) == 1
    assert place.stats().claimed == 0


def test_that_an_inspector_has_review_and_queue_and_no_degree(place, start):
    place.receive(1)
    at = start(place.opening(INSPECTOR), place.clock)
    rail = [each.objectName() for each in at.window.rail.findChildren(QAbstractButton)]
    screens = {"rail.review", "rail.queue", "rail.agreement", "rail.automation"}
    assert screens & set(rail) == {"rail.review", "rail.queue"}
    assert not at.find("top.degree").isVisible()
    for forbidden in ("agreement", "automation"):
        at.window.show_page(forbidden)
        assert at.window.current_page() == "review"
    at.window.import_asked.emit()
    assert not [each for each in at.window.findChildren(QWidget, "import.card") if each.isVisible()]
    at.window.show_page("queue")
    assert at.window.current_page() == "queue"


def test_that_a_supervisor_has_agreement_and_automation_and_the_degree(place, start, qtbot):
    place.set_degree(Degree.SHADOW)
    place.receive(1)
    at = start(place.opening(SUPERVISOR), place.clock)
    assert at.find("top.degree").isVisible()
    assert at.find("top.degree").text() == "Shadow"
    for screen in ("agreement", "automation", "queue", "review"):
        click(qtbot, at.find(f"rail.{screen}"))
        assert at.window.current_page() == screen
    click(qtbot, at.find("top.degree"))
    assert at.window.current_page() == "automation"


def no_database(place):
    place.file.write_text("Dear diary, this is no workspace at all. " * 50, "utf-8")


def foreign_database(place):
    with sqlite3.connect(place.file) as connection:
        connection.execute("CREATE TABLE recipes (cake TEXT)")
    connection.close()


def newer_database(place):
    place.set_up()
    with sqlite3.connect(place.file) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('hitl_app', '999', '2030-01-01')"
        )
    connection.close()


@pytest.mark.parametrize(
    ("prepare", "given", "said"),
    [
        (lambda place: place.set_up(), {"person": "Nobody Here"}, "Nobody called “Nobody Here”"),
        (lambda place: place.set_up(), {"project": "Bolts"}, "Bolts"),
        (newer_database, {}, "made by a newer version of hitl-app"),
        (no_database, {}, "This file is not a workspace"),
        (foreign_database, {}, "a database of another program"),
    ],
    ids=["person", "project", "newer", "no database", "foreign"],
)
def test_that_what_cannot_be_opened_is_said_in_words_without_try_again(
    empty, start, qtbot, prepare, given, said
):
    prepare(empty)
    before = empty.file.read_bytes()
    at = start(empty.opening(**given), empty.clock, ready=False)
    card = card_of(at)
    title, sentence = words_of(card)[:2]
    assert title == "The workspace cannot be opened"
    assert said in sentence
    assert "Traceback" not in sentence
    assert list(buttons_of(card)) == ["Sign in to a server …  Ctrl Shift S", "Close"]
    assert at.program.window is None
    at.program.close()
    assert empty.file.read_bytes() == before
    click(qtbot, buttons_of(card)["Close"])
    assert not at.program.first.isVisible()


def test_that_what_the_surroundings_forbid_can_be_tried_again(empty, start, qtbot):
    empty.set_up()
    empty.receive(1)
    aside = empty.file.rename(empty.folder / "aside.db")
    empty.file.mkdir()
    at = start(empty.opening(), empty.clock, ready=False)
    card = card_of(at)
    assert "cannot be opened" in " ".join(words_of(card))
    assert next(iter(buttons_of(card))) == "Try again"
    empty.file.rmdir()
    aside.rename(empty.file)
    click(qtbot, buttons_of(card)["Try again"])
    at.until(lambda: at.program.window is not None)
    at.until_ready()
    assert not at.program.first.isVisible()
    assert at.case_id == "B-001"


def test_that_new_cases_from_elsewhere_end_the_waiting(place, start):
    at = start(place.opening(INSPECTOR), place.clock, ready=False)
    at.until(lambda: at.program.window is not None)
    at.until(lambda: "No cases yet" in words_of(at.review.parts.pages.currentWidget()))
    place.receive(2)
    at.until(lambda: at.case_id == "B-001", AS_SOON_AS_SEEN)


def test_that_decisions_from_elsewhere_reach_agreement_and_the_queue(place, start):
    place.receive(30, "OK")
    at = start(place.opening(SUPERVISOR), place.clock)
    at.window.show_page("agreement")
    page = at.window.page("agreement")
    at.until(lambda: page.found is not None)
    assert page.found.screen.is_empty
    decide_elsewhere(place, 25)
    at.until(lambda: not page.found.screen.is_empty, AS_SOON_AS_SEEN)
    at.until(lambda: at.find("agreement.tile.compared").value() == "25")
    at.window.show_page("queue")
    queue = at.window.page("queue")
    at.until(lambda: queue.table.rowCount() > 0)
    assert not queue.controls.new.isVisible()
    decide_elsewhere(place, 1)
    at.until(queue.controls.new.isVisible, AS_SOON_AS_SEEN)


def decide_elsewhere(place, n):
    """Decide as another program does that has the same workspace open."""
    with place.store() as store:
        project = projects.find_project(store, None)
        mia = projects.who_acts(store, INSPECTOR)
        for _ in range(n):
            held = review.claim_next(store, project, mia, "elsewhere", place.clock.now).value
            answer = review.Answer(
                decision_id=review.new_id(), case_no=held.case.case_no, label="OK"
            )
            review.decide(store, project, mia, answer, place.clock.now)


def test_that_a_policy_from_elsewhere_changes_chip_and_history(place, start):
    place.set_degree(Degree.SHADOW)
    at = start(place.opening(SUPERVISOR), place.clock, ready=False)
    at.until(lambda: at.program.window is not None)
    at.window.show_page("automation")
    page = at.window.page("automation")
    at.until(lambda: page.flow.situation is not None)
    place.set_degree(Degree.ASSISTANCE)
    at.until(lambda: at.find("top.degree").text() == "AI assistance", AS_SOON_AS_SEEN)
    at.until(lambda: page.flow.situation.policy.degree is Degree.ASSISTANCE)


def test_that_stepping_down_leaves_the_open_case_its_route(place, start, qtbot):
    place.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    place.receive(3, "Dent", 0.93)
    at = start(place.opening(SUPERVISOR), place.clock)
    banner, third = at.review.parts.banner, at.review.parts.third
    assert at.find("top.degree").text() == "AI assistance"
    before = banner.text()
    click(qtbot, at.find("rail.automation"))
    automation_page = at.window.page("automation")
    at.until(lambda: automation_page.flow.situation is not None)
    place.clock.go_on(60)
    click(qtbot, at.find("auto.step_down"))
    at.until(lambda: at.find("top.degree").text() == "Shadow")
    assert QApplication.activeModalWidget() is None
    click(qtbot, at.find("rail.review"))
    at.until_ready()
    assert at.case_id == "B-001"
    assert banner.text() == before
    assert [card.objectName() for card in third.shown()] == ["review.suggestion"]
    at.decide("3")
    at.until_ready()
    assert banner.text().startswith("Shadow")
    assert [card.objectName() for card in third.shown()] == ["review.mixed_up"]
    click(qtbot, at.find("rail.automation"))
    with place.store() as store:
        automation.go_back(store, place.project, place.person(SUPERVISOR), None, place.clock.now)
    at.until(lambda: at.find("top.degree").text() == "AI assistance", AS_SOON_AS_SEEN)
    click(qtbot, at.find("rail.review"))
    at.until_ready()
    assert at.review.flow.case.degree is Degree.SHADOW
    assert banner.text().startswith("Shadow")


def test_that_a_mistake_of_the_program_is_told_with_details(place, start, capsys, caplog):
    place.receive(1)
    at = start(place.opening(INSPECTOR), place.clock)
    caplog.set_level(logging.ERROR)
    mistake = ZeroDivisionError("a mistake")
    at.program.report_bug(type(mistake), mistake, mistake.__traceback__)
    (box,) = at.window.findChildren(QMessageBox)
    assert box.text() == "Something went wrong in the program."
    assert "safe" in box.informativeText()
    assert "ZeroDivisionError: a mistake" in box.detailedText()
    assert "ZeroDivisionError: a mistake" in capsys.readouterr().err
    box.done(0)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_that_the_first_start_builds_the_demo_and_opens_it(empty, start):
    clock = Clock()
    at = start(empty.opening("anna"), clock, ready=False)
    first = at.program.first
    assert isinstance(first, FirstStart)
    assert first.isVisible()
    at.until(lambda: any("% done" in said for said in words_of(first)), 60_000)
    at.until(lambda: at.program.window is not None, 90_000)
    assert not first.isVisible()
    at.until_ready()
    before = at.case_id
    at.decide("1")
    assert at.case_id != before
    assert sorted(path.name for path in empty.folder.glob("*.db")) == ["workspace.db"]
    assert at.find("top.degree").isVisible()
    assert empty.stats().waiting == 299


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_that_a_stopped_first_start_leaves_no_workspace(empty, start, qtbot):
    at = start(empty.opening("anna"), Clock(), ready=False)
    first = at.program.first
    at.until(lambda: any("% done" in said for said in words_of(first)), 60_000)
    stop = next(
        each for each in first.findChildren(QAbstractButton) if each.objectName() == "first.stop"
    )
    click(qtbot, stop)
    card = card_of(at)
    assert words_of(card)[0] == "The demo was not set up"
    assert "Try again" in buttons_of(card)
    assert not [path.name for path in empty.folder.iterdir() if ".db" in path.name]
    assert at.program.window is None


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_that_closing_the_first_window_ends_the_program_and_leaves_no_workspace(empty, start):
    threads = set(threading.enumerate())
    at = start(empty.opening("anna"), Clock(), ready=False)
    first = at.program.first
    at.until(lambda: any("% done" in said for said in words_of(first)), 60_000)
    first.close()
    at.program.close()
    assert not {thread for thread in threading.enumerate() if thread not in threads}
    assert not [path.name for path in empty.folder.iterdir() if ".db" in path.name]
