"""What a supervisor reads of conflicts: answers that came when their case was somebody else's."""

from datetime import datetime, tzinfo
from typing import Final

from hitl_app.presentation.numbers import count
from hitl_app.presentation.queue import Cell, Column, Kind, StateWords, moment_cell
from hitl_app.workflow.ports import Conflict

TITLE: Final = "Conflicts"
MEANING: Final = (
    "A conflict is an answer that was kept on a workstation while the server was away, and came "
    "when its case had gone to somebody else; nothing that stands was changed by it."
)
NONE: Final = StateWords(
    "No conflicts", "Every answer that was kept on a workstation has found its case."
)
READING: Final = "Reading the conflicts"
NOT_READ: Final = "The conflicts cannot be read now"
NOTHING_LOST: Final = "The conflicts are kept, and nothing was changed."

_NO_ANSWER: Final = {
    "unsure": ("Unsure", "info", "question"),
    "escalated": ("Escalated", "warn", "arrow-fat-up"),
    "retraction": ("Took back", "text2", "arrow-u-up-left"),
}
_DID: Final = {
    "unsure": "was unsure",
    "escalated": "escalated it",
    "retraction": "took the own answer back",
}


def how_many(number: int, *, more: bool) -> str:
    """Return what stands on the button: 2 conflicts, or 200+ conflicts where there are more."""
    return f"{count(number)}{'+' if more else ''} {'conflict' if number == 1 else 'conflicts'}"


def newest_only(number: int, *, more: bool) -> str:
    """Say that older ones are not in the list, nothing where there are none."""
    return f"the newest {count(number)}; hitl-app conflicts lists all" if more else "newest first"


def columns() -> tuple[Column[Conflict], ...]:
    """Return the columns of the list."""
    return (
        Column("Case", 100, _case),
        Column("Person", 100, _person),
        Column("Answered", 150, _answered),
        Column("When", 110, _when),
        Column("What stands", 150, _standing),
        Column("By", 120, _standing_by),
        Column("Comment", 130, _comment, drops=True),
    )


def row_aloud(conflict: Conflict) -> str:
    """Say a row: who answered what, and what stands."""
    return (
        f"Case {conflict.case_id}, {conflict.reviewer} {answer(conflict)}, {standing(conflict)}"
        + (f", comment {conflict.comment}" if conflict.comment else "")
    )


def answer(conflict: Conflict) -> str:
    """Return what the person did, behind the name: answered “Crack”."""
    return _DID.get(conflict.kind) or f"answered “{conflict.label}”"


def standing(conflict: Conflict) -> str:
    """Say what stands, and by whom."""
    if conflict.standing_label is not None:
        return f"“{conflict.standing_label}” by {conflict.standing_by} stands"
    if conflict.standing_by == "":
        return "the model's answer stands"
    if conflict.with_whom:
        return f"nothing stands yet; {conflict.with_whom} had the case then"
    return "nothing stands yet; the case was back in the queue"


def in_full(conflict: Conflict, now: datetime, zone: tzinfo | None = None) -> str:
    """Say a conflict in sentences, with its whole comment."""
    made, came = (_moment(at, now, zone) for at in (conflict.decided_at, conflict.at))
    stands = standing(conflict)
    comment = f" Comment: {conflict.comment}" if conflict.comment else ""
    return (
        f"Case {conflict.case_id}: {conflict.reviewer} {answer(conflict)} {made}, and that came "
        f"{came}. {stands[0].upper()}{stands[1:]}.{comment}"
    )


def _moment(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return f"{'at' if today else 'on'} {moment_cell(at, now, zone).text}"


def _case(conflict: Conflict, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(conflict.case_id, bold=True)


def _person(conflict: Conflict, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(conflict.reviewer)


def _answered(conflict: Conflict, _now: datetime, _zone: tzinfo | None) -> Cell:
    if conflict.kind in _NO_ANSWER:
        word, tone, icon_name = _NO_ANSWER[conflict.kind]
        return Cell(word, Kind.MARK, tone, icon_name=icon_name)
    return Cell(conflict.label, bold=conflict.label != conflict.standing_label)


def _when(conflict: Conflict, now: datetime, zone: tzinfo | None) -> Cell:
    return moment_cell(conflict.decided_at, now, zone)


def _standing(conflict: Conflict, _now: datetime, _zone: tzinfo | None) -> Cell:
    if conflict.standing_label is not None:
        return Cell(conflict.standing_label, bold=conflict.label != conflict.standing_label)
    if conflict.standing_by == "":
        return Cell("Automated", Kind.MARK, "model", icon_name="cpu")
    return Cell("Nothing yet", Kind.MARK, "text2", icon_name="circle")


def _standing_by(conflict: Conflict, _now: datetime, _zone: tzinfo | None) -> Cell:
    if conflict.standing_label is not None:
        return Cell(conflict.standing_by or "", tone="text2")
    if conflict.standing_by == "":
        return Cell("the model", tone="text2")
    words = f"was with {conflict.with_whom}" if conflict.with_whom else "was in the queue"
    return Cell(words, tone="text2")


def _comment(conflict: Conflict, _now: datetime, _zone: tzinfo | None) -> Cell:
    return Cell(" ".join(conflict.comment.split()) or "–", tone="text2")
