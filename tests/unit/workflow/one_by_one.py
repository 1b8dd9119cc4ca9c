"""Figures worked out from cells one by one: slow, and plain to see that they are right."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hitl_app.domain.policy import Route
from hitl_app.statistics.agreement import Among, agreement_of
from hitl_app.statistics.estimates import Estimate, Stratum, estimated_kappa, stratified
from hitl_app.workflow.agreement import By, Figures, Group, Period, band_name
from hitl_app.workflow.ports import Count


def slow_figures(cells, labels, rates, *, of_all, whole) -> Figures:
    """Work all figures out of a list of cells; of the whole with full tables and draws."""
    tables = []
    for blind in (True, False):
        compared = [c for c in cells if c.human_label and c.model_label and c.blind is blind]
        among = range(len(labels)) if whole else _among(compared, labels)
        table = _table(compared, [labels[place] for place in among])
        small = None if whole else Among(tuple(among), len(labels))
        tables.append(agreement_of(table, draws=2000 if whole else 0, among=small))
    n_part = _n_cases(cells) + max(0, _n(c for c in cells if _is_audit(c)) - _drawn(cells))
    if of_all:
        return Figures(_n_cases(cells), *tables, _estimate(cells, labels, rates))
    return Figures(n_part, *tables, Estimate(None, None, None, 0, n_part, "none", n_part))


def slow_split(cells, labels, by, period, rates, *, of_all) -> tuple[Group, ...]:
    """Work the figures of each part out, part by part."""
    keys = {_key(cell, by, period) for cell in cells} - {""}
    groups = []
    for key in sorted(keys, key=labels.index if by is By.LABEL else str):
        part = [cell for cell in cells if _key(cell, by, period) == key]
        of_all_here = of_all and by not in {By.LABEL, By.REVIEWER}
        found = slow_figures(part, labels, rates, of_all=of_all_here, whole=False)
        start = period.start_of(part[0].day) if by is By.PERIOD else None
        groups.append(Group(key, found, start, period.end_of(start) if start else None))
    return tuple(groups)


def _key(cell: Count, by: By, period: Period) -> str:
    match by:
        case By.PERIOD:
            start = period.start_of(cell.day)
            year, week, _ = start.isocalendar()
            names = (start.isoformat(), f"{year}-W{week:02}", f"{start:%Y-%m}")
            return dict(zip(Period, names, strict=True))[period]
        case By.LABEL:
            return cell.human_label
        case By.REVIEWER:
            return cell.reviewer
        case By.MODEL:
            return cell.model_version
        case By.DEGREE:
            return cell.degree.value if cell.degree else "recorded"
        case By.BAND:
            return band_name(cell.band) if cell.band >= 0 else ""


def _estimate(cells, labels, rates) -> Estimate:
    parts: dict[str, list[Count]] = {}
    for cell in cells:
        if cell.model_label:
            parts.setdefault(_stratum(cell), []).append(cell)
    reviews = {name: [c for c in part if c.human_label and c.blind] for name, part in parts.items()}
    near = [labels[p] for p in _among([c for part in reviews.values() for c in part], labels)]
    tables, strata = [], []
    for name, part in parts.items():
        table = _table(reviews[name], near)
        reviewed = int(table.sum())
        size = _size(part, reviewed, rates)
        if size:
            tables.append(table)
            strata.append(Stratum(name, size, reviewed, int(np.trace(table))))
    known = [(t, s.n_cases) for t, s in zip(tables, strata, strict=True) if s.n_reviewed]
    kappa = estimated_kappa([t for t, _ in known], [n for _, n in known]) if known else None
    return replace(stratified(strata), kappa=kappa)


def _size(part: Sequence[Count], reviewed: int, rates) -> int:
    size = max(reviewed, _n_cases(part))
    rate = rates.get(part[0].policy_version, 0.0) if part[0].route.is_automatic else 0.0
    if rate > 0 and reviewed > _drawn(part):
        size = max(size, round(reviewed / rate))
    return size


def _stratum(cell: Count) -> str:
    if cell.route is Route.RECORDED:
        return "recorded"
    policy = f"policy {cell.policy_version}"
    if cell.route.is_automatic:
        return f"{policy}, automated"
    shows = cell.degree is not None and not cell.degree.hides_predictions
    if cell.route is Route.HUMAN and cell.blind and shows:
        return f"{policy}, before the prediction"
    return f"{policy}, people"


def _among(cells, labels) -> list[int]:
    found = {label for cell in cells for label in (cell.human_label, cell.model_label)}
    return [place for place, label in enumerate(labels) if label in found] or [0]


def _table(cells, labels):
    table = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for cell in cells:
        table[labels.index(cell.human_label), labels.index(cell.model_label)] += cell.n
    return table


def _n(cells) -> int:
    return sum(cell.n for cell in cells)


def _n_cases(cells) -> int:
    return _n(cell for cell in cells if not _is_audit(cell))


def _is_audit(cell: Count) -> bool:
    return cell.route is Route.AUDIT and bool(cell.human_label)


def _drawn(cells) -> int:
    return _n(cell for cell in cells if cell.route is Route.AUDIT and not cell.human_label)
