"""The history of the policy in words: what changed, when, by whom, why, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from hitl_app.domain.policy import Degree, Policy
from hitl_app.presentation import numbers
from hitl_app.presentation.degrees import degree_name
from hitl_app.presentation.policy_draft import differences, threshold

GAP: Final = "  ·  "
NO_REASON: Final = "no reason given"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of the policy; ``back_to`` is the version that held before it, if any."""

    version: int
    what: str
    about: str
    back_to: int | None
    help: str


def history_rows(
    history: Sequence[Policy], labels: tuple[str, ...], now: datetime, zone: tzinfo | None = None
) -> tuple[HistoryRow, ...]:
    """Return the changes, newest first."""
    earlier: list[Policy | None] = [*history[1:], None]
    return tuple(
        _row(policy, before, labels, now, zone)
        for policy, before in zip(history, earlier, strict=True)
    )


def now_since(history: Sequence[Policy], now: datetime, zone: tzinfo | None = None) -> str:
    """Say since when the degree in force holds, whatever else was changed meanwhile."""
    since = history[0]
    for policy in history:
        if policy.degree is not since.degree:
            break
        since = policy
    return f"Now, since {day(since.at, now, zone)}"


def day(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Write a moment as the time of today, or as its day."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{numbers.day(local)}{year}"


def _row(
    policy: Policy,
    before: Policy | None,
    labels: tuple[str, ...],
    now: datetime,
    zone: tzinfo | None,
) -> HistoryRow:
    when = day(policy.at, now, zone)
    if ":" not in when:
        when = f"{when} {policy.at.astimezone(zone):%H:%M}"
    about = GAP.join((when, policy.by, policy.reason or NO_REASON))
    if before is None:
        return HistoryRow(policy.version, f"Begins with {_named(policy)}", about, None, "")
    found = differences(before.terms, policy.terms, labels)
    what = ", ".join(each.short for each in found) or "Nothing changed"
    back = f"Go back to policy {before.version}, as it was before this: {_named(before)}"
    return HistoryRow(policy.version, what, about, before.version, back)


def _named(policy: Policy) -> str:
    if policy.degree is Degree.PARTIAL:
        return f"{degree_name(policy.degree)} at {threshold(policy.threshold)}"
    return degree_name(policy.degree)
