"""What the Queue screen says: columns, cells, filters in words, and its states."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final, Generic, TypeVar

from hitl_app.presentation.degrees import degree_name
from hitl_app.presentation.numbers import count, day, day_with_year, days
from hitl_app.workflow.ports import CaseFilter, CaseRow

STATUSES: Final = (
    ("", "All"),
    ("waiting", "Open"),
    ("decided", "Decided"),
    ("automatic", "Automated"),
    ("unsure", "Unsure"),
    ("escalated", "Escalated"),
)
OWN_STATUSES: Final = (
    ("", "All"),
    ("decided", "Decided"),
    ("unsure", "Unsure"),
    ("escalated", "Escalated"),
)
SEARCH: Final = "Case, text, field …"
SEARCH_OFF: Final = "Remove the filter to search"
NOT_READ: Final = "The cases cannot be read now"
NOTHING_LOST: Final = "Nothing was changed."
READING: Final = "Reading the cases"
NEW: Final = "Something changed. Show it"

R = TypeVar("R")
_NOTHING = "–"
_STATUS: Final = {
    "waiting": ("Open", "text2", "circle"),
    "decided": ("Decided", "human", "user"),
    "automatic": ("Automated", "model", "cpu"),
    "unsure": ("Unsure", "info", "question"),
    "escalated": ("Escalated", "warn", "arrow-fat-up"),
}
_OPEN = {"waiting", "unsure", "escalated"}
_BANDS = 20


class Kind(StrEnum):
    """How a cell is drawn."""

    PICTURE = "picture"
    WORDS = "words"
    MARK = "mark"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the list; ``media`` names a picture, ``share`` fills a bar."""

    text: str
    kind: Kind = Kind.WORDS
    tone: str = "text"
    bold: bool = False
    icon_name: str = ""
    media: str = ""
    share: float | None = None
    tick: float | None = None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: its title, its width at 100 % text, its cells; narrow windows drop some."""

    title: str
    width: int
    cell: Callable[[R, datetime, tzinfo | None], Cell]
    drops: bool = False


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state of the list: what it is, and what to do."""

    title: str
    sentence: str = ""


def columns(*, supervisor: bool, pictures: bool) -> tuple[Column[CaseRow], ...]:
    """Return the columns of a person; an inspector's say nothing of any model."""
    begin = (Column("Picture", 76, _picture),) if pictures else ()
    case, status = Column("Case", 110, _case), Column("Status", 120, _status)
    if not supervisor:
        answer = Column("I said", 180, _own_answer)
        return (*begin, case, Column("Time", 120, _answered), status, answer)
    return (
        *begin,
        case,
        Column("Arrived", 120, _arrived),
        status,
        Column("Person said", 130, _person),
        Column("Model said", 150, _model),
        Column("Confidence", 136, _confidence),
        Column("Same?", 120, _same),
        Column("Decided by", 120, _by, drops=True),
        Column("Model", 90, _version, drops=True),
    )


def row_aloud(row: CaseRow) -> str:
    """Say a row: what is known of the case, and whether the answers differ."""
    parts = [f"Case {row.case_id}", _STATUS[row.status][0].lower()]
    if row.human_label is not None:
        parts.append(f"person {row.human_label}")
    if row.predicted_label is not None:
        parts.append(f"model {row.predicted_label} {row.confidence or 0:.2f}")
    if _compared(row):
        parts.append("differs" if row.human_label != row.predicted_label else "same")
    return ", ".join(parts)


def how_many(shown: int, total: int | None, *, more: bool) -> tuple[str, str]:
    """Return the number of cases and the words behind it."""
    if total is not None:
        return count(total), "case" if total == 1 else "cases"
    if more:
        return count(shown), "newest cases; scroll for more"
    return count(shown), "case" if shown == 1 else "cases"


def no_more_now(error: str) -> str:
    """Say that the next page did not come."""
    return f"More cannot be read now; scroll to try again. {error}"


