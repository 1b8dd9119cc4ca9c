"""How far people and the model agree, for whom, when, and what that says of all cases."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hitl_app.domain.case import Project
from hitl_app.domain.policy import Policy, Route
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.statistics.agreement import Agreement, agreement_of
from hitl_app.statistics.estimates import Estimate, Stratum, estimated_kappa, stratified
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import CaseFilter, CaseRow, Count, Store, Window

Matrix = NDArray[np.int64]


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
    by_person = by is By.REVIEWER or window.reviewer is not None
    with store.reading() as records:
        counts = (
            records.counts_by_person(project, window)
            if by_person
            else records.counts(project, window)
        )
    groups = () if by is None else split(counts, project.labels, by, period)
    return Outcome(
        Report(project.labels, window, figures(counts, project.labels), by, tuple(groups))
    )


def overview(
    store: Store, project: Project, actor: Person, window: Window, period: Period
) -> Outcome[Overview]:
    """Return everything the Agreement screen shows, read at one moment.

    Raises:
        Refused: the actor is no supervisor.
    """
    require_supervisor(actor, "see agreement figures")
    with store.reading() as records:
        counts = records.counts(project, window)
        people = records.counts_by_person(project, window)
        earlier = window_before(window)
        before = None if earlier is None else records.counts(project, earlier)
        first, policies = records.first_day(project), tuple(records.policies(project))
    labels = project.labels
    return Outcome(
        Overview(
            labels=labels,
            window=window,
            first_day=first,
            whole=figures(people if window.reviewer else counts, labels),
            before=figures(before, labels) if before else None,
            periods=split(people if window.reviewer else counts, labels, By.PERIOD, period),
            by_label=split(counts, labels, By.LABEL, period),
            by_person=split(people, labels, By.REVIEWER, period),
            by_degree=split(counts, labels, By.DEGREE, period),
            by_model=split(counts, labels, By.MODEL, period),
            model_days=_model_days(counts),
            policies=policies,
        )
    )


def compared_cases(
    store: Store, project: Project, actor: Person, which: CaseFilter, before: int | None, n: int
) -> Outcome[Sequence[tuple[int, CaseRow]]]:
    """Return the cases behind a figure, newest first, a page at a time."""
    require_supervisor(actor, "see what the model said of cases")
    with store.reading() as records:
        return Outcome(records.compared_cases(project, which, before, n))


def figures(counts: Iterable[Count], labels: tuple[str, ...], draws: int = 2000) -> Figures:
    """Work all figures out from cells of the rollup; no draws leave kappa's interval to its SE."""
    cells = list(counts)
    blind = [cell for cell in cells if _is_compared(cell) and cell.blind]
    assisted = [cell for cell in cells if _is_compared(cell) and not cell.blind]
    return Figures(
        n_cases=sum(cell.n for cell in cells if _is_case(cell)),
        blind=agreement_of(_matrix(blind, labels), draws=draws),
        assisted=agreement_of(_matrix(assisted, labels), draws=draws),
        estimate=_estimate(cells, labels),
    )


def split(
    counts: Sequence[Count], labels: tuple[str, ...], by: By, period: Period
) -> tuple[Group, ...]:
    """Work the figures out for each part, in order of the parts."""
    key_of = _KEYS[by] if by is not By.PERIOD else _period_key(period)
    parts: dict[str, list[Count]] = {}
    for cell in counts:
        key = key_of(cell)
        if key:
            parts.setdefault(key, []).append(cell)
    order = labels.index if by is By.LABEL else str
    keys = sorted(parts, key=order)
    if by is not By.PERIOD:
        return tuple(Group(key, figures(parts[key], labels, draws=0)) for key in keys)
    starts = {key: period.start_of(parts[key][0].day) for key in keys}
    return tuple(
        Group(key, figures(parts[key], labels, draws=0), starts[key], period.end_of(starts[key]))
        for key in keys
    )


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


def _is_compared(cell: Count) -> bool:
    return bool(cell.human_label and cell.model_label)


def _is_case(cell: Count) -> bool:
    # An audited case is counted by the model's decision already.
    return not (cell.route is Route.AUDIT and cell.human_label)


def _matrix(cells: Iterable[Count], labels: tuple[str, ...]) -> Matrix:
    number = {label: index for index, label in enumerate(labels)}
    matrix = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for cell in cells:
        matrix[number[cell.human_label], number[cell.model_label]] += cell.n
    return matrix


def _stratum_key(cell: Count) -> str:
    if cell.route is Route.RECORDED:
        return "recorded"
    side = "automated" if cell.route.is_automatic else "people"
    return f"policy {cell.policy_version}, {side}"


def _estimate(cells: Sequence[Count], labels: tuple[str, ...]) -> Estimate:
    parts: dict[str, list[Count]] = {}
    for cell in cells:
        if cell.model_label:
            parts.setdefault(_stratum_key(cell), []).append(cell)
    matrices, sizes, strata = [], [], []
    for name, part in parts.items():
        matrix = _matrix((cell for cell in part if cell.human_label and cell.blind), labels)
        reviewed = int(matrix.sum())
        # A window may hold an audit whose automatic decision lies just before it.
        size = max(reviewed, sum(cell.n for cell in part if _is_case(cell)))
        if size == 0:
            continue
        matrices.append(matrix)
        sizes.append(size)
        strata.append(Stratum(name, size, reviewed, int(np.trace(matrix))))
    estimate = stratified(strata)
    looked_at = [index for index, stratum in enumerate(strata) if stratum.n_reviewed]
    kappa = (
        estimated_kappa([matrices[i] for i in looked_at], [sizes[i] for i in looked_at])
        if looked_at
        else None
    )
    return replace(estimate, kappa=kappa)


def _model_days(counts: Iterable[Count]) -> dict[str, tuple[date, date]]:
    days: dict[str, tuple[date, date]] = {}
    for cell in counts:
        if cell.model_version:
            first, last = days.get(cell.model_version, (cell.day, cell.day))
            days[cell.model_version] = (min(first, cell.day), max(last, cell.day))
    return days


def _period_key(period: Period) -> Callable[[Count], str]:
    def key(cell: Count) -> str:
        start = period.start_of(cell.day)
        match period:
            case Period.DAY:
                return start.isoformat()
            case Period.WEEK:
                year, week, _ = start.isocalendar()
                return f"{year}-W{week:02}"
            case Period.MONTH:
                return f"{start:%Y-%m}"

    return key


_KEYS: dict[By, Callable[[Count], str]] = {
    By.LABEL: lambda cell: cell.human_label,
    By.REVIEWER: lambda cell: cell.reviewer,
    By.MODEL: lambda cell: cell.model_version,
    By.DEGREE: lambda cell: cell.degree.value if cell.degree else "recorded",
    By.BAND: lambda cell: band_name(cell.band) if cell.band >= 0 else "",
}
