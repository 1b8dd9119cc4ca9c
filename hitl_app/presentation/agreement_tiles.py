"""The figures at the top of the Agreement screen: each with its interval and what it rests on."""

from dataclasses import dataclass, replace
from typing import Final

from hitl_app.presentation import numbers
from hitl_app.presentation.agreement_cases import Selection, differing
from hitl_app.statistics.agreement import Agreement
from hitl_app.statistics.estimates import Estimate
from hitl_app.statistics.intervals import newcombe
from hitl_app.workflow.agreement import Figures, Overview

ENOUGH: Final = 20
"""Compared cases from which on a rate is shown."""

_METHODS: Final = {
    "stratified": "Weighted by route and policy: each case that was looked at blind stands for "
    "those that were as likely to be looked at.",
    "hajek": "Weighted by the chance of a blind review (Hájek), because some groups are thin.",
    "plain": "Every case was looked at blind, so nothing had to be weighted.",
    "none": "Nobody has looked at any case blind, or these are cases of one label or one person "
    "only: they tell nothing of all cases.",
}
_BLIND: Final = (
    "Share of cases in which the person, who had not seen what the model said, gave the same "
    "label. 95 % interval (Wilson)."
)
_KAPPA: Final = (
    "Agreement beyond what chance alone would give, with its 95 % interval. Where one class is "
    "very frequent, kappa falls although people and model agree: then read AC1 beside it, which "
    "stays near the agreement."
)
_COMPARED: Final = (
    "Cases with a person's decision and a model's answer. A click shows those that differ."
)
_SEEN: Final = (
    "Agreement of people who had seen the suggestion; never added to the blind one. A gap between "
    "both may mean that people follow the model. In brackets the 95 % interval (Newcombe)."
)
_ESTIMATED: Final = (
    "Agreement over all cases, also those that nobody looked at. The greyed figure beside it "
    "counts reviewed cases only: people are given the hard ones, so it is usually too low."
)


@dataclass(frozen=True, slots=True)
class TileWords:
    """What a tile says; ``unknown`` is hatched, because nobody looked there."""

    title: str
    value: str
    beside: str = ""
    note: str = ""
    unknown: str = ""
    mark: str = ""
    state: str = "text2"
    icon: str = ""
    help: str = ""
    opens: Selection | None = None


def too_few(n: int) -> str:
    """Say why there is no rate."""
    return (
        f"Too few compared cases for a rate: {numbers.count(n)}. "
        "Shadow or a blind sample collects more."
    )


def tiles(seen: Overview) -> tuple[TileWords, ...]:
    """Return the five tiles, in their order."""
    whole, before = seen.whole, seen.before
    return (
        _blind(seen, whole.blind, before),
        _estimate(whole),
        _kappa(whole.blind, before),
        _compared(seen),
        _seen(seen),
    )


def _blind(seen: Overview, blind: Agreement, before: Figures | None) -> TileWords:
    tile = TileWords("Agreement, blind", numbers.NOT_DEFINED, help=_BLIND)
    if blind.agreement is None or blind.n < ENOUGH:
        return replace(tile, beside=f"too few: {numbers.count(blind.n)}", note=_more())
    tile = replace(
        tile,
        value=numbers.percent(blind.agreement),
        beside=numbers.percent_range(*blind.interval),
        note=f"{numbers.cases(blind.n)} compared",
        opens=differing(seen, blind=True),
    )
    return tile if before is None else _with_change(tile, blind, before.blind)


def _with_change(tile: TileWords, now: Agreement, before: Agreement) -> TileWords:
    if now.agreement is None or before.agreement is None or before.n < ENOUGH:
        return tile
    change = now.agreement - before.agreement
    low, high = newcombe(_agree(now), now.n, _agree(before), before.n)
    sure = low > 0 or high < 0
    words = (
        f"Change against the days before ({numbers.percent(before.agreement)} of "
        f"{numbers.cases(before.n)}): {numbers.signed(change * 100)} points, 95 % interval "
        f"{numbers.signed(low * 100)} to {numbers.signed(high * 100)}."
    )
    return replace(
        tile,
        mark=numbers.signed(change * 100),
        state=("ok" if change > 0 else "warn") if sure else "text2",
        icon="trend-up" if change > 0 else "trend-down" if change < 0 else "equals",
        help=f"{tile.help}\n{words}",
    )


