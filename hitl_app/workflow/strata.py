"""From cells of the rollup to tables, numbers of cases, and the strata of an estimate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hitl_app.domain.policy import Degree, Route
from hitl_app.statistics.agreement import Among
from hitl_app.statistics.estimates import Estimate, Stratum, estimated_kappa, stratified
from hitl_app.workflow.ports import Column, Counts

Table = NDArray[np.int64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rates = Mapping[int, float]
"""The audit rate of each version of the policy."""

_NO_LABEL = -1


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases that were as likely to get a blind review as each other.

    ``policy_version`` is that of cases the model decided alone, None for all others.
    """

    name: str
    policy_version: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of the rollup as arrays, one entry a cell, ready to be added up.

    ``person`` and ``model`` are the places of their labels among the ``n_labels`` of the project,
    or -1 without one; ``kind`` is the place of its kind among ``kinds``. ``audit`` marks what
    people decided of an audit, ``drawn`` the model's decisions that were drawn for one.
    """

    n: Ints
    person: Ints
    model: Ints
    blind: Flags
    audit: Flags
    drawn: Flags
    kind: Ints
    kinds: tuple[Kind, ...]
    n_labels: int

    def where(self, rows: Ints | Flags) -> "Cells":
        """Return some of the cells, in the order asked for."""
        return replace(
            self,
            n=self.n[rows],
            person=self.person[rows],
            model=self.model[rows],
            blind=self.blind[rows],
            audit=self.audit[rows],
            drawn=self.drawn[rows],
            kind=self.kind[rows],
        )

    @property
    def compared(self) -> Flags:
        """Return where a person and a model both gave a label."""
        both: Flags = (self.person >= 0) & (self.model >= 0)
        return both


def cells_of(counts: Counts, labels: Sequence[str]) -> Cells:
    """Return the cells of the store as arrays."""
    person, model = (_label_places(c, labels) for c in (counts.human_label, counts.model_label))
    audited = flags_of(counts.route, [route is Route.AUDIT for route in counts.route.values])
    kind, kinds = _kinds(counts)
    return Cells(
        n=np.asarray(counts.n, dtype=np.int64),
        person=person,
        model=model,
        blind=flags_of(counts.blind, counts.blind.values),
        audit=audited & (person >= 0),
        drawn=audited & (person < 0),
        kind=kind,
        kinds=kinds,
        n_labels=len(labels),
    )


def places_of(column: Column[object]) -> Ints:
    """Return for each cell the place of its value."""
    return np.asarray(column.places, dtype=np.int64)


def flags_of(column: Column[object], flags: Sequence[bool]) -> Flags:
    """Return for each cell what holds for its value."""
    return np.asarray(flags, dtype=np.bool_)[places_of(column)]


def table_of(cells: Cells) -> Table:
    """Count person (rows) by model (columns), over all labels; every cell has both."""
    (table,) = _tables(cells.person, cells.model, cells.n, cells.n_labels)
    return table


def small_table_of(cells: Cells) -> tuple[Table, Among]:
    """Count person by model over the labels that occur: of 2,000 labels a part has but a few."""
    near, found = _near(cells)
    (table,) = _tables(near[cells.person], near[cells.model], cells.n, found.size)
    return table, Among(tuple(found.tolist()), cells.n_labels)


def cases_of(cells: Cells) -> int:
    """Count what was decided; an audit is no further case, the model's decision counts it.

    A past decision that came with an import counts once for each person who made one, and once
    more where the model decided the case as well: the rollup cannot tell cases apart.
    """
    return int(cells.n[~cells.audit].sum())


def cases_of_part(cells: Cells) -> int:
    """Count what was decided in cells of one label or person: never less than was compared.

    There the model's decision on an audited case may be missing, so the audit counts the case.
    """
    audits, drawn = int(cells.n[cells.audit].sum()), int(cells.n[cells.drawn].sum())
    return cases_of(cells) + max(0, audits - drawn)


def no_estimate(n_cases: int) -> Estimate:
    """Return that nothing is said of all cases.

    Cases of one label, or of one person, are chosen by the answer or by who gave it. How likely
    such a case was to be looked at is not known, so its reviews stand for no others.
    """
    return Estimate(None, None, None, 0, n_cases, "none", n_cases)


def estimate_of(all_cells: Cells, rates: Rates) -> Estimate:
    """Estimate the agreement over all cases with an answer of the model.

    An audit is often done on a later day than the model's decision. A window that holds more
    audits than its own automatic cases were drawn for must not take them for all the cases they
    speak for: they stand for as many as the audit rate of their policy says. So the `n_cases` of
    the estimate may lie above the number of cases decided in the window.
    """
    cells = all_cells.where(all_cells.model >= 0)
    kinds, stratum = _in_order_met(cells.kind)
    n_strata = len(kinds)
    reviews = cells.blind & (cells.person >= 0)
    seen = cells.where(reviews)
    near, labels = _near(seen)
    tables = _tables(
        near[seen.person], near[seen.model], seen.n, labels.size, stratum[reviews], n_strata
    )
    cases = _sums(stratum, cells.n * ~cells.audit, n_strata)
    drawn = _sums(stratum, cells.n * cells.drawn, n_strata)
    strata, looked_into = [], []
    for place, kind in enumerate(cells.kinds[each] for each in kinds):
        reviewed = int(tables[place].sum())
        size = _size(kind, int(cases[place]), int(drawn[place]), reviewed, rates)
        if size:
            strata.append(Stratum(kind.name, size, reviewed, int(np.trace(tables[place]))))
            looked_into.append(tables[place])
    return replace(stratified(strata), kappa=_kappa(looked_into, strata))


def _kappa(tables: Sequence[Table], strata: Sequence[Stratum]) -> float | None:
    known = [(t, s.n_cases) for t, s in zip(tables, strata, strict=True) if s.n_reviewed]
    return estimated_kappa([t for t, _ in known], [n for _, n in known]) if known else None


def _size(kind: Kind, cases: int, drawn: int, reviewed: int, rates: Rates) -> int:
    size = max(reviewed, cases)
    rate = 0.0 if kind.policy_version is None else rates.get(kind.policy_version, 0.0)
    if rate > 0 and reviewed > drawn:
        size = max(size, round(reviewed / rate))
    return size


def _near(cells: Cells) -> tuple[Ints, Ints]:
    """Return the places of labels among those that occur, and these; the first one if none do."""
    occurs = np.zeros(cells.n_labels, dtype=np.bool_)
    occurs[cells.person] = occurs[cells.model] = True
    if not cells.n.size:
        occurs[:1] = True
    return np.cumsum(occurs) - 1, np.flatnonzero(occurs)


def _tables(
    person: Ints, model: Ints, n: Ints, n_labels: int, which: Ints | int = 0, n_tables: int = 1
) -> list[Table]:
    """Count person by model in one or more tables; ``which`` says the table of each cell."""
    at = (which * n_labels + person) * n_labels + model
    return list(_sums(at, n, n_tables * n_labels**2).reshape(n_tables, n_labels, n_labels))


def _sums(places: Ints, n: Ints, n_places: int) -> Ints:
    """Add up what belongs to each place; exact, for nobody decides 2**53 cases."""
    return np.bincount(places, weights=n, minlength=n_places).astype(np.int64)


def _in_order_met(kinds: Ints) -> tuple[list[int], Ints]:
    """Return the kinds in the order in which they are met, and for each cell its place there."""
    found, first, place = np.unique(kinds, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return found[order].tolist(), np.argsort(order)[place]


def _label_places(column: Column[str], labels: Sequence[str]) -> Ints:
    place = {"": _NO_LABEL, **{label: place for place, label in enumerate(labels)}}
    known = np.array([place[label] for label in column.values], dtype=np.int64)
    return known[places_of(column)]


def _kinds(counts: Counts) -> tuple[Ints, tuple[Kind, ...]]:
    """Return for each cell the place of its kind, and the kinds."""
    columns: tuple[Column[Any], ...] = (
        *(counts.policy_version, counts.route),
        *(counts.degree, counts.blind),
    )
    places = np.zeros(len(counts), dtype=np.int64)
    for column in columns:
        places = places * len(column.values) + places_of(column)
    _, first, which = np.unique(places, return_index=True, return_inverse=True)
    told = [
        _kind(*(column.values[column.places[cell]] for column in columns))
        for cell in first.tolist()
    ]
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(told))}
    return np.array([kinds[kind] for kind in told], dtype=np.int64)[which], tuple(kinds)


def _kind(policy_version: int, route: Route, degree: Degree | None, blind: bool) -> Kind:  # noqa: FBT001  # a column
    """Say which cases were as likely to get a blind review as those of such a cell.

    A person who decides before the prediction comes is always blind, although the degree shows
    predictions: such cases are no part of the sample that is held back from seeing them.
    """
    if route is Route.RECORDED:
        return Kind("recorded", None)
    policy = f"policy {policy_version}"
    if route.is_automatic:
        return Kind(f"{policy}, automated", policy_version)
    shows = degree is not None and not degree.hides_predictions
    if route is Route.HUMAN and blind and shows:
        return Kind(f"{policy}, before the prediction", None)
    return Kind(f"{policy}, people", None)
