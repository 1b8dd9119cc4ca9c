"""One office kept twice, in a file and on a server: every answer must be the same."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hitl_app.domain.errors import Refused
from hitl_app.workflow.ports import CaseFilter, Records, Window
from tests.storage.office import ANNA, BEN, Office, set_up
from tests.storage.served import TABLES, ServedOffice, Workspaces, set_up_served

NUMBERS = {"decisions": "decision_no", "asides": "aside_no", "marks": "mark_no"}
NUMBERS |= {"policy_notes": "note_no", "conflicts": "conflict_no"}
"""What counts the rows of a table; a server leaves gaps, so only the order is compared."""
MANY = 10_000


class Both:
    """Ask two offices the same, hold the answers to each other, and give the first one's."""

    def __init__(self, first: Office, second: Office) -> None:
        self.first, self.second = first, second
        assert first.project == second.project

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.first, name)
        if not callable(found):
            return found
        return lambda *arguments, **more: self.ask(
            lambda office: getattr(office, name)(*arguments, **more)
        )

    def ask(self, step: Callable[[Office], Any]) -> Any:
        """Take a step in both offices; a refusal too must be the same in both."""
        told, again = answer_of(step, self.first), answer_of(step, self.second)
        assert again == told
        if isinstance(told, Refused):
            raise told
        return told

    def compare(self) -> None:
        """Hold all that is kept and all that can be read to each other."""
        self.ask(contents)
        self.ask(readings)


class Refusal(Refused):
    """A refusal that equals another one in the same words."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]  # compared, never kept


def answer_of(step: Callable[[Office], Any], office: Office) -> Any:
    try:
        return step(office)
    except Refused as refused:
        return Refusal(str(refused))


def contents(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Return what each table holds, in the order of its numbers or, without those, sorted."""
    found = {}
    for table in TABLES:
        number = NUMBERS.get(table)
        columns = sorted(name for name in office.columns(table) if name != number)
        rows = office.query(
            f"SELECT {', '.join(columns)} FROM {table} {f'ORDER BY {number}' if number else ''}"  # noqa: S608  # names of the schema
        )
        found[table] = rows if number else sorted(rows, key=repr)
    return found


def readings(office: Office) -> dict[str, Any]:
    """Return what people are told who look at lists, figures and their own work."""
    with office.store.reading() as records:
        return {
            **_of_everybody(office, records),
            **{who.name: _of_one(office, records, who.name) for who in (ANNA, BEN)},
        }


def _of_everybody(office: Office, records: Records) -> dict[str, Any]:
    project, now = office.project, office.now
    return {
        "stats": records.stats(project, now),
        "glance": records.glance(project, now),
        "policies": records.policies(project),
        "people": records.people(),
        "first day": records.first_day(project),
        "counts": records.counts(project, Window()),
        "counts by person": records.counts_by_person(project, Window()),
        "calibration": list(records.calibration(project, "m1", now).items()),
        "cases": records.case_page(project, 0, MANY),
        "list": records.list_cases(project, CaseFilter(), None, MANY),
        "found": records.list_cases(project, CaseFilter(search="C1"), None, MANY),
        "predictions": records.prediction_page(project, (0, ""), MANY),
        "decisions": [row for _, row in records.decision_page(project, Window(), 0, MANY)],
        "compared": [row for _, row in records.compared_cases(project, CaseFilter(), None, MANY)],
    }


def _of_one(office: Office, records: Records, who: str) -> dict[str, Any]:
    project, now = office.project, office.now
    return {
        "own facts": records.own_facts(project, who, 20, now),
        "facts": records.facts_of_person(project, who, 20, now),
        "redoable": records.redoable(project, who, 20, now),
        "own cases": records.own_cases(project, who, "", 20),
        "upcoming": records.upcoming(project, who, 20, now),
        "day": records.day_counts(project, who, now, now),
    }


@contextmanager
def both_offices(folder: Path, workspaces: Workspaces, **project: Any) -> Iterator[Both]:
    """Make the same office twice, with the same salt."""
    salt = secrets.token_hex(8)
    with patch("hitl_app.workflow.projects.secrets.token_hex", lambda _: salt):
        first = set_up(folder / "workspace.db", **project)
        second: ServedOffice = set_up_served(workspaces, folder / "nowhere", **project)
    try:
        yield Both(first, second)
    finally:
        for office in (first, second):
            for store in (office.store, *office.opened):
                store.close()
        second.leave(workspaces)
