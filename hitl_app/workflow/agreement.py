"""How far people and the model agree, for whom, when, and what that says of all cases."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np

from hitl_app.domain.case import Project
from hitl_app.domain.policy import Policy
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.statistics.agreement import Agreement, agreement_of
from hitl_app.statistics.estimates import Estimate
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import (
    CaseFilter,
    CaseRow,
    Column,
    Count,
    Counts,
    Records,
    Store,
    Window,
)
from hitl_app.workflow.strata import (
    Cells,
    Flags,
    Ints,
    Rates,
    cases_of,
    cases_of_part,
    cells_of,
    estimate_of,
    no_estimate,
    places_of,
    small_table_of,
    table_of,
)

T = TypeVar("T")


class By(StrEnum):
    """What figures can be split by."""

    PERIOD = "period"
    LABEL = "label"
    REVIEWER = "reviewer"
    MODEL = "model"
    DEGREE = "degree"
    BAND = "band"


class Period(StrEnum):
    """Length of a bin on the time axis."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def start_of(self, day: date) -> date:
        """Return the first day of the period that holds this day; weeks begin on Monday."""
        match self:
            case Period.DAY:
                return day
            case Period.WEEK:
                return day - timedelta(days=day.weekday())
            case Period.MONTH:
                return day.replace(day=1)

    def end_of(self, start: date) -> date:
        """Return the last day of the period that begins here."""
        match self:
            case Period.DAY:
                return start
            case Period.WEEK:
                return start + timedelta(days=6)
            case Period.MONTH:
                return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one set of cases: blind and assisted apart, and the estimate for all of them.

    ``n_cases`` counts cases decided in the window; past decisions count one for each person.
    The estimate may speak for more, see ``estimate_of``. Of one label or person there is none.
    ``reviewed_only`` is the naive figure: blind decisions without regard to who was looked at.
    """

    n_cases: int
    blind: Agreement
    assisted: Agreement
    estimate: Estimate

    @property
    def reviewed_only(self) -> Agreement:
        """Return the naive figure over reviewed cases."""
        return self.blind


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one part; for periods with first and last day."""

    key: str
    figures: Figures
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a window, whole and split."""

    labels: tuple[str, ...]
    window: Window
    whole: Figures
    by: By | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the Agreement screen shows of a window, read at one moment."""

    labels: tuple[str, ...]
    window: Window
    first_day: date | None
    whole: Figures
    before: Figures | None
    periods: tuple[Group, ...]
    by_label: tuple[Group, ...]
    by_person: tuple[Group, ...]
    by_degree: tuple[Group, ...]
    by_model: tuple[Group, ...]
    model_days: Mapping[str, tuple[date, date]]
    policies: tuple[Policy, ...]


def report(
    store: Store,
    project: Project,
    actor: Person,
    window: Window,
    by: By | None = None,
    period: Period = Period.DAY,
) -> Outcome[Report]:
    """Return the figures of a window, split as asked.

    Raises:
        Refused: the actor is no supervisor.
    """
    require_supervisor(actor, "see agreement figures")
    with store.reading() as records:
        people = (
            records.counts_by_person(project, window, days=by is By.PERIOD)
            if window.reviewer or by is By.REVIEWER
            else ()
        )
        counts = (
            people
            if window.reviewer
            else records.counts(project, window, days=by is By.PERIOD, bands=by is By.BAND)
        )
        rates = _rates(records.policies(project))
    of_all = _is_of_all(window)
    parts = people if by is By.REVIEWER else counts
    groups = () if by is None else split(parts, project.labels, by, period, rates, of_all=of_all)
    whole = figures(counts, project.labels, rates=rates, of_all=of_all)
    return Outcome(Report(project.labels, window, whole, by, groups))


def overview(
    store: Store, project: Project, actor: Person, window: Window, period: Period
) -> Outcome[Overview]:
    """Return everything the Agreement screen shows, read at one moment.

    Raises:
        Refused: the actor is no supervisor.
    """
    require_supervisor(actor, "see agreement figures")
    with store.reading() as records:
        counts = records.counts(project, window, bands=False)
        people = records.counts_by_person(project, window, days=bool(window.reviewer))
        before = _counts_before(records, project, window)
        first, policies = records.first_day(project), tuple(records.policies(project))
    labels, rates, of_all = project.labels, _rates(policies), _is_of_all(window)
    seen = people if window.reviewer else counts

    def parts(cells: Counts, by: By) -> tuple[Group, ...]:
        return split(cells, labels, by, period, rates, of_all=of_all)

    def all_figures(cells: Counts) -> Figures:
        return figures(cells, labels, rates=rates, of_all=of_all)

    return Outcome(
        Overview(
            labels=labels,
            window=window,
            first_day=first,
            whole=all_figures(seen),
            before=all_figures(before) if before else None,
            periods=parts(seen, By.PERIOD),
            by_label=parts(counts, By.LABEL),
            by_person=parts(people, By.REVIEWER),
            by_degree=parts(counts, By.DEGREE),
            by_model=parts(counts, By.MODEL),
            model_days=_model_days(counts),
            policies=policies,
        )
    )


def _counts_before(records: Records, project: Project, window: Window) -> Counts | None:
    earlier = window_before(window)
    if earlier is None:
        return None
    return records.counts(project, earlier, days=False, bands=False)


def compared_cases(
    store: Store, project: Project, actor: Person, which: CaseFilter, before: int | None, n: int
) -> Outcome[Sequence[tuple[int, CaseRow]]]:
    """Return the cases behind a figure, newest first, a page at a time."""
    require_supervisor(actor, "see what the model said of cases")
    with store.reading() as records:
        return Outcome(records.compared_cases(project, which, before, n))