def _estimate(whole: Figures) -> TileWords:
    found = whole.estimate
    only = whole.reviewed_only
    unknown = f"{numbers.count(found.unknown_cases)} unknown" if found.unknown_cases else ""
    tile = TileWords(
        "All cases, estimated",
        numbers.NOT_DEFINED,
        note=f"reviewed cases only {numbers.percent(only.agreement)}" if only.n >= ENOUGH else "",
        unknown=unknown,
        help=_estimate_help(found),
    )
    if found.agreement is None or found.interval is None or found.n_reviewed < ENOUGH:
        return replace(tile, beside=f"too few: {numbers.count(found.n_reviewed)}")
    return replace(
        tile,
        value=numbers.percent(found.agreement),
        beside=numbers.percent_range(*found.interval),
    )


def _estimate_help(found: Estimate) -> str:
    speaks_for = found.n_cases - found.unknown_cases
    lines = [
        _ESTIMATED,
        _METHODS[found.method],
        f"{numbers.count(found.n_reviewed)} looked at blind speak for {numbers.cases(speaks_for)}.",
    ]
    if found.interval is not None:
        low, high = found.interval
        lines.append(f"95 % interval {numbers.percent_range(low, high)} (Korn and Graubard).")
    if found.unknown_cases:
        unknown = numbers.cases(found.unknown_cases)
        lines.append(f"Hatched: of {unknown} nobody audited any, so nothing is known of them.")
    return "\n".join(lines)


def _kappa(blind: Agreement, before: Figures | None) -> TileWords:
    tile = TileWords("Cohen's kappa", numbers.NOT_DEFINED, help=_KAPPA)
    if blind.n < ENOUGH:
        return replace(tile, beside=f"too few: {numbers.count(blind.n)}", note=_more())
    note = f"AC1 {numbers.coefficient(blind.ac1)}  ·  {numbers.cases(blind.n)}"
    if blind.kappa is None:
        why = "All cases have one and the same label: kappa is not defined, it is not 0."
        return replace(tile, beside="one class only", note=note, help=f"{why}\n{_KAPPA}")
    ends = blind.kappa_interval
    tile = replace(
        tile,
        value=numbers.coefficient(blind.kappa),
        beside="no interval" if ends is None else numbers.coefficient_range(*ends),
        note=note,
    )
    if before is None or before.blind.kappa is None or before.blind.n < ENOUGH:
        return tile
    change = blind.kappa - before.blind.kappa
    icon = "trend-up" if change > 0 else "trend-down"
    return replace(tile, mark=numbers.signed(change, 2), icon=icon)


def _compared(seen: Overview) -> TileWords:
    blind, assisted = seen.whole.blind.n, seen.whole.assisted.n
    return TileWords(
        "Cases compared",
        numbers.count(blind + assisted),
        beside=f"{numbers.count(blind)} of them blind",
        note=f"of {numbers.cases(seen.whole.n_cases)} decided",
        help=_COMPARED,
        opens=differing(seen, blind=None),
    )


def _seen(seen: Overview) -> TileWords:
    blind, found = seen.whole.blind, seen.whole.assisted
    tile = TileWords("Seen, not blind", numbers.NOT_DEFINED, help=_SEEN)
    if found.agreement is None or found.n < ENOUGH:
        return replace(tile, beside=f"too few: {numbers.count(found.n)}")
    tile = replace(
        tile,
        value=numbers.percent(found.agreement),
        beside=numbers.percent_range(*found.interval),
        note=numbers.cases(found.n),
        opens=differing(seen, blind=False),
    )
    if blind.agreement is None or blind.n < ENOUGH:
        return tile
    gap = found.agreement - blind.agreement
    low, high = newcombe(_agree(found), found.n, _agree(blind), blind.n)
    side = "above" if gap >= 0 else "below"
    ends = f"{numbers.signed(low * 100)} to {numbers.signed(high * 100)}"
    return replace(
        tile,
        note=f"{abs(gap) * 100:.1f} points {side} blind  ·  n {numbers.count(found.n)}",
        help=f"{_SEEN}\nGap: {numbers.signed(gap * 100)} points ({ends}).",
        mark="watch" if low > 0 else "",
        state="warn" if low > 0 else "text2",
    )


def _agree(found: Agreement) -> int:
    return int(found.matrix.trace())


def _more() -> str:
    return "a rate needs 20 compared cases"
