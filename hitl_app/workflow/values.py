"""What passes between the steps and the outside: plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hitl_app.domain.case import Case, CaseKind, GuideEntry, Prediction
from hitl_app.domain.decision import Aside
from hitl_app.domain.draw import Draws
from hitl_app.domain.policy import Degree, Routing


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
    """What a reviewer answered to a case in hand.

    ``ago_ms`` is how long ago, where the answer was kept on the workstation for a while.
    """

    decision_id: str
    case_no: int
    label: str
    seconds: float | None = None
    flagged: bool = False
    comment: str = ""
    ago_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How the store took an answer: kept, or who was quicker (None: the lease had ended).

    ``taken_back`` says that its id stands for an answer that was taken back.
    """

    stored: bool
    taken_back: bool = False
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
class CaseFact:
    """What a model version, or a person, said of a case; ``kind`` is prediction or decision."""

    case_no: int
    kind: str
    by_whom: str
    label: str
    confidence: float | None
    seconds: float | None
    at: datetime
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A case with all that was said of it, as annotation programs pass it on."""

    case_no: int
    case_id: str
    arrived_at: datetime
    kind: CaseKind
    media: str
    text: str
    fields: Mapping[str, object]
    facts: tuple[CaseFact, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What can be told of a project without counting it."""

    claimed: int
    any_case: bool


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


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture made ready for the screen: 1 channel grey or 3 channels RGB, 8 bit, row by row.

    ``whole`` is width and height of the picture itself, where this is a smaller copy of it.
    """

    width: int
    height: int
    channels: int
    data: bytes
    whole: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    """How a table is written: byte order mark for spreadsheets, decimal comma with semicolons."""

    bom: bool = False
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHere:
    """How a workstation stands to its server: what is kept here until the server is back.

    ``kept`` counts answers not sent yet, ``left`` cases that can still be worked on, ``since``
    is when the server went away (None: it is there), ``at_limit`` says that no more is given out.
    ``media`` are the pictures of the cases that can still be worked on.
    """

    kept: int = 0
    left: int = 0
    since: datetime | None = None
    at_limit: bool = False
    media: tuple[str, ...] = ()

    @property
    def away(self) -> bool:
        """Say whether the server is away."""
        return self.since is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An answer that came when its case had gone to somebody else, beside what stands."""

    fact_id: str
    case_no: int
    case_id: str
    reviewer: str
    kind: str
    label: str
    comment: str
    decided_at: datetime
    at: datetime
    with_whom: str
    standing_label: str | None
    standing_by: str | None