def figures(
    counts: Iterable[Count],
    labels: tuple[str, ...],
    draws: int = 2000,
    *,
    rates: Rates | None = None,
    of_all: bool = True,
) -> Figures:
    """Work all figures out from cells of the rollup; no draws leave kappa's interval to its SE.

    ``rates`` are the audit rates by policy version: with them audits stand for the cases they
    were drawn from also in a window without these cases, see ``estimate_of``. Not ``of_all``
    are cells of one label or person only: they tell nothing of all cases.
    """
    cells = cells_of(_by_column(counts), labels)
    blind, assisted = (cells.where(which) for which in _compared(cells))
    return Figures(
        n_cases=cases_of(cells) if of_all else cases_of_part(cells),
        blind=agreement_of(table_of(blind), draws=draws),
        assisted=agreement_of(table_of(assisted), draws=draws),
        estimate=_estimate(cells, rates, of_all=of_all),
    )


def split(
    counts: Iterable[Count],
    labels: tuple[str, ...],
    by: By,
    period: Period,
    rates: Rates | None = None,
    *,
    of_all: bool = True,
) -> tuple[Group, ...]:
    """Work the figures out for each part, in order of the parts."""
    columns = _by_column(counts)
    cells = cells_of(columns, labels)
    of_all = of_all and by not in {By.LABEL, By.REVIEWER}
    places = {label: place for place, label in enumerate(labels)}
    order = places.__getitem__ if by is By.LABEL else str
    groups = []
    for key, value, rows in _parts(*_keys(columns, by, period), order):
        found = _figures_of_part(cells.where(rows), rates, of_all=of_all)
        start = period.start_of(value) if isinstance(value, date) else None
        groups.append(Group(key, found, start, period.end_of(start) if start else None))
    return tuple(groups)


def window_before(window: Window) -> Window | None:
    """Return the window of the same length just before, None for an open one."""
    if window.since is None or window.until is None:
        return None
    length = window.until - window.since
    until = window.since - timedelta(days=1)
    return Window(
        since=until - length,
        until=until,
        label=window.label,
        reviewer=window.reviewer,
        model_version=window.model_version,
        degree=window.degree,
    )


def band_name(band: int) -> str:
    """Return a band of confidence as its bounds, two decimals."""
    return f"{band / 20:.2f}-{(band + 1) / 20:.2f}"


def _by_column(counts: Iterable[Count]) -> Counts:
    return counts if isinstance(counts, Counts) else Counts.of(counts)


def _figures_of_part(cells: Cells, rates: Rates | None, *, of_all: bool) -> Figures:
    (blind, among_blind), (assisted, among_assisted) = (
        small_table_of(cells.where(which)) for which in _compared(cells)
    )
    return Figures(
        n_cases=cases_of(cells) if of_all else cases_of_part(cells),
        blind=agreement_of(blind, draws=0, among=among_blind),
        assisted=agreement_of(assisted, draws=0, among=among_assisted),
        estimate=_estimate(cells, rates, of_all=of_all),
    )


def _estimate(cells: Cells, rates: Rates | None, *, of_all: bool) -> Estimate:
    return estimate_of(cells, rates or {}) if of_all else no_estimate(cases_of_part(cells))


def _compared(cells: Cells) -> tuple[Flags, Flags]:
    compared = cells.compared
    return compared & cells.blind, compared & ~cells.blind


def _rates(policies: Iterable[Policy]) -> Rates:
    return {policy.version: policy.audit_rate for policy in policies}


def _is_of_all(window: Window) -> bool:
    return not (window.label or window.reviewer)


def _model_days(counts: Counts) -> dict[str, tuple[date, date]]:
    days: dict[str, tuple[date, date]] = {}
    for version, day in dict.fromkeys(zip(counts.model_version, counts.day, strict=True)):
        if version:
            first, last = days.get(version, (day, day))
            days[version] = (min(first, day), max(last, day))
    return days


def _parts(
    column: Column[T], keys: Sequence[str], order: Callable[[str], Any]
) -> Iterator[tuple[str, T, Ints]]:
    """Yield each key, the first value with it, and where its cells stand; an empty key is none."""
    values: dict[str, T] = {}
    for key, value in zip(keys, column.values, strict=True):
        values.setdefault(key, value)
    found = sorted(filter(None, values), key=order)
    places = {key: place for place, key in enumerate(found)}
    part = np.array([places.get(key, -1) for key in keys], dtype=np.int64)[places_of(column)]
    rows = np.argsort(part, kind="stable")
    bounds = np.searchsorted(part[rows], np.arange(len(found) + 1))
    for place, key in enumerate(found):
        yield key, values[key], rows[bounds[place] : bounds[place + 1]]


def _keys(counts: Counts, by: By, period: Period) -> tuple[Column[Any], list[str]]:
    """Return the column by which cells are split, and the key of the part for each value of it."""
    columns: dict[By, Column[Any]] = {
        By.PERIOD: counts.day,
        By.LABEL: counts.human_label,
        By.REVIEWER: counts.reviewer,
        By.MODEL: counts.model_version,
        By.DEGREE: counts.degree,
        By.BAND: counts.band,
    }
    key_of: dict[By, Callable[[Any], str]] = {
        By.PERIOD: lambda day: _period_key(period, day),
        By.DEGREE: lambda degree: degree.value if degree else "recorded",
        By.BAND: lambda band: band_name(band) if band >= 0 else "",
    }
    return columns[by], [key_of.get(by, str)(value) for value in columns[by].values]


def _period_key(period: Period, day: date) -> str:
    start = period.start_of(day)
    match period:
        case Period.DAY:
            return start.isoformat()
        case Period.WEEK:
            year, week, _ = start.isocalendar()
            return f"{year}-W{week:02}"
        case Period.MONTH:
            return f"{start:%Y-%m}"
