"""From cells of the rollup to tables, numbers of cases, and the strata of an estimate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hitl_app.domain.policy import Route
from hitl_app.statistics.agreement import Among
from hitl_app.statistics.estimates import Estimate, Stratum, estimated_kappa, stratified
from hitl_app.workflow.ports import Count

Table = NDArray[np.int64]
Places = Mapping[str, int]
"""The place of each label in the order of the project."""
Rates = Mapping[int, float]
"""The audit rate of each version of the policy."""


def is_compared(cell: Count) -> bool:
    """Say whether a person and a model both gave a label."""
    return bool(cell.human_label and cell.model_label)


def table_of(cells: Iterable[Count], places: Places) -> Table:
    """Count person (rows) by model (columns), over all labels."""
    return _table(cells, places, len(places))


def small_table_of(cells: Sequence[Count], places: Places) -> tuple[Table, Among]:
    """Count person by model over the labels that occur: of 2,000 labels a part has but a few."""
    found = {label for cell in cells for label in (cell.human_label, cell.model_label)}
    labels = sorted(found, key=places.__getitem__) or list(places)[:1]
    table = _table(cells, {label: at for at, label in enumerate(labels)}, len(labels))
    return table, Among(tuple(places[label] for label in labels), len(places))


def cases_of(cells: Iterable[Count]) -> int:
    """Count what was decided; an audit is no further case, the model's decision counts it.

    A past decision that came with an import counts once for each person who made one, and once
    more where the model decided the case as well: the rollup cannot tell cases apart.
    """
    return sum(cell.n for cell in cells if not _is_audit(cell))


def cases_of_part(cells: Sequence[Count]) -> int:
    """Count what was decided in cells of one label or person: never less than was compared.

    There the model's decision on an audited case may be missing, so the audit counts the case.
    """
    audits = sum(cell.n for cell in cells if _is_audit(cell))
    return cases_of(cells) + max(0, audits - _drawn(cells))


def no_estimate(n_cases: int) -> Estimate:
    """Return that nothing is said of all cases.

    Cases of one label, or of one person, are chosen by the answer or by who gave it. How likely
    such a case was to be looked at is not known, so its reviews stand for no others.
    """
    return Estimate(None, None, None, 0, n_cases, "none", n_cases)


def estimate_of(cells: Iterable[Count], places: Places, rates: Rates) -> Estimate:
    """Estimate the agreement over all cases with an answer of the model.

    An audit is often done on a later day than the model's decision. A window that holds more
    audits than its own automatic cases were drawn for must not take them for all the cases they
    speak for: they stand for as many as the audit rate of their policy says. So the `n_cases` of
    the estimate may lie above the number of cases decided in the window.
    """
    parts: dict[str, list[Count]] = {}
    for cell in cells:
        if cell.model_label:
            parts.setdefault(_stratum_name(cell), []).append(cell)
    reviews = {name: [c for c in part if c.human_label and c.blind] for name, part in parts.items()}
    _, among = small_table_of([cell for part in reviews.values() for cell in part], places)
    labels = list(places)
    near = {labels[place]: at for at, place in enumerate(among.places)}
    tables, strata = [], []
    for name, part in parts.items():
        table = table_of(reviews[name], near)
        reviewed = int(table.sum())
        size = _size(part, reviewed, rates)
        if size:
            tables.append(table)
            strata.append(Stratum(name, size, reviewed, int(np.trace(table))))
    return replace(stratified(strata), kappa=_kappa(tables, strata))


def _kappa(tables: Sequence[Table], strata: Sequence[Stratum]) -> float | None:
    known = [(t, s.n_cases) for t, s in zip(tables, strata, strict=True) if s.n_reviewed]
    return estimated_kappa([t for t, _ in known], [n for _, n in known]) if known else None


def _table(cells: Iterable[Count], places: Places, n_labels: int) -> Table:
    table = np.zeros((n_labels, n_labels), dtype=np.int64)
    for cell in cells:
        table[places[cell.human_label], places[cell.model_label]] += cell.n
    return table


def _is_audit(cell: Count) -> bool:
    return cell.route is Route.AUDIT and bool(cell.human_label)


def _drawn(cells: Iterable[Count]) -> int:
    """Count the model's decisions that were drawn for an audit."""
    return sum(cell.n for cell in cells if cell.route is Route.AUDIT and not cell.human_label)


def _size(part: Sequence[Count], reviewed: int, rates: Rates) -> int:
    size = max(reviewed, cases_of(part))
    rate = rates.get(part[0].policy_version, 0.0) if part[0].route.is_automatic else 0.0
    if rate > 0 and reviewed > _drawn(part):
        size = max(size, round(reviewed / rate))
    return size


def _stratum_name(cell: Count) -> str:
    """Name the cases that were as likely to get a blind review as this one.

    A person who decides before the prediction comes is always blind, although the degree shows
    predictions: such cases are no part of the sample that is held back from seeing them.
    """
    if cell.route is Route.RECORDED:
        return "recorded"
    policy = f"policy {cell.policy_version}"
    if cell.route.is_automatic:
        return f"{policy}, automated"
    shows = cell.degree is not None and not cell.degree.hides_predictions
    if cell.route is Route.HUMAN and cell.blind and shows:
        return f"{policy}, before the prediction"
    return f"{policy}, people"
