"""Steps that the Review screen asks the store for, each made of workflow steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from hitl_app.domain.decision import Aside, HoldBack
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import Policy
from hitl_app.presentation import review as words
from hitl_app.ui.desk import Desk
from hitl_app.workflow import automation, review
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import (
    Answer,
    ClaimedCase,
    DayCounts,
    Glance,
    KeptHere,
    OwnFact,
    Store,
    Upcoming,
)

AHEAD = 8
"""Cases whose pictures are fetched before they are asked for."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An answer on its way to the store; its id makes sure that it is kept once."""

    answer: Answer
    aside: Aside | None
    case_id: str
    unsaved_comment: bool = False

    @property
    def word(self) -> str:
        """Return the answer in a word."""
        return words.answer_word(self.answer.label, self.aside)


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an undo: the case in hand again, or why not; no fact: nothing to take back."""

    fact: OwnFact | None = None
    claimed: ClaimedCase | None = None
    correction: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Redone:
    """What was done again, and what follows."""

    pending: Pending
    step: review.Step


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around the case on the screen: own answers, what may come, the day's counts."""

    facts: tuple[OwnFact, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    counts: DayCounts | None = None
    bands: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    any_case: bool = True
    with_colleagues: int = 0
    kept: KeptHere | None = None
    policy: Policy | None = None


def fetch(desk: Desk) -> Callable[[Store], Outcome[ClaimedCase | None]]:
    """Take the next case, quietly: a change of the queue would have it fetched here again."""
    now = desk.clock()

    def step(store: Store) -> Outcome[ClaimedCase | None]:
        who = (desk.project, desk.person, desk.session)
        return Outcome(review.claim_next(store, *who, now).value)

    return step


def send(desk: Desk, pending: Pending) -> Callable[[Store], Outcome[review.Step]]:
    """Keep an answer and take the next case; a comment not kept yet goes ahead of it."""
    return partial(_send, desk, pending, desk.clock())


def _send(desk: Desk, pending: Pending, now: datetime, store: Store) -> Outcome[review.Step]:
    answer = pending.answer
    if pending.unsaved_comment:
        # Beside the decision too, so that it is there again when the case is taken back.
        review.mark(store, desk.person, answer.case_no, "comment", answer.comment, now)
    if pending.aside is None:
        return review.decide_and_claim(store, desk.project, desk.person, answer, desk.session, now)
    return review.put_aside_and_claim(
        store, desk.project, desk.person, answer, pending.aside, desk.session, now
    )


def take_back(
    desk: Desk, passed_over: frozenset[str], hold_back: HoldBack
) -> Callable[[Store], Outcome[Undone]]:
    """Take the newest own answer back that was not refused before."""
    now = desk.clock()

    def step(store: Store) -> Outcome[Undone]:
        n = len(passed_over) + 1
        facts = review.own_facts(store, desk.project, desk.person, n, now).value
        fact = next((each for each in facts if each.fact_id not in passed_over), None)
        if fact is None:
            return Outcome(Undone())
        try:
            found = review.take_back(
                store, desk.project, desk.person, fact.fact_id, desk.session, now, hold_back
            )
        except Refused as refused:
            return Outcome(Undone(fact, refused=str(refused)))
        correction = not words.is_held(fact, hold_back, now)
        return Outcome(Undone(fact, found.value, correction), found.changes)

    return step


def redo(desk: Desk) -> Callable[[Store], Outcome[Redone | None]]:
    """Give the answer again that was taken back last; None where there is none."""
    now = desk.clock()

    def step(store: Store) -> Outcome[Redone | None]:
        facts = review.redoable(store, desk.project, desk.person, 1, now).value
        if not facts:
            return Outcome(None)
        fact = facts[0]
        case_no = fact.case.case_no
        held = review.claim_again(
            store, desk.project, desk.person, case_no, desk.session, now
        ).value
        answer = Answer(
            decision_id=review.new_id(),
            case_no=case_no,
            label=fact.label or desk.project.labels[0],
            flagged=held.flagged,
            comment=held.comment,
        )
        pending = Pending(answer, fact.aside, fact.case.case_id)
        done = _send(desk, pending, now, store)
        return Outcome(Redone(pending, done.value), done.changes)

    return step


def look_around(
    desk: Desk, facts: int, shown: ClaimedCase | None, *, asks_for_any: bool
) -> Callable[[Store], Outcome[Around]]:
    """Look at what lies around a case; reads only."""
    now = desk.clock()
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)

    def step(store: Store) -> Outcome[Around]:
        who = (store, desk.project, desk.person)
        glance = _glance(store, desk, now) if asks_for_any else None
        around = Around(
            facts=tuple(review.own_facts(*who, facts, now).value),
            upcoming=tuple(review.upcoming(*who, AHEAD, now).value),
            counts=review.day(*who, midnight, now).value,
            bands=_bands(store, desk, shown),
            any_case=glance is None or glance.any_case,
            with_colleagues=glance.claimed if glance else 0,
            kept=store.kept_here(),
            policy=None if shown else automation.policy(store, desk.project).value,
        )
        return Outcome(around)

    return step


def renew(desk: Desk, case_no: int) -> Callable[[Store], Outcome[bool]]:
    """Hold the case on the screen for longer."""
    now = desk.clock()
    return lambda store: review.renew(store, desk.person, case_no, now)


def release(desk: Desk, case_no: int, *, quietly: bool = False) -> Callable[[Store], Outcome[None]]:
    """Give a case back to the queue; quietly, so that this screen does not fetch it again."""

    def step(store: Store) -> Outcome[None]:
        found = review.release(store, desk.person, case_no)
        return Outcome(None, Changes.NOTHING) if quietly else found

    return step


def give_back(desk: Desk) -> Callable[[Store], Outcome[None]]:
    """Give back the case that is in hand once the steps before this one are done."""
    now = desk.clock()

    def step(store: Store) -> Outcome[None]:
        who = (desk.project, desk.person, desk.session)
        held = review.claim_next(store, *who, now).value
        if held is None:
            return Outcome(None)
        return review.release(store, desk.person, held.case.case_no)

    return step


def mark(desk: Desk, case_no: int, kind: str, text: str = "") -> Callable[[Store], Outcome[None]]:
    """Keep a flag or a comment beside a case at once."""
    now = desk.clock()
    return lambda store: review.mark(store, desk.person, case_no, kind, text, now)


def is_long_ago(at: datetime, now: datetime, seconds: float) -> bool:
    """Say whether so many seconds have passed."""
    return now - at >= timedelta(seconds=seconds)


def _bands(store: Store, desk: Desk, shown: ClaimedCase | None) -> Mapping[int, tuple[int, int]]:
    # Asked only where a suggestion is on the screen: a blind case must leave no trace of a model.
    if shown is None or shown.suggestion is None:
        return {}
    version, now = shown.suggestion.model_version, desk.clock()
    return review.calibration(store, desk.project, version, now).value


def _glance(store: Store, desk: Desk, now: datetime) -> Glance:
    with store.reading() as records:
        return records.glance(desk.project, now)
