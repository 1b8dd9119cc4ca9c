"""A small office on a real workspace: people who arrive, decide and take back, and a clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hitl_app.domain.case import Prediction, Project
from hitl_app.domain.decision import Aside
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import Policy
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage import open_store
from hitl_app.storage.library import sqlite3
from hitl_app.workflow import automation, intake, projects, review
from hitl_app.workflow.ports import (
    Answer,
    Arrival,
    ClaimedCase,
    DayCounts,
    Kept,
    NewProject,
    Received,
    RecordedDecision,
    Refusal,
    Stats,
    Store,
    Verification,
)

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ANNA = Person(name="Anna", role=Role.INSPECTOR, code="R2")
BEN = Person(name="Ben", role=Role.INSPECTOR, code="R3")
CHIEF = Person(name="Chief", role=Role.SUPERVISOR, code="R1")
REASON = "long enough a reason"
LABELS = ("ok", "scratch", "dent")


def arrival(
    case_id: str, confidence: float | None = None, label: str = "ok", **more: Any
) -> Arrival:
    """Return a row of intake, with a prediction where a confidence is given."""
    version = more.pop("version", "m1")
    prediction = (
        None
        if confidence is None
        else Prediction(model_version=version, label=label, confidence=confidence)
    )
    return Arrival(**{"line": 1, "case_id": case_id, "prediction": prediction, **more})


def recorded(label: str, reviewer: str = "Recorded labels", **more: Any) -> RecordedDecision:
    """Return a decision made before the program knew the case."""
    known = {"decided_at": None, "prediction_shown": False, "seconds": None}
    return RecordedDecision(reviewer=reviewer, label=label, **{**known, **more})


@dataclass
class Rows:
    """A source of rows in memory; stops its reader after so many batches."""

    every: Sequence[Arrival | Refusal]
    stop_after: int | None = None
    reported: int = 0

    def rows(self) -> Iterator[Arrival | Refusal]:
        yield from self.every

    @property
    def done(self) -> int:
        return 0

    @property
    def total(self) -> int | None:
        return None

    def report(self, done: int, total: int | None) -> None:  # noqa: ARG002  # the port's names
        self.reported += 1

    @property
    def stopped(self) -> bool:
        return self.stop_after is not None and self.reported >= self.stop_after


@dataclass
class Office:
    """One workstation; ``another()`` is a second one on the same workspace."""

    path: Path
    store: Store
    project: Project
    now: datetime = START
    made: int = 0
    opened: list[Store] = field(default_factory=list)

    def later(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def opened_anew(self) -> Store:
        """Open the workspace once more."""
        return open_store(str(self.path))

    def another(self) -> "Office":
        store = self.opened_anew()
        self.opened.append(store)
        return replace(self, store=store, made=self.made + 1000, opened=[])

    def open_again(self) -> None:
        self.store.close()
        self.store = self.opened_anew()

    def receive(self, *rows: Arrival) -> Received:
        return intake.receive(self.store, self.project, rows, self.now).value

    def take_in(
        self, *rows: Arrival | Refusal, strict: bool = False, stop_after: int | None = None
    ) -> tuple[intake.Intake, list[Refusal]]:
        source = Rows(rows, stop_after)
        told: list[Refusal] = []
        outcome = intake.take_in(
            self.store, self.project, CHIEF, source, "rows.csv", self.now,
            strict=strict, refuse=told.append, progress=source,
        )  # fmt: skip
        return outcome.value, told

    def policy(self, **terms: Any) -> Policy:
        self.later(1)
        now = automation.policy(self.store, self.project).value
        draft = replace(now.terms, **terms)
        if draft == now.terms:
            return now
        return automation.apply(
            self.store, self.project, CHIEF, draft, now.version, REASON, self.now
        ).value

    def step_down(self) -> Policy:
        return automation.step_down(self.store, self.project, CHIEF, self.later(1)).value

    def claim(self, who: Person = ANNA, session: str = "s") -> ClaimedCase | None:
        return review.claim_next(self.store, self.project, who, session, self.now).value

    def case(self, who: Person = ANNA, session: str = "s") -> ClaimedCase:
        claimed = self.claim(who, session)
        assert claimed is not None
        return claimed

    def answer(self, case_no: int, label: str = "ok", **more: Any) -> Answer:
        self.made += 1
        return Answer(
            **{"decision_id": f"d{self.made}", "case_no": case_no, "label": label, **more}
        )

    def decide(self, who: Person = ANNA, label: str = "ok", session: str = "s", **more: Any) -> str:
        """Take the next case, decide it, and return the id of the decision."""
        answer = self.answer(self.case(who, session).case.case_no, label, **more)
        review.decide(self.store, self.project, who, answer, self.now)
        self.later(1)
        return answer.decision_id

    def put_aside(self, aside: Aside, who: Person = ANNA, session: str = "s") -> str:
        answer = self.answer(self.case(who, session).case.case_no)
        with self.store.transaction() as records:
            kept = records.put_aside(
                self.project, answer.decision_id, answer.case_no, aside, who.name, "", self.now
            )
        assert kept.stored
        self.later(1)
        return answer.decision_id

    def take_back(self, fact_id: str, who: Person = ANNA, session: str = "s") -> ClaimedCase:
        taken = review.take_back(self.store, self.project, who, fact_id, session, self.now).value
        self.later(1)
        return taken

    def kept(self, answer: Answer, who: Person = ANNA) -> Kept:
        with self.store.transaction() as records:
            return records.decide(self.project, answer, who.name, self.now)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Look at the file itself, through a connection of its own."""
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def tamper(self, *statements: str) -> None:
        """Change the file as a stranger would: no triggers, no rules."""
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, "nothing was changed"
        connection.commit()
        connection.close()

    def refusal_of(self, statement: str) -> str:
        """Try to change the file past the program, and return what it says to that."""
        connection = sqlite3.connect(self.path)
        with pytest.raises(sqlite3.IntegrityError) as caught:
            connection.execute(statement)
        connection.close()
        return str(caught.value)

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        return [name for (name,) in self.query("SELECT name FROM pragma_table_info(?)", table)]

    def day(self, who: Person) -> DayCounts:
        return review.day(self.store, self.project, who, self.now, self.now).value

    def stats(self) -> Stats:
        with self.store.reading() as records:
            return records.stats(self.project, self.now)

    def verdict(self) -> Verification:
        return next(each for each in self.store.verify() if isinstance(each, Verification))

    def problems(self) -> tuple[str, ...]:
        return self.verdict().problems

    def kinds(self) -> list[str]:
        return [kind for (kind,) in self.query("SELECT kind FROM log ORDER BY seq")]

    def difference(self) -> int:
        """Return how many cells of the rollups differ from a recount."""
        with self.store.reading() as records:
            (found,) = records._engine.call("rollup_difference", {})  # noqa: SLF001  # not in the port
        return int(found["cells"])


def set_up(path: Path, **project: Any) -> Office:
    """Make a workspace in a file, with a project and its people."""
    store = open_store(str(path), create=True)
    return Office(path, store, furnish(store, **project))


def furnish(store: Store, **project: Any) -> Project:
    """Make a project and its people."""
    new = NewProject(**{"name": "Parts", "labels": LABELS, **project})
    made = projects.create(store, new, CHIEF.name, START).value
    for person in (ANNA, BEN):
        projects.add_person(store, CHIEF, person.name, person.role, None, START)
    return made


def refused(step: Callable[..., object], *arguments: object) -> str:
    """Return the words by which a step is refused."""
    with pytest.raises(Refused) as caught:
        step(*arguments)
    return str(caught.value)
