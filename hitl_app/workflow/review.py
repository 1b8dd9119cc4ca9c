"""A person takes the next case, answers, and may take the answer back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from hitl_app.domain.case import Project
from hitl_app.domain.decision import Aside, HoldBack
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, require_reviewer
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import (
    Answer,
    CaseRow,
    ClaimedCase,
    DayCounts,
    Kept,
    OwnFact,
    Records,
    Store,
    Upcoming,
)

LEASE = timedelta(minutes=10)
"""How long a case is held without a sign of life."""

_LEASE_MS = LEASE // timedelta(milliseconds=1)
_SOME_ASIDES = 20
"""Cases put aside among the last decisions; what lies further back is held back no longer."""

_DECIDED = Changes.QUEUE | Changes.DECISIONS | Changes.CASES
LONGEST_COMMENT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One answer and the case that follows it; ``refused`` says why an answer was not kept."""

    kept: Kept
    next: ClaimedCase | None
    refused: str = ""


def new_id() -> str:
    """Return an id for a decision, made where it is made, so that sending twice keeps one."""
    return uuid4().hex


def claim_next(
    store: Store, project: Project, actor: Person, session: str, now: datetime
) -> Outcome[ClaimedCase | None]:
    """Take the next case, or the one already in hand; None for an empty queue."""
    require_reviewer(actor)
    with store.transaction() as records:
        return Outcome(
            records.claim_next(project, actor.name, session, _LEASE_MS, now), Changes.QUEUE
        )


def decide(
    store: Store, project: Project, actor: Person, answer: Answer, now: datetime
) -> Outcome[Kept]:
    """Record a decision on a case in hand.

    Raises:
        Refused: the label is not the project's, or the case is no longer in these hands.
    """
    _check(project, actor, answer)
    with store.transaction() as records:
        kept = records.decide(project, answer, actor.name, now)
        if not kept.stored:
            raise Refused(_too_late(kept, actor))
    return Outcome(kept, _DECIDED)


def decide_and_claim(
    store: Store, project: Project, actor: Person, answer: Answer, session: str, now: datetime
) -> Outcome[Step]:
    """Record a decision and take the next case, as one transaction.

    An answer that came too late is told in ``Step.refused``, and the next case comes anyway.

    Raises:
        Refused: the label is not the project's.
    """
    _check(project, actor, answer)
    with store.transaction() as records:
        kept = records.decide(project, answer, actor.name, now)
        return Outcome(_and_next(records, project, actor, kept, session, now), _DECIDED)


def put_aside_and_claim(
    store: Store,
    project: Project,
    actor: Person,
    answer: Answer,
    aside: Aside,
    session: str,
    now: datetime,
) -> Outcome[Step]:
    """Put a case aside (the answer's label does not count) and take the next one."""
    require_reviewer(actor)
    with store.transaction() as records:
        kept = records.put_aside(
            project, answer.decision_id, answer.case_no, aside, actor.name, answer.comment, now
        )
        return Outcome(_and_next(records, project, actor, kept, session, now), _DECIDED)


def take_back(
    store: Store,
    project: Project,
    actor: Person,
    fact_id: str,
    session: str,
    now: datetime,
    hold_back: HoldBack | None = None,
) -> Outcome[ClaimedCase]:
    """Record that one's own answer no longer stands, and take its case back into one's hands.

    After the hold-back the record is a correction: the result may have gone downstream.

    Raises:
        Refused: somebody else answered since, or it was taken back already.
    """
    require_reviewer(actor)
    hold_back = hold_back or HoldBack()
    with store.transaction() as records:
        facts = records.own_facts(
            project, actor.name, hold_back.further_decisions + _SOME_ASIDES, now
        )
        fact = next((each for each in facts if each.fact_id == fact_id), None)
        held = fact is not None and hold_back.holds(fact.at, fact.further_decisions, now)
        kept, case_no = records.take_back(
            project, fact_id, actor.name, session, _LEASE_MS, now, correction=not held
        )
        if not kept.stored or case_no is None:
            raise Refused(_not_taken_back(kept, actor))
        claimed = records.claimed(project, case_no, actor.name, now)
    if claimed is None:
        raise Refused("The case did not come back. Take the next one.")
    return Outcome(claimed, _DECIDED)


def claim_again(
    store: Store, project: Project, actor: Person, case_no: int, session: str, now: datetime
) -> Outcome[ClaimedCase]:
    """Take a case that one took back before into one's hands again.

    Raises:
        Refused: somebody else has it now.
    """
    with store.transaction() as records:
        claimed = records.claim_case(project, case_no, actor.name, session, _LEASE_MS, now)
    if claimed is None:
        raise Refused("Somebody else has that case now, so it cannot be done again.")
    return Outcome(claimed, Changes.QUEUE)


