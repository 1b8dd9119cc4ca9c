"""The Agreement screen as plain values, made from what the workflow found at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from hitl_app.domain.policy import Degree
from hitl_app.presentation import numbers
from hitl_app.presentation.agreement_chart import (
    Chart,
    chart,
    days_shown,
    everything,
    of_label,
    sentence,
    with_same_axes,
)
from hitl_app.presentation.agreement_lanes import Lanes, degree_breaks, lanes
from hitl_app.presentation.agreement_tiles import ENOUGH, TileWords, tiles, too_few
from hitl_app.presentation.degrees import degree_name
from hitl_app.statistics.intervals import wilson
from hitl_app.workflow.agreement import Group, Overview, Period
from hitl_app.workflow.ports import Window

PERIODS: Final = (
    ("7", "7 days"),
    ("30", "30 days"),
    ("60", "60 days"),
    ("all", "All"),
    ("own", "Own"),
)
BINS: Final = ((Period.DAY, "Day"), (Period.WEEK, "Week"), (Period.MONTH, "Month"))
SPLITS: Final = (
    ("together", "Together"),
    ("class", "By class"),
    ("person", "By person"),
    ("model", "By model"),
)
DEGREES: Final = (("", "All degrees"), *((each.value, degree_name(each)) for each in Degree))
CHARTS_AT_ONCE: Final = 4
LEAST_OF_A_PERSON: Final = 30
"""Blind cases below which nothing is said of a single person."""

NOT_FOR_RANKING: Final = "Differences are for talking, not for ranking."
SWITCHED_OFF: Final = "Figures by person are switched off here."
CHOOSE: Final = "Choose a cell, a row or a point: its cases come here."
NO_DECISIONS: Final = (
    "No decisions yet",
    "Figures appear once people have decided cases that a model has answered too.",
)
NOTHING_HERE: Final = (
    "No compared cases in these days",
    "Other days, or another degree, have some.",
)
UTC_DAYS: Final = "Days are counted in UTC, from midnight to midnight."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the bar at the top asks for."""

    period: str = "60"
    bin: Period = Period.DAY
    split: str = "together"
    degree: str = ""
    own: tuple[date, date] | None = None

    def window(self, today: date) -> Window:
        """Return the days to look at, today included."""
        degree = Degree(self.degree) if self.degree else None
        if self.period == "all":
            return Window(degree=degree)
        if self.period == "own" and self.own is not None:
            return Window(since=min(self.own), until=max(self.own), degree=degree)
        length = 60 if self.period == "own" else int(self.period)
        return Window(since=today - timedelta(days=length - 1), until=today, degree=degree)


