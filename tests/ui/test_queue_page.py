from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.domain.case import Prediction, Project
from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage import open_store
from hitl_app.ui.background import Background
from hitl_app.ui.desk import Desk
from hitl_app.ui.gallery import ForgottenSettings
from hitl_app.ui.queue.flow import PAGE
from hitl_app.ui.queue_page import QueuePage, build_queue_page
from hitl_app.workflow import automation, intake, projects, queue
from hitl_app.workflow.changes import Changes
from hitl_app.workflow.ports import (
    Answer,
    Arrival,
    CaseFilter,
    NewProject,
    Pixels,
    Store,
    Window,
)

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
LABELS = ("OK", "Scratch")
Key = Qt.Key
CASES = 150


class Place:
    """A workspace in which one inspector has decided ten of many cases."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store, self.file, self.away = store, file, ""
        project = NewProject(name="Line 4", labels=LABELS)
        self.project: Project = projects.create(store, project, "A. Senn", NOW).value
        with store.reading() as records:
            anna = records.person("A. Senn")
        assert anna is not None
        self.anna: Person = anna
        self.mia = projects.add_person(store, anna, "M. Kraft", Role.INSPECTOR, None, NOW).value
        terms = PolicyTerms(degree=Degree.PARTIAL, threshold=0.95, audit_rate=0.0)
        automation.apply(store, self.project, anna, terms, 1, "a good reason", NOW)
        intake.receive(store, self.project, [arrival(n) for n in range(CASES)], NOW)
        for number in range(10):
            self.decide(number)
        self.background: Background[Store]

    def decide(self, number: int) -> None:
        with self.store.transaction() as records:
            case = records.claim_next(self.project, self.mia.name, "s", 60_000, NOW)
            assert case is not None
            answer = Answer(
                decision_id=f"d{number}", case_no=case.case.case_no, label=LABELS[number % 2]
            )
            records.decide(self.project, answer, self.mia.name, NOW)

    def opened(self) -> Store:
        place, store = self, open_store(str(self.file))

        class Away:
            def __getattr__(self, name: str) -> Any:
                if place.away and name in {"reading", "transaction"}:
                    raise Unavailable(place.away)
                return getattr(store, name)

        return Away()  # type: ignore[return-value]  # stands in for a store


class Pictures:
    """Every second picture is broken."""

    def thumbnail(self, media: str) -> Pixels:
        if media.endswith("1.png"):
            raise Unavailable("broken")
        return Pixels(200, 100, 1, bytes(20_000))


def arrival(number: int) -> Arrival:
    sure = number % 3 == 0
    return Arrival(
        line=number,
        case_id=f"case-{number:03}",
        arrived_at=NOW - timedelta(minutes=CASES - number),
        media=f"{number}.png",
        fields={"part": f"P{number}"},
        prediction=Prediction(
            model_version="4.2.0", label="Scratch", confidence=0.97 if sure else 0.61
        ),
    )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    file = tmp_path / "workspace.db"
    store = open_store(str(file), create=True)
    yield Place(store, file)
    store.close()


@pytest.fixture
def open_page(place: Place, qtbot: QtBot) -> Iterator[Callable[..., QueuePage]]:
    backgrounds = []

    def build(person: Person, *, wait: bool = True) -> QueuePage:
        place.background = Background(place.opened)
        backgrounds.append(place.background)
        desk = Desk(
            project=place.project, person=person, session="s", background=place.background,
            pictures=Pictures(), exports=None, clock=lambda: NOW, settings=ForgottenSettings(),
            dialogs=None,
        )  # type: ignore[arg-type]  # fmt: skip
        page = build_queue_page(desk)
        assert isinstance(page, QueuePage)
        qtbot.addWidget(page)
        page.resize(1364, 848)
        page.show()
        page.activateWindow()
        page.page_shown()
        if wait:
            qtbot.waitUntil(lambda: page.table.rowCount() > 0)
        return page

    yield build
    for background in backgrounds:
        background.close()


def column(page: QueuePage, title: str) -> list[str]:
    titles = [
        page.table.headerData(at, Qt.Orientation.Horizontal)
        for at in range(page.table.columnCount())
    ]
    at = titles.index(title)
    return [page.table.index(row, at).data() for row in range(page.table.rowCount())]


def everything(page: QueuePage) -> str:
    """Return all that the list and the page could tell, in every role."""
    told = []
    for row in range(page.table.rowCount()):
        for at in range(page.table.columnCount()):
            index = page.table.index(row, at)
            told += [repr(index.data(role)) for role in range(Qt.ItemDataRole.UserRole + 5)]
    for at in range(page.table.columnCount()):
        told.append(str(page.table.headerData(at, Qt.Orientation.Horizontal)))
    for widget in page.findChildren(QWidget):
        told += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    told += [label.text() for label in page.findChildren(QLabel)]
    return " ".join(told)


def test_that_a_supervisor_sees_all_cases_page_by_page(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    page = open_page(place.anna)
    QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.controls.number.text() == str(PAGE)
    while page.table.has_more:
        before = page.table.rowCount()
        page.table.fetchMore(QModelIndex())
        assert not page.table.canFetchMore(QModelIndex())
        page.table.fetchMore(QModelIndex())
        qtbot.waitUntil(lambda before=before: page.table.rowCount() > before)
    assert column(page, "Case") == [f"case-{n:03}" for n in reversed(range(CASES))]
    assert page.controls.number.text() == str(CASES)
    assert page.controls.unit.text() == "cases"


def test_that_open_cases_hide_what_the_model_said_also_from_a_supervisor(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    page = open_page(place.anna)
    page.findChild(QWidget, "queue.status.waiting").click()
    qtbot.waitUntil(lambda: set(column(page, "Status")) == {"Open"})
    assert set(column(page, "Model said")) == {"hidden while open"}
    told = everything(page)
    assert "Scratch" not in told
    assert "0.61" not in told


def test_that_an_inspector_sees_own_cases_and_no_trace_of_a_model(
    open_page: Callable[..., QueuePage], place: Place
) -> None:
    page = open_page(place.mia)
    assert len(column(page, "Case")) == 10
    assert page.controls.number.text() == "10"
    told = everything(page)
    for trace in ("0.61", "0.97", "4.2.0", "0.95", "odel", "onfidence", "iffers", "utomat"):
        assert trace not in told, trace
    assert column(page, "I said").count("Scratch") == 5


def test_that_an_inspectors_request_for_compared_cases_brings_own_cases_only(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    page = open_page(place.mia)
    page.show_request({"cases": CaseFilter(differs=True, model="Scratch")})
    qtbot.waitUntil(lambda: page.controls.unit.text() == "cases")
    assert page.controls.chip.isHidden()
    assert "0.61" not in everything(page)


def test_that_a_figure_opens_its_cases_with_their_number(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    page = open_page(place.anna)
    page.show_request({"cases": CaseFilter(human="OK", model="Scratch")})
    qtbot.waitUntil(lambda: not page.controls.chip.isHidden())
    assert page.controls.chip.text() == "Person OK, model Scratch"
    assert page.controls.number.text() == "5"
    assert set(column(page, "Same?")) == {"Differs"}
    assert not page.controls.search.isEnabled()
    page.controls.chip.click()
    qtbot.waitUntil(page.controls.chip.isHidden)
    assert page.table.rowCount() == PAGE
    assert page.controls.search.isEnabled()


@pytest.mark.parametrize(
    "which",
    [
        CaseFilter(differs=True),
        CaseFilter(differs=False),
        CaseFilter(blind=True),
        CaseFilter(blind=False),
        CaseFilter(band=12),
        CaseFilter(model="Scratch"),
        CaseFilter(window=Window(reviewer="M. Kraft")),
        CaseFilter(window=Window(label="OK", degree=Degree.PARTIAL)),
        CaseFilter(window=Window(since=NOW.date(), until=NOW.date(), model_version="4.2.0")),
        CaseFilter(human="OK", window=Window(until=NOW.date() - timedelta(days=1))),
    ],
)
def test_that_the_number_equals_the_rows(place: Place, which: CaseFilter) -> None:
    page = queue.compared(place.store, place.project, place.anna, which, None, 1000).value
    assert page.total == len(page.rows)


def test_that_a_long_list_behind_a_figure_goes_on_where_it_ended(place: Place) -> None:
    which, seen, at = CaseFilter(model="Scratch"), [], None
    while True:
        page = queue.compared(place.store, place.project, place.anna, which, at, 4).value
        seen += [row.case_no for row in page.rows]
        at = page.next
        if at is None:
            break
    assert len(seen) == len(set(seen)) == 10


def test_that_own_cases_go_on_and_can_be_narrowed(place: Place) -> None:
    def numbers(which: CaseFilter, at: int | None, n: int) -> tuple[int, object]:
        page = queue.own(place.store, place.project, place.mia, which, at, n).value
        return len(page.rows), page.next

    assert numbers(CaseFilter(), None, 7) == (7, 7)
    assert numbers(CaseFilter(), 7, 7) == (3, None)
    assert numbers(CaseFilter(status="unsure"), None, 2) == (0, None)
    assert numbers(CaseFilter(status="decided"), None, 3) == (3, 3)


def test_that_a_search_finds_ids_and_fields_and_an_empty_one_says_so(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    page = open_page(place.anna)
    QTest.keyClick(page.list, Key.Key_Slash)
    assert page.controls.search.hasFocus()
    QTest.keyClicks(page.controls.search, "P149")
    qtbot.waitUntil(lambda: column(page, "Case") == ["case-149"])
    assert page.controls.unit.text() == "case"
    page.controls.search.setText("nothing like it")
    empty = page.findChild(QWidget, "queue.empty")
    qtbot.waitUntil(empty.isVisible)
    assert "nothing like it" in empty.accessibleName()
    page.findChild(QWidget, "queue.show_all").click()
    qtbot.waitUntil(lambda: page.table.rowCount() == PAGE)
    assert page.controls.search.text() == ""


def test_that_the_list_is_walked_with_keys(
    open_page: Callable[..., QueuePage], place: Place
) -> None:
    page = open_page(place.anna)
    page.list.setFocus()
    QTest.keyClick(page.list, Key.Key_Down)
    assert page.list.currentIndex().row() == 1
    QTest.keyClick(page.list, Key.Key_PageDown)
    assert page.list.currentIndex().row() > 5
    QTest.keyClick(page.list, Key.Key_End)
    assert page.list.currentIndex().row() == page.table.rowCount() - 1
    QTest.keyClick(page.list, Key.Key_Home)
    assert page.list.currentIndex().row() == 0


def test_that_rows_do_not_move_when_something_changes_until_asked(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    page = open_page(place.anna)
    before = column(page, "Case")
    intake.receive(place.store, place.project, [arrival(CASES)], NOW)
    place.background.changed.emit(Changes.CASES)
    assert page.controls.new.isVisible()
    assert column(page, "Case") == before
    page.controls.new.click()
    qtbot.waitUntil(lambda: column(page, "Case")[0] == f"case-{CASES:03}")
    assert page.controls.new.isHidden()


def test_that_a_store_that_is_away_is_told_and_asked_again(
    open_page: Callable[..., QueuePage], place: Place, qtbot: QtBot
) -> None:
    place.away = "The disk could not be read."
    page = open_page(place.anna, wait=False)
    error = page.findChild(QWidget, "queue.error")
    qtbot.waitUntil(error.isVisible)
    place.away = ""
    page.findChild(QWidget, "queue.again").click()
    qtbot.waitUntil(lambda: page.table.rowCount() == PAGE)
    place.away = "The disk could not be read."
    page.table.fetchMore(QModelIndex())
    qtbot.waitUntil(lambda: "More cannot be read now" in page.controls.unit.text())
    assert page.table.canFetchMore(QModelIndex())
    assert page.table.rowCount() == PAGE


def test_that_an_inspector_cannot_read_the_lists_of_supervisors(place: Place) -> None:
    for listing in (queue.cases, queue.compared):
        with pytest.raises(Exception, match="Only a supervisor"):
            listing(place.store, place.project, place.mia, CaseFilter(), None, 5)