def take_back_case(
    store: Store, project: Project, actor: Person, case_id: str, session: str, now: datetime
) -> Outcome[ClaimedCase]:
    """Take back one's own last answer on a named case.

    Raises:
        Refused: there is none that stands, or somebody else answered since.
    """
    with store.reading() as records:
        fact_id = records.fact_of_case(project, case_id, actor.name)
    if fact_id is None:
        raise Refused(f"{actor.name} has no standing decision on case {case_id}.")
    return take_back(store, project, actor, fact_id, session, now)


def mark(
    store: Store, actor: Person, case_no: int, kind: str, text: str, now: datetime
) -> Outcome[None]:
    """Keep a flag, the end of a flag, or a comment beside a case."""
    require_reviewer(actor)
    _check_comment(text)
    with store.transaction() as records:
        records.mark(case_no, actor.name, kind, text, now)
    return Outcome(None)


def renew(store: Store, actor: Person, case_no: int, now: datetime) -> Outcome[bool]:
    """Hold a case longer while it is on the screen; false when the lease had ended."""
    with store.transaction() as records:
        return Outcome(records.renew(case_no, actor.name, _LEASE_MS, now))


def release(store: Store, actor: Person, case_no: int) -> Outcome[None]:
    """Give a case back to the queue."""
    with store.transaction() as records:
        records.release(case_no, actor.name)
    return Outcome(None, Changes.QUEUE)


def upcoming(
    store: Store, project: Project, actor: Person, n: int, now: datetime
) -> Outcome[Sequence[Upcoming]]:
    """Return what may come next, for fetching pictures early."""
    with store.reading() as records:
        return Outcome(records.upcoming(project, actor.name, n, now))


def own_facts(
    store: Store, project: Project, actor: Person, n: int, now: datetime
) -> Outcome[Sequence[OwnFact]]:
    """Return what the person can take back, newest first; it survives a restart."""
    with store.reading() as records:
        return Outcome(records.own_facts(project, actor.name, n, now))


def redoable(
    store: Store, project: Project, actor: Person, n: int, now: datetime
) -> Outcome[Sequence[OwnFact]]:
    """Return what the person took back and can do again, last taken back first."""
    with store.reading() as records:
        return Outcome(records.redoable(project, actor.name, n, now))


def day(
    store: Store, project: Project, actor: Person, since: datetime, now: datetime
) -> Outcome[DayCounts]:
    """Return the person's own day."""
    with store.reading() as records:
        return Outcome(records.day_counts(project, actor.name, since, now))


def own_cases(
    store: Store, project: Project, actor: Person, search: str, n: int
) -> Outcome[Sequence[CaseRow]]:
    """Return what the person dealt with, without a trace of any model."""
    with store.reading() as records:
        return Outcome(records.own_cases(project, actor.name, search, n))


def calibration(
    store: Store, project: Project, model_version: str, now: datetime
) -> Outcome[Mapping[int, tuple[int, int]]]:
    """Return blind reviews and agreements of a version up to yesterday, by twentieths."""
    with store.reading() as records:
        return Outcome(records.calibration(project, model_version, now))


def find_case(store: Store, project: Project, case_id: str) -> int:
    """Return the number under which a case is stored.

    Raises:
        Refused: no such case.
    """
    with store.reading() as records:
        case_no = records.case_no(project, case_id)
    if case_no is None:
        raise Refused(f"There is no case {case_id} in {project.name}.")
    return case_no


def _and_next(
    records: Records, project: Project, actor: Person, kept: Kept, session: str, now: datetime
) -> Step:
    following = records.claim_next(project, actor.name, session, _LEASE_MS, now)
    return Step(kept=kept, next=following, refused="" if kept.stored else _too_late(kept, actor))


def _check(project: Project, actor: Person, answer: Answer) -> None:
    require_reviewer(actor)
    if answer.label not in project.labels:
        raise Refused(
            f"The project has no label “{answer.label}”. Its labels: {', '.join(project.labels)}."
        )
    _check_comment(answer.comment)


def _check_comment(text: str) -> None:
    if len(text) > LONGEST_COMMENT:
        raise Refused(f"A comment has at most {LONGEST_COMMENT} characters.")


def _too_late(kept: Kept, actor: Person) -> str:
    if kept.taken_back:
        return "That decision id was taken back; send the answer with a new one."
    if kept.decided_by == actor.name:
        return "You have decided this case already. Take your decision back to change it."
    if kept.decided_by:
        return f"{kept.decided_by} has just taken or decided this case. Your answer was not stored."
    return (
        "This case is not in your hands: it was not taken, or has gone back to the queue. "
        "Your answer was not stored."
    )


def _not_taken_back(kept: Kept, actor: Person) -> str:
    if kept.decided_by and kept.decided_by != actor.name:
        return f"{kept.decided_by} has this case since, so it cannot be taken back."
    return "This was taken back already, or is not yours to take back."
