"""What the steps need from the outside: a store that keeps records, in the words of the trade."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from hitl_app.domain.case import Case, CaseKind, GuideEntry, Prediction, Project
from hitl_app.domain.decision import Aside, Decision
from hitl_app.domain.draw import Draws
from hitl_app.domain.policy import Degree, Policy, PolicyTerms, Route, Routing
from hitl_app.domain.reviewer import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """What a supervisor says to set up a project."""

    name: str
    labels: tuple[str, ...]
    question: str = ""
    kind: CaseKind = CaseKind.IMAGE
    guide: tuple[GuideEntry, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A prediction that this reviewer may see, with the runners-up; shares in [0, 1]."""

    label: str
    confidence: float
    top: tuple[tuple[str, float], ...]
    model_version: str
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedCase:
    """A case in a reviewer's hands; a hidden prediction is not in it, nor the route."""

    case: Case
    degree: Degree
    policy_version: int
    policy_since: datetime
    lease_until: datetime
    suggestion: Suggestion | None
    previous_label: str | None = None
    flagged: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """What may be shown next, for fetching its picture early; nothing of any prediction."""

    case_no: int
    case_id: str
    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reviewer answered to a case in hand."""

    decision_id: str
    case_no: int
    label: str
    seconds: float | None = None
    flagged: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How the store took an answer: kept, or who was quicker (None: the lease had ended)."""

    stored: bool
    label: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFact:
    """A decision or a case put aside, as its own reviewer may see it again."""

    fact_id: str
    case: Case
    at: datetime
    label: str | None
    aside: Aside | None
    further_decisions: int
    takeable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """One person's day: what was decided, and what still waits for that person."""

    decided: int
    unsure: int
    escalated: int
    commented: int
    waiting: int
    own_unsure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision:
    """A decision made before the program knew the case."""

    reviewer: str
    label: str
    decided_at: datetime | None
    prediction_shown: bool
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One row of intake: a case, with a prediction or a past decision or neither.

    ``content_hash`` is empty where the row says nothing of the case but its id.
    """

    line: int
    case_id: str
    arrived_at: datetime | None = None
    media: str = ""
    text: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    prediction: Prediction | None = None
    recorded: RecordedDecision | None = None


@dataclass(frozen=True, slots=True)
class RoutedArrival:
    """An arrival with its content hash, its draws and its route, ready to be stored."""

    arrival: Arrival
    content_hash: str
    draws: Draws
    routing: Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken in: where it stands and why, in words."""

    line: int
    reason: str
    case_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a batch of arrivals added."""

    cases: int = 0
    predictions: int = 0
    decisions: int = 0
    automatic: int = 0
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days to look at, first and last included; None is open. Optional narrowing to one of each."""

    since: date | None = None
    until: date | None = None
    label: str | None = None
    reviewer: str | None = None
    model_version: str | None = None
    degree: Degree | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A cell of the agreement rollup: so many decisions of this kind on this day.

    ``human_label`` is empty for what the model decided alone, ``model_label`` empty without
    a prediction. ``band`` is the confidence in twentieths, 0 to 19, or -1. ``reviewer`` is
    set only in counts by person.
    """

    day: date
    policy_version: int
    degree: Degree | None
    model_version: str
    route: Route
    blind: bool
    band: int
    human_label: str
    model_label: str
    n: int
    reviewer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case in a list; prediction fields are None where the asker may not see them."""

    case_no: int
    case_id: str
    arrived_at: datetime
    media: str
    status: str
    human_label: str | None
    decided_by: str | None
    decided_at: datetime | None
    predicted_label: str | None
    confidence: float | None
    model_version: str | None
    threshold: float | None
    blind: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases a list shows; None does not narrow. ``human``/``model`` are labels compared."""

    window: Window = field(default_factory=Window)
    human: str | None = None
    model: str | None = None
    blind: bool | None = None
    differs: bool | None = None
    band: int | None = None
    status: str | None = None
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Counts of a project, and the age of the longest waiting case in seconds."""

    cases: int
    waiting: int
    claimed: int
    decided: int
    automatic: int
    predictions: int
    decisions: int
    oldest_waiting_seconds: float | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One link of the chain."""

    seq: int
    at: datetime
    actor: str
    kind: str
    subject: str
    body: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the chain found; no problems means that it holds."""

    entries: int
    decisions: int
    head: str
    problems: tuple[str, ...]


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
    def log_note(self, actor: str, kind: str, subject: str, body: str, now: datetime) -> None: ...
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
    ) -> Kept: ...
    def mark(self, case_no: int, reviewer: str, kind: str, text: str, now: datetime) -> None: ...
    def own_facts(
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
        self, project: Project, model_version: str
    ) -> Mapping[int, tuple[int, int]]: ...

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
    def counts(self, project: Project, window: Window) -> Sequence[Count]: ...
    def counts_by_person(self, project: Project, window: Window) -> Sequence[Count]: ...
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

    # going out: keyset pages, so that no snapshot stays open
    def decision_page(
        self, project: Project, window: Window, after: int, n: int
    ) -> Sequence[tuple[int, Decision]]: ...
    def case_page(
        self, project: Project, after: int, n: int
    ) -> Sequence[tuple[int, Mapping[str, object]]]: ...
    def prediction_page(
        self, project: Project, after: tuple[int, str], n: int
    ) -> Sequence[tuple[tuple[int, str], Mapping[str, object]]]: ...
    def log_page(self, after: int, n: int) -> Sequence[LogEntry]: ...
    def reviewer_codes(self) -> Mapping[str, str]: ...


class Store(Protocol):
    """A workspace: transactions over its records, and the care of the file itself."""

    @property
    def address(self) -> str: ...
    def transaction(self) -> AbstractContextManager[Records]: ...
    def reading(self) -> AbstractContextManager[Records]: ...
    def verify(self) -> Iterator[Verification | int]: ...
    def backup(self, to: Path) -> None: ...
    def changed_elsewhere(self) -> bool: ...
    def close(self) -> None: ...


class Progress(Protocol):
    """Where long work tells how far it is, and learns that it should stop."""

    def report(self, done: int, total: int | None) -> None: ...
    @property
    def stopped(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture made ready for the screen: 1 channel grey or 3 channels RGB, 8 bit, row by row."""

    width: int
    height: int
    channels: int
    data: bytes


class Pictures(Protocol):
    """Where the screen gets its pictures, on a worker thread; caches are its own business."""

    def for_screen(self, media: str) -> Pixels:
        """Return the picture at most as large as a screen needs.

        Raises:
            Unavailable: missing, broken, too large: a state of the case, told in words.
        """
        ...

    def thumbnail(self, media: str) -> Pixels: ...


class TableFile(Protocol):
    """A table being written; the file appears whole when its context ends well, or not at all."""

    def write(self, row: Sequence[object]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    """How a table is written: byte order mark for spreadsheets, decimal comma with semicolons."""

    bom: bool = False
    decimal_comma: bool = False


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

    def text(self, path: Path, content: str) -> None: ...


class RowSource(Protocol):
    """A file being read: rows one by one, refusals in between; counts bytes for progress."""

    def rows(self) -> Iterable[Arrival | Refusal]: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int | None: ...
