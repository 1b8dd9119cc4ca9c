"""What the steps need from the outside: a store, pictures, files; with the values they pass."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from hitl_app.domain.case import Project
from hitl_app.domain.decision import Aside, Decision
from hitl_app.domain.policy import Policy, PolicyTerms
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow.changes import Changes
from hitl_app.workflow.counts import Column, Count, Counts
from hitl_app.workflow.values import (
    Answer,
    Arrival,
    CaseFact,
    CaseFilter,
    CaseRow,
    ClaimedCase,
    Conflict,
    DayCounts,
    Glance,
    Kept,
    KeptHere,
    LogEntry,
    NewProject,
    OwnFact,
    Pixels,
    Received,
    RecordedDecision,
    Refusal,
    RoutedArrival,
    Stats,
    Suggestion,
    TableStyle,
    Task,
    Upcoming,
    Verification,
    Window,
)

__all__ = [
    "Answer",
    "Arrival",
    "CaseFact",
    "CaseFilter",
    "CaseRow",
    "Changes",
    "ClaimedCase",
    "Column",
    "Conflict",
    "Count",
    "Counts",
    "DayCounts",
    "Exports",
    "Glance",
    "Intakes",
    "Kept",
    "KeptHere",
    "LogEntry",
    "NewProject",
    "OwnFact",
    "Pictures",
    "Pixels",
    "Progress",
    "Received",
    "RecordedDecision",
    "Records",
    "Refusal",
    "RoutedArrival",
    "RowSource",
    "Stats",
    "Store",
    "Suggestion",
    "TableFile",
    "TableStyle",
    "Task",
    "TaskFile",
    "Upcoming",
    "Verification",
    "Window",
]


class Records(Protocol):
    """What can be asked and kept inside one transaction."""

    # set-up
    def add_project(self, project: NewProject, salt: str, by: str, now: datetime) -> Project: ...
    def projects(self) -> Sequence[Project]: ...
    def add_person(self, name: str, role: Role, pin_hash: str | None, now: datetime) -> Person: ...
    def person(self, name: str) -> Person | None: ...
    def people(self) -> Sequence[Person]: ...
    def pin_hash(self, name: str) -> str | None: ...

    # intake
    def receive(
        self, project: Project, rows: Sequence[RoutedArrival], policy: Policy, now: datetime
    ) -> Received: ...
    def log_import(
        self, project: Project, by: str, source: str, received: str, now: datetime
    ) -> None: ...

    # review
    def claim_next(
        self, project: Project, reviewer: str, session: str, lease_ms: int, now: datetime
    ) -> ClaimedCase | None: ...
    def claim_case(
        self,
        project: Project,
        case_no: int,
        reviewer: str,
        session: str,
        lease_ms: int,
        now: datetime,
    ) -> ClaimedCase | None: ...
    def claimed(
        self, project: Project, case_no: int, reviewer: str, now: datetime
    ) -> ClaimedCase | None: ...
    def renew(self, case_no: int, reviewer: str, lease_ms: int, now: datetime) -> bool: ...
    def release(self, case_no: int, reviewer: str) -> None: ...
    def upcoming(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[Upcoming]: ...
    def decide(self, project: Project, answer: Answer, reviewer: str, now: datetime) -> Kept: ...
    def put_aside(
        self,
        project: Project,
        fact_id: str,
        case_no: int,
        aside: Aside,
        reviewer: str,
        comment: str,
        now: datetime,
        *,
        ago_ms: int = 0,
    ) -> Kept: ...
    def mark(self, case_no: int, reviewer: str, kind: str, text: str, now: datetime) -> None: ...
    def own_facts(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[OwnFact]: ...
    def facts_of_person(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[OwnFact]: ...
    def redoable(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[OwnFact]: ...
    def take_back(
        self,
        project: Project,
        fact_id: str,
        reviewer: str,
        session: str,
        lease_ms: int,
        now: datetime,
        *,
        correction: bool,
    ) -> tuple[Kept, int | None]: ...
    def fact_of_case(self, project: Project, case_id: str, reviewer: str) -> str | None: ...
    def case_no(self, project: Project, case_id: str) -> int | None: ...
    def day_counts(
        self, project: Project, reviewer: str, since: datetime, now: datetime
    ) -> DayCounts: ...
    def calibration(
        self, project: Project, model_version: str, now: datetime
    ) -> Mapping[int, tuple[int, int]]: ...

    def conflicts(self, project: Project, n: int) -> Sequence[Conflict]: ...

    # policy
    def policy(self, project: Project) -> Policy: ...
    def policies(self, project: Project) -> Sequence[Policy]: ...
    def set_policy(
        self,
        project: Project,
        terms: PolicyTerms,
        expected_version: int,
        by: str,
        reason: str,
        restores: int | None,
        now: datetime,
    ) -> Policy | None: ...
    def explain_policy(
        self, project: Project, version: int, by: str, reason: str, now: datetime
    ) -> None: ...

    # agreement and lists
    def counts(
        self, project: Project, window: Window, *, days: bool = True, bands: bool = True
    ) -> Counts:
        """Return the rollup; what is not kept apart is added up: the first day, band -1."""
        ...

    def counts_by_person(
        self, project: Project, window: Window, *, days: bool = True
    ) -> Counts: ...
    def first_day(self, project: Project) -> date | None: ...
    def compared_cases(
        self, project: Project, which: CaseFilter, before: int | None, n: int
    ) -> Sequence[tuple[int, CaseRow]]: ...
    def list_cases(
        self, project: Project, which: CaseFilter, before: tuple[datetime, int] | None, n: int
    ) -> Sequence[CaseRow]: ...
    def own_cases(
        self, project: Project, reviewer: str, search: str, n: int
    ) -> Sequence[CaseRow]: ...
    def stats(self, project: Project, now: datetime) -> Stats: ...
    def glance(self, project: Project, now: datetime) -> Glance: ...

    # going out: keyset pages, so that no snapshot stays open
    def decision_page(
        self, project: Project, window: Window, after: int, n: int
    ) -> Sequence[tuple[int, Decision]]: ...
    def own_page(
        self, project: Project, reviewer: str, window: Window, after: int, n: int
    ) -> Sequence[tuple[int, Decision]]: ...
    def case_page(
        self, project: Project, after: int, n: int
    ) -> Sequence[tuple[int, Mapping[str, object]]]: ...
    def prediction_page(
        self, project: Project, after: tuple[int, str], n: int
    ) -> Sequence[tuple[tuple[int, str], Mapping[str, object]]]: ...
    def case_facts(self, project: Project, after: int, until: int) -> Sequence[CaseFact]: ...
    def log_page(self, after: int, n: int) -> Sequence[LogEntry]: ...
    def reviewer_codes(self) -> Mapping[str, str]: ...


class Store(Protocol):
    """A workspace: transactions over its records, and the care of the file itself."""

    @property
    def address(self) -> str: ...
    @property
    def signed_in(self) -> str | None: ...
    @property
    def batch_rows(self) -> int:
        """Return how many rows of an import go in one transaction; others wait no longer for it."""
        ...

    def clock_ahead(self, now: datetime) -> timedelta: ...
    def kept_here(self) -> KeptHere | None: ...
    def told(self) -> tuple[str, ...]:
        """Return sentences for whoever sits here, each once: what became of what was kept."""
        ...

    def transaction(self) -> AbstractContextManager[Records]: ...
    def reading(self) -> AbstractContextManager[Records]: ...
    def verify(self) -> Iterator[Verification | int]: ...
    def backup(self, to: Path) -> None: ...
    def changed_elsewhere(self, now: datetime) -> Changes: ...
    def close(self) -> None: ...


class Secrets(Protocol):
    """Where passwords are kept for a person, if this machine has such a place; on a worker."""

    def why_not(self) -> str: ...
    def find(self, place: str, name: str) -> str | None: ...
    def keep(self, place: str, name: str, password: str) -> None:
        """Keep a password.

        Raises:
            Unavailable: there is no such place, or it is locked.
        """
        ...

    def forget(self, place: str, name: str) -> None: ...


class Progress(Protocol):
    """Where long work tells how far it is, and learns that it should stop."""

    def report(self, done: int, total: int | None) -> None: ...
    @property
    def stopped(self) -> bool: ...


class Pictures(Protocol):
    """Where the screen gets its pictures, on a worker thread; caches are its own business."""

    def for_screen(self, media: str) -> Pixels:
        """Return the picture at most as large as a screen needs.

        Raises:
            Unavailable: missing, broken, too large: a state of the case, told in words.
        """
        ...

    def in_full(self, media: str) -> Pixels: ...
    def thumbnail(self, media: str) -> Pixels: ...
    def lay_in(self, media: str) -> None:
        """Fetch a picture, so that it can be shown when its server or share is away.

        Raises:
            Unavailable: as in ``for_screen``.
        """
        ...

    def keep(self, media: Sequence[str]) -> None:
        """Let these pictures not go from here; others laid in before may."""
        ...


class TableFile(Protocol):
    """A table being written; the file appears whole when its context ends well, or not at all."""

    def write(self, row: Sequence[object]) -> None: ...


class TaskFile(Protocol):
    """A file of tasks being written, whole or not at all."""

    def write(self, task: Task) -> None: ...


class Exports(Protocol):
    """Where files go out."""

    def table(
        self, path: Path, columns: Sequence[str], style: TableStyle
    ) -> AbstractContextManager[TableFile]:
        """Open a CSV or JSONL table by the ending of its name.

        Raises:
            Refused: an ending that cannot be written.
            Unavailable: disk full, no right to write.
        """
        ...

    def tasks(self, path: Path) -> AbstractContextManager[TaskFile]: ...
    def text(self, path: Path, content: str) -> None: ...


class Intakes(Protocol):
    """Where files come in."""

    def open(self, path: Path, labels: tuple[str, ...]) -> "RowSource":
        """Open a file or a folder of cases.

        Raises:
            Refused: a file that cannot be read as cases.
            Unavailable: it is not there, or there is no right to read it.
        """
        ...

    def refusals(self, source: Path) -> AbstractContextManager[Callable[[Refusal], None]]:
        """Write refused rows down beside their source; no refusal, no file."""
        ...

    def refused_beside(self, source: Path) -> Path: ...


class RowSource(Protocol):
    """A file being read: rows one by one, refusals in between; counts bytes for progress."""

    def rows(self) -> Iterable[Arrival | Refusal]: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int | None: ...
