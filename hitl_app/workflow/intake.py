"""A case arrives: it is checked, routed by the policy in force, and stored."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hitl_app.domain.case import Project
from hitl_app.domain.draw import draws_for
from hitl_app.domain.errors import HitlError, Refused
from hitl_app.domain.policy import Policy, route
from hitl_app.domain.reviewer import Person, require_intake
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.fit import sorted_out
from hitl_app.workflow.ports import (
    Arrival,
    Progress,
    Received,
    Records,
    Refusal,
    RoutedArrival,
    RowSource,
    Store,
)

MOST_TEXT = 16_000_000
"""Characters a transaction: a batch of large texts goes in pieces."""

_canonical = json.JSONEncoder(sort_keys=True, default=str).encode
_STORED = Changes.CASES | Changes.QUEUE | Changes.DECISIONS


class _Undone(Exception):
    """Carry what was found out of a transaction that must leave nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What an import took in, in all."""

    cases: int = 0
    predictions: int = 0
    decisions: int = 0
    automatic: int = 0
    refused: int = 0
    stopped: bool = False

    def with_batch(self, received: Received, refused: int) -> "Intake":
        """Return the sum with one more batch."""
        return replace(
            self,
            cases=self.cases + received.cases,
            predictions=self.predictions + received.predictions,
            decisions=self.decisions + received.decisions,
            automatic=self.automatic + received.automatic,
            refused=self.refused + refused,
        )

    @property
    def is_new(self) -> bool:
        """Say whether anything was added."""
        return bool(self.cases or self.predictions or self.decisions or self.automatic)


def receive(
    store: Store, project: Project, rows: Sequence[Arrival], now: datetime
) -> Outcome[Received]:
    """Take a few arrivals in as one transaction."""
    with store.transaction() as records:
        received = _receive(records, project, rows, now)
    return Outcome(received, _STORED)


def take_in(
    store: Store,
    project: Project,
    actor: Person,
    source: RowSource,
    name: str,
    now: datetime,
    *,
    strict: bool,
    refuse: Callable[[Refusal], None],
    progress: Progress,
) -> Outcome[Intake]:
    """Take a whole source in, batch by batch; refused rows are told one by one and left out.

    Stopped half way, what was stored stays, and the same import goes on from there: a row
    that is stored already is no error and nothing new. ``strict`` stores all rows or none.
    Whatever breaks off the import, who brought what was stored by then is sealed.

    Raises:
        Refused: the actor may not import, or a row was refused under ``strict``.
        Unavailable: the source can be read no further, or refusals can be told no further.
    """
    require_intake(actor, "import cases")
    intake = Intake()
    way = _all_or_nothing if strict else _batch_by_batch
    try:
        for so_far in way(store, project, source, now, refuse, progress):
            intake = so_far
    except HitlError as error:
        if intake.is_new:
            raise type(error)(f"{error} Stored before that: {_in_words(intake)}.") from error
        raise
    finally:
        if intake.is_new:
            with store.transaction() as records:
                records.log_import(project, actor.name, name, _in_words(intake), now)
    return Outcome(intake, _STORED if intake.is_new else Changes.NOTHING)


def content_hash(arrival: Arrival) -> str:
    """Return the digest of what the case is, empty where the row says nothing of it."""
    if not (arrival.media or arrival.text or arrival.fields):
        return ""
    fields = _canonical(arrival.fields) if arrival.fields else ""
    text = f"{arrival.media}\x1f{arrival.text}\x1f{fields}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _receive(
    records: Records, project: Project, rows: Sequence[Arrival], now: datetime
) -> Received:
    policy = records.policy(project)
    fit, refused = sorted_out(rows)
    received = records.receive(project, [_routed(project, row, policy) for row in fit], policy, now)
    if not refused:
        return received
    return replace(received, refused=tuple(_in_order(received, refused)))


def _routed(project: Project, arrival: Arrival, policy: Policy) -> RoutedArrival:
    draws = draws_for(arrival.case_id, project.salt)
    return RoutedArrival(
        arrival, content_hash(arrival), draws, route(arrival.prediction, policy, draws)
    )


def _batches(
    source: RowSource, most: int, progress: Progress
) -> Iterator[tuple[list[Arrival], list[Refusal]]]:
    rows: list[Arrival] = []
    refusals: list[Refusal] = []
    size = 0
    for row in source.rows():
        if isinstance(row, Refusal):
            refusals.append(row)
        else:
            rows.append(row)
            size += _length(row)
        if len(rows) + len(refusals) >= most or size > MOST_TEXT:
            yield rows, refusals
            rows, refusals, size = [], [], 0
            progress.report(source.done, source.total)
            if progress.stopped:
                return
    yield rows, refusals
    progress.report(source.done, source.total)


def _length(row: Arrival) -> int:
    said = row.prediction
    fields = sum(len(value) for value in row.fields.values() if isinstance(value, str))
    return len(row.text) + fields + (len(said.explanation) + len(said.stages) if said else 0)


def _batch_by_batch(
    store: Store,
    project: Project,
    source: RowSource,
    now: datetime,
    refuse: Callable[[Refusal], None],
    progress: Progress,
) -> Iterator[Intake]:
    intake = Intake()
    for rows, refusals in _batches(source, store.batch_rows, progress):
        with store.transaction() as records:
            received = _receive(records, project, rows, now)
        every = _in_order(received, refusals)
        intake = intake.with_batch(received, len(every))
        yield intake
        for refusal in every:
            refuse(refusal)
    yield replace(intake, stopped=progress.stopped)


def _in_order(received: Received, refusals: list[Refusal]) -> list[Refusal]:
    return sorted([*refusals, *received.refused], key=lambda refusal: refusal.line)


def _all_or_nothing(
    store: Store,
    project: Project,
    source: RowSource,
    now: datetime,
    refuse: Callable[[Refusal], None],
    progress: Progress,
) -> Iterator[Intake]:
    intake = Intake()
    try:
        with store.transaction() as records:
            for rows, refusals in _batches(source, store.batch_rows, progress):
                received = _receive(records, project, rows, now)
                every = _in_order(received, refusals)
                intake = intake.with_batch(received, len(every))
                for refusal in every:
                    refuse(refusal)
            _undo_unless(not intake.refused and not progress.stopped)
    except _Undone:
        if progress.stopped:
            yield Intake(stopped=True)
            return
        raise Refused(
            f"{intake.refused} rows were refused, so nothing was stored (--strict). "
            f"Mend them, or import without --strict."
        ) from None
    yield intake


def _undo_unless(complete: bool) -> None:  # noqa: FBT001  # reads as a sentence
    if not complete:
        raise _Undone


def _in_words(intake: Intake) -> str:
    return (
        f"{intake.cases} cases, {intake.predictions} predictions, {intake.decisions} decisions, "
        f"{intake.automatic} decided alone, {intake.refused} refused"
    )
