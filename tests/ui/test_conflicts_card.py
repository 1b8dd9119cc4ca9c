"""The supervisor's side of conflicts: a button in the Queue, and the card behind it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hitl_app.domain.case import CaseKind
from hitl_app.domain.errors import Unavailable
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage import open_store
from hitl_app.ui.background import Background
from hitl_app.ui.desk import Desk
from hitl_app.ui.gallery import ForgottenSettings
from hitl_app.ui.queue.conflicts_flow import MOST
from hitl_app.ui.queue_page import QueuePage
from hitl_app.workflow import conflicts, intake, projects
from hitl_app.workflow.changes import Changes
from hitl_app.workflow.ports import Arrival, NewProject, Store

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
Key = Qt.Key
OPERATION = {"project": 1, "actor": "Mia", "kind": "decision", "comment": "", "ago": 420_000}


class Place:
    """A workspace to which answers can come too late."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store, self.file, self.away = store, file, ""
        new = NewProject(name="Line 4", labels=("OK", "Scratch"), kind=CaseKind.TEXT)
        self.project = projects.create(store, new, "Senn", NOW).value
        with store.reading() as records:
            senn = records.person("Senn")
        assert senn is not None
        self.senn: Person = senn
        self.mia = projects.add_person(store, senn, "Mia", Role.INSPECTOR, None, NOW).value
        rows = [Arrival(line=n, case_id=f"case-{n:03}", text=f"plate {n}") for n in range(20)]
        intake.receive(store, self.project, rows, NOW)
        self.background: Background[Store]
        self.asked = 0

    def keep(self, number: int, label: str = "OK", case_no: int = 3) -> None:
        """Keep an answer that came too late."""
        asked = {**OPERATION, "project": self.project.project_id, "label": label}
        moment = NOW + timedelta(seconds=number)
        with self.store.transaction() as records:
            records._engine.call(  # noqa: SLF001  # no step of the window's keeps one
                "keep_conflict",
                {
                    **asked,
                    "fact_id": f"decide-{number}",
                    "case_no": case_no,
                    "now": round(moment.timestamp() * 1000),
                },
            )

    def tell(self) -> None:
        self.background.changed.emit(Changes.DECISIONS)

    def opened(self) -> Store:
        place, store = self, open_store(str(self.file))

        class Away:
            def __getattr__(self, name: str) -> Any:
                if place.away and name in {"reading", "transaction"}:
                    raise Unavailable(place.away)
                return getattr(store, name)

        return Away()  # type: ignore[return-value]  # stands in for a store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    file = tmp_path / "workspace.db"
    store = open_store(str(file), create=True)
    yield Place(store, file)
    store.close()


@pytest.fixture
def open_page(place: Place, qtbot: QtBot) -> Iterator[Callable[[Person], QueuePage]]:
    backgrounds = []

    def build(person: Person) -> QueuePage:
        place.background = Background(place.opened)
        backgrounds.append(place.background)
        desk = Desk(
            project=place.project, person=person, session="s", background=place.background,
            pictures=None, exports=None, clock=lambda: NOW, settings=ForgottenSettings(),
            dialogs=None,
        )  # type: ignore[arg-type]  # fmt: skip
        page = QueuePage(desk)
        qtbot.addWidget(page)
        page.resize(1364, 848)
        page.show()
        page.activateWindow()
        page.page_shown()
        qtbot.waitUntil(lambda: page.controls.unit.text() != "")
        return page

    yield build
    for background in backgrounds:
        background.close()


@pytest.fixture
def page(place: Place, open_page: Callable[[Person], QueuePage], qtbot: QtBot) -> QueuePage:
    """A supervisor's page with two conflicts."""
    place.keep(1, "OK", 3)
    place.keep(2, "Scratch", 5)
    made = open_page(place.senn)
    qtbot.waitUntil(made.controls.conflicts.isVisible)
    return made


def column(page: QueuePage, at: int) -> list[str]:
    table = page.conflicts_card.table
    return [table.index(row, at).data() for row in range(table.rowCount())]