def filter_words(which: CaseFilter) -> str:
    """Say what a filter behind a figure asks for."""
    window = which.window
    parts = [
        f"person {which.human}" if which.human else "",
        f"model {which.model}" if which.model else "",
        "" if which.differs is None else "answers differ" if which.differs else "same answer",
        "" if which.blind is None else "blind" if which.blind else "suggestion seen",
        "" if which.band is None else f"confidence {_band(which.band)}",
        f"class {window.label}" if window.label else "",
        f"by {window.reviewer}" if window.reviewer else "",
        f"version {window.model_version}" if window.model_version else "",
        degree_name(window.degree) if window.degree else "",
        _days(which),
    ]
    words = ", ".join(part for part in parts if part) or "all compared"
    return words[0].upper() + words[1:]


def nothing_found(which: CaseFilter, *, narrowed: str, supervisor: bool) -> StateWords:
    """Say that no case is shown, and what left them out."""
    if narrowed:
        return StateWords("No case matches this filter", f"“{narrowed}” leaves out every case.")
    asked = [word for key, word in STATUSES if key and key == which.status]
    if which.search:
        asked.append(f"“{which.search}”")
    if asked:
        return StateWords("No case matches", f"No case for {' and '.join(asked)}.")
    if supervisor:
        return StateWords("No cases yet", "They appear here once some are imported.")
    return StateWords("Nothing decided yet", "Cases that you have decided appear here.")


def _picture(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell("", Kind.PICTURE, media=row.media)


def _case(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(row.case_id, bold=True)


def _arrived(row: CaseRow, now: datetime, zone: tzinfo | None) -> Cell:
    return moment_cell(row.arrived_at, now, zone)


def _answered(row: CaseRow, now: datetime, zone: tzinfo | None) -> Cell:
    return moment_cell(row.decided_at or row.arrived_at, now, zone)


def moment_cell(moment: datetime, now: datetime, zone: tzinfo | None) -> Cell:
    """Return a moment: its time if it was today, else its day too."""
    at, today = moment.astimezone(zone), now.astimezone(zone)
    if at.date() == today.date():
        return Cell(f"{at:%H:%M:%S}", tone="text2")
    year = "" if at.year == today.year else f" {at.year}"
    return Cell(f"{day(at)}{year} {at:%H:%M}", tone="text2")


def _status(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    word, tone, icon_name = _STATUS[row.status]
    return Cell(word, Kind.MARK, tone, icon_name=icon_name)


def _own_answer(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(row.human_label or _STATUS[row.status][0], bold=row.human_label is not None)


def _person(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    said = row.human_label
    return Cell(_NOTHING, tone="text3") if said is None else Cell(said, bold=_differs(row))


def _model(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    if row.predicted_label is not None:
        return Cell(row.predicted_label, bold=_differs(row))
    hidden = row.status in _OPEN or row.model_version is not None
    return Cell("hidden while open" if hidden else _NOTHING, tone="text3")


def _confidence(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    if row.confidence is None:
        return Cell("")
    return Cell(f"{row.confidence:.2f}", Kind.SHARE, share=row.confidence, tick=row.threshold)


def _same(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    if row.status in _OPEN and not _compared(row):
        return Cell("waiting", tone="text2")
    if not _compared(row):
        return Cell("not compared", tone="text2")
    if _differs(row):
        return Cell("Differs", Kind.MARK, "alarm", icon_name="arrows-left-right")
    return Cell("Same", Kind.MARK, "ok", icon_name="check-circle")


def _by(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(row.decided_by or _NOTHING, tone="text2")


def _version(row: CaseRow, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(row.model_version or _NOTHING, tone="text2")


def _compared(row: CaseRow) -> bool:
    return row.human_label is not None and row.predicted_label is not None


def _differs(row: CaseRow) -> bool:
    return _compared(row) and row.human_label != row.predicted_label


def _band(band: int) -> str:
    return f"{band / _BANDS:.2f} – {(band + 1) / _BANDS:.2f}"


def _days(which: CaseFilter) -> str:
    since, until = which.window.since, which.window.until
    if since is not None and until is not None:
        return days(since, until)
    if since is not None:
        return f"from {day_with_year(since)} on"
    return "" if until is None else f"until {day_with_year(until)}"