@dataclass(frozen=True, slots=True)
class RateRow:
    """A row of rates; without a point too few cases stand behind it."""

    key: str
    name: str
    n: int
    point: float | None = None
    low: float = 0.0
    high: float = 1.0
    more: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the screen shows, but the cases of a selection."""

    seen: Overview
    days: tuple[date, date]
    tiles: tuple[TileWords, ...]
    chart: Chart
    lanes: Lanes
    by_label: tuple[RateRow, ...]
    by_person: tuple[RateRow, ...]
    by_degree: tuple[RateRow, ...]
    by_model: tuple[RateRow, ...]
    note: str
    note_in_short: str
    too_few: str

    @property
    def is_empty(self) -> bool:
        """Say whether nobody has decided anything yet."""
        return self.seen.first_day is None

    @property
    def has_nothing(self) -> bool:
        """Say whether there is nothing to compare in these days."""
        return not (self.seen.whole.blind.n or self.seen.whole.assisted.n)

    @property
    def sentence(self) -> str:
        """Return what the screen says, to be read aloud."""
        return self.too_few or sentence(self.chart)


def screen(seen: Overview, today: date) -> Screen:
    """Turn what the workflow found into what is shown."""
    days = days_shown(seen.window, seen.first_day, today)
    blind = seen.whole.blind.n
    degrees = _degrees_seen(seen.by_degree)
    few = blind < ENOUGH and seen.whole.assisted.n < ENOUGH
    return Screen(
        seen=seen,
        days=days,
        tiles=tiles(seen),
        chart=chart(seen.periods, everything, days, degree_breaks(seen.policies), seen.window),
        lanes=lanes(seen.policies, seen.model_days, days),
        by_label=_label_rows(seen),
        by_person=_rows(seen.by_person, LEAST_OF_A_PERSON),
        by_degree=_degree_rows(seen.by_degree),
        by_model=_rows(seen.by_model, ENOUGH),
        note=_degree_note(degrees),
        note_in_short=f"{len(degrees)} degrees: compare by degree" if len(degrees) > 1 else "",
        too_few=too_few(blind) if few else "",
    )


def charts_by_label(shown: Screen, page: int) -> list[Chart]:
    """Return small charts of some labels, in the order of the labels."""
    seen = shown.seen
    places = range(len(seen.labels))[page * CHARTS_AT_ONCE : (page + 1) * CHARTS_AT_ONCE]
    breaks = degree_breaks(seen.policies)
    made = [
        chart(seen.periods, of_label(place), shown.days, breaks, seen.window, seen.labels[place])
        for place in places
    ]
    return with_same_axes(made)


def charts_of_parts(
    shown: Screen, parts: Sequence[tuple[str, Window, Sequence[Group]]]
) -> list[Chart]:
    """Return small charts of persons or models: of each its name, window and periods."""
    breaks = degree_breaks(shown.seen.policies)
    made = [
        chart(periods, everything, shown.days, breaks, window, name)
        for name, window, periods in parts
    ]
    return with_same_axes(made)


def parts_to_chart(shown: Screen, split: str) -> list[str]:
    """Return of whom small charts can be made: enough cases, in the order of their names."""
    if split == "together":
        return []
    if split == "class":
        return list(shown.seen.labels)
    rows = shown.by_person if split == "person" else shown.by_model
    return [row.key for row in rows if row.point is not None]


def page_words(page: int, total: int) -> str:
    """Say which small charts are shown."""
    first = page * CHARTS_AT_ONCE
    return f"{first + 1} – {min(total, first + CHARTS_AT_ONCE)} of {total}"


def export_subtitle(shown: Screen) -> str:
    """Say what an export is of: 60 days to 12 May 2026, all degrees, 8 960 compared cases."""
    length = (shown.days[1] - shown.days[0]).days + 1
    degree = shown.seen.window.degree
    whole = shown.seen.whole
    parts = (
        f"{length} days to {numbers.day_with_year(shown.days[1])}",
        "all degrees" if degree is None else degree_name(degree).lower(),
        f"{numbers.count(whole.blind.n + whole.assisted.n)} compared cases",
    )
    return ", ".join(parts)


def bin_in_words(each: Period) -> str:
    """Say how long a bin is, beside the title of the chart."""
    return f"per {each.value}, band: 95{numbers.NARROW}% interval"


def _label_rows(seen: Overview) -> tuple[RateRow, ...]:
    blind, rows = seen.whole.blind, []
    for place, label in enumerate(seen.labels):
        n, agree = int(blind.matrix[place].sum()), int(blind.matrix[place, place])
        both = numbers.percent(blind.per_label[place])
        more = f"{label}: agreement on this class, from both sides, {both}"
        rows.append(_rate(label, label, n, agree, ENOUGH, more))
    return tuple(rows)


def _rows(groups: Sequence[Group], least: int) -> tuple[RateRow, ...]:
    return tuple(
        _rate(
            group.key,
            group.key,
            group.figures.blind.n,
            int(group.figures.blind.matrix.trace()),
            least,
        )
        for group in groups
        if group.key
    )


def _degree_rows(groups: Sequence[Group]) -> tuple[RateRow, ...]:
    order = [*(each.value for each in Degree), "recorded"]
    rows = sorted(_rows(groups, ENOUGH), key=lambda row: order.index(row.key))
    return tuple(replace(row, name=_degree_words(row.key)) for row in rows if row.n)


def _degree_words(key: str) -> str:
    return "Recorded before" if key == "recorded" else degree_name(Degree(key))


def _rate(key: str, name: str, n: int, agree: int, least: int, more: str = "") -> RateRow:
    if n < least:
        return RateRow(key, name, n, more=more)
    return RateRow(key, name, n, agree / n, *wilson(agree, n), more)


def _degrees_seen(groups: Sequence[Group]) -> list[Degree]:
    keys = {group.key for group in groups if group.figures.blind.n or group.figures.assisted.n}
    return [each for each in Degree if each.value in keys]


def _degree_note(degrees: Sequence[Degree]) -> str:
    names = [degree_name(each) for each in degrees]
    if len(names) < 2:  # noqa: PLR2004  # one degree needs no note
        return ""
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"These days cover {listed}: people saw other cases under each. Compare by degree."