def part(page: QueuePage, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def test_that_without_conflicts_there_is_no_button(
    place: Place, open_page: Callable[[Person], QueuePage], qtbot: QtBot
) -> None:
    page = open_page(place.senn)
    qtbot.waitUntil(lambda: part(page, "conflicts.empty").isVisibleTo(page.conflicts_card))
    assert page.controls.conflicts.isHidden()
    QTest.keyClick(page.list, Key.Key_K)
    assert page.conflicts_card.isHidden()


def test_that_a_conflict_shows_on_the_button_when_it_comes(
    place: Place, open_page: Callable[[Person], QueuePage], qtbot: QtBot
) -> None:
    page = open_page(place.senn)
    place.keep(1)
    place.tell()
    qtbot.waitUntil(page.controls.conflicts.isVisible)
    assert page.controls.conflicts.text() == "1 conflict"
    place.keep(2)
    place.tell()
    place.tell()
    qtbot.waitUntil(lambda: page.controls.conflicts.accessibleName() == "2 conflicts")


def test_that_a_hidden_page_looks_when_it_is_shown(
    place: Place, page: QueuePage, qtbot: QtBot
) -> None:
    page.page_hidden()
    place.keep(3)
    place.background.changed.emit(Changes.POLICY)
    place.tell()
    assert page.controls.conflicts.text() == "2 conflicts"
    page.page_shown()
    qtbot.waitUntil(lambda: page.controls.conflicts.text() == "3 conflicts")


def test_that_an_inspector_sees_no_button_and_is_refused(
    place: Place, open_page: Callable[[Person], QueuePage]
) -> None:
    place.keep(1)
    page = open_page(place.mia)
    place.tell()
    assert page.controls.conflicts.isHidden()
    assert page.conflicts_card.table.rowCount() == 0
    QTest.keyClick(page, Key.Key_K)
    assert page.conflicts_card.isHidden()
    with pytest.raises(Exception, match="Only a supervisor can see conflicts"):
        conflicts.conflicts(place.store, place.project, place.mia, 5)


def test_that_the_card_lists_them_newest_first(page: QueuePage) -> None:
    card = page.conflicts_card
    QAbstractItemModelTester(card.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.controls.conflicts.click()
    assert card.isVisible()
    assert card.list.hasFocus()
    assert column(page, 0) == ["case-004", "case-002"]
    assert column(page, 2) == ["Scratch", "OK"]
    assert card.chosen.text().startswith("Case case-004: Mia answered “Scratch”")
    aloud = card.table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud.startswith("Case case-004, Mia answered “Scratch”")
    assert card.list.accessibleName() == "Conflicts"


def test_that_keys_open_walk_and_close_the_card(page: QueuePage) -> None:
    card = page.conflicts_card
    page.list.setFocus()
    QTest.keyClick(page.list, Key.Key_K)
    assert card.isVisible()
    QTest.keyClick(card.list, Key.Key_Down)
    assert card.chosen.text().startswith("Case case-002")
    QTest.keyClick(card.list, Key.Key_Home)
    assert card.list.currentIndex().row() == 0
    QTest.keyClick(card.list, Key.Key_Escape)
    assert card.isHidden()
    assert page.list.hasFocus()


@pytest.mark.parametrize("way", ["enter", "button"])
def test_that_the_case_can_be_shown(page: QueuePage, qtbot: QtBot, way: str) -> None:
    card = page.conflicts_card
    page.controls.conflicts.click()
    QTest.keyClick(card.list, Key.Key_End)
    if way == "enter":
        QTest.keyClick(card.list, Key.Key_Return)
    else:
        part(page, "conflicts.show_case").click()  # type: ignore[attr-defined]  # a button
    assert card.isHidden()
    qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    assert page.table.index(0, 0).data() == "case-002"
    assert page.controls.search.text() == "case-002"


def test_that_what_is_looked_at_stays_chosen_when_another_one_comes(
    place: Place, page: QueuePage, qtbot: QtBot
) -> None:
    card = page.conflicts_card
    page.controls.conflicts.click()
    QTest.keyClick(card.list, Key.Key_Down)
    place.keep(3, "OK", 7)
    place.tell()
    qtbot.waitUntil(lambda: card.table.rowCount() == 3)
    assert card.list.currentIndex().row() == 2
    assert card.chosen.text().startswith("Case case-002")
    assert card.list.hasFocus()


def test_that_an_error_is_told_and_tried_again(place: Place, page: QueuePage, qtbot: QtBot) -> None:
    place.away = "The server is away."
    page.controls.conflicts.click()
    error = part(page, "conflicts.error")
    qtbot.waitUntil(error.isVisible)
    assert "The server is away. The conflicts are kept" in error.accessibleName()
    assert page.controls.conflicts.text() == "2 conflicts"
    place.away = ""
    QTest.keyClick(page.conflicts_card, Key.Key_Return)
    qtbot.waitUntil(part(page, "conflicts.list").isVisible)
    assert page.conflicts_card.list.hasFocus()


def test_that_more_than_can_be_listed_are_told(
    place: Place, open_page: Callable[[Person], QueuePage], qtbot: QtBot
) -> None:
    for number in range(MOST + 1):
        place.keep(number)
    page = open_page(place.senn)
    qtbot.waitUntil(lambda: page.controls.conflicts.text() == f"{MOST}+ conflicts")
    assert page.conflicts_card.table.rowCount() == MOST
