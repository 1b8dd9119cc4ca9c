"""Schema steps are applied once, whole or not at all, and every release can still be opened."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from hitl_app import __version__
from hitl_app.domain.decision import Aside
from hitl_app.storage import open_store, schema
from hitl_app.storage.library import sqlite3
from hitl_app.workflow import automation, projects
from hitl_app.workflow.ports import Verification
from tests.storage.office import ANNA, CHIEF, Office, arrival

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.db"))


def schema_of(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return found


@pytest.fixture
def with_another_step(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretend that the program knows one step more."""

    def add(step: Callable[[Database], None]) -> None:
        more = Migrations(schema.steps.name)
        more(name="1")(schema._first)  # noqa: SLF001  # the steps that every workspace has
        more(name="2")(schema._second)  # noqa: SLF001  # the same
        more(name="3")(step)
        monkeypatch.setattr(schema, "steps", more)
        monkeypatch.setattr(schema, "known_steps", lambda: {"1", "2", "3"})

    return add


def test_that_this_release_has_a_file() -> None:
    assert f"{__version__}.db" in [each.name for each in RELEASES]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_that_a_workspace_of_each_release_is_opened_walked_and_worked_on(
    release: Path, tmp_path: Path, new_office: Callable[..., Office]
) -> None:
    path = tmp_path / "old.db"
    shutil.copy(release, path)
    store = open_store(str(path))
    project = projects.find_project(store, "Parts")
    office = Office(path, store, project, opened=[])
    assert office.verdict().problems == ()
    assert office.verdict().decisions >= 8
    assert automation.policy(store, project).value.label_thresholds == {"dent": 0.99}
    office.later(3600 * 24)
    office.receive(arrival("today", 0.5))
    office.made = 5000
    office.take_back(office.decide())
    office.put_aside(Aside.ESCALATED)
    assert office.problems() == ()
    store.close()
    fresh = new_office(tmp_path / "new.db")
    assert schema_of(path) == schema_of(fresh.path)


def test_that_opening_again_does_nothing(office: Office) -> None:
    before = schema_of(office.path), office.query("SELECT * FROM _sqlite_migrations")
    office.open_again()
    assert (schema_of(office.path), office.query("SELECT * FROM _sqlite_migrations")) == before


def test_that_the_list_of_steps_is_whole() -> None:
    assert {step.name for step in schema.steps.pending(Database(memory=True))} == (
        schema.known_steps()
    )


def test_that_a_step_keeps_a_copy_of_what_was_before(
    office: Office, with_another_step: Callable[..., None]
) -> None:
    office.receive(arrival("a"))
    office.decide()
    with_another_step(lambda db: db.execute("CREATE TABLE more (x)"))
    office.open_again()
    assert office.query("SELECT * FROM more") == []
    assert office.problems() == ()
    copy = (
        office.path.with_name("workspace.before-2.db"),
        office.path.with_name("workspace.before-3.db"),
    )
    assert [each.exists() for each in copy] == [False, True]
    assert "more" not in [name for name, _ in schema_of(copy[1])]
    assert not list(office.path.parent.glob("*.part"))
    office.open_again()


def test_that_a_step_that_fails_leaves_the_workspace_as_it_was(
    office: Office, with_another_step: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(db: Database) -> None:
        db.execute("CREATE TABLE more (x)")
        db.execute("ALTER TABLE nowhere RENAME TO somewhere")

    before = schema_of(office.path)
    office.receive(arrival("a"))
    office.store.close()
    with_another_step(half)
    with pytest.raises(sqlite3.OperationalError):
        open_store(str(office.path))
    assert schema_of(office.path) == before
    monkeypatch.undo()
    office.store = open_store(str(office.path))
    office.decide()
    assert office.problems() == ()


def test_that_a_second_try_keeps_a_copy_of_the_present_not_of_the_first_try(
    office: Office, with_another_step: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.path.with_name("workspace.before-3.db").write_bytes(b"stale")
    with_another_step(lambda db: db.execute("CREATE TABLE more (x)"))
    office.open_again()
    copy = open_store_of_before(office, monkeypatch)
    assert projects.find_project(copy, None).name == "Parts"
    assert next(e for e in copy.verify() if isinstance(e, Verification)).problems == ()
    copy.close()


def open_store_of_before(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    return open_store(str(office.path.with_name("workspace.before-3.db")))


def test_that_people_of_a_workspace_are_known_again(office: Office) -> None:
    office.open_again()
    assert projects.who_acts(office.store, "Anna") == ANNA
    assert projects.who_acts(office.store, CHIEF.name) == CHIEF
