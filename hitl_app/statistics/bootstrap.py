"""Resampled kappas, for tables where the large-sample formula is too sure of itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hitl_app.statistics.intervals import Interval
from hitl_app.statistics.tables import FloatArray, IntArray

CHANCE_IS_CERTAIN = 1e-12  # 1 - Pe below this: one label only, no kappa
BLOCK = 2_000_000  # numbers held at a time, 16 MB, so that many labels do not need gigabytes


class _Cells(NamedTuple):
    """The cells with cases of one or more tables, one entry each."""

    rows: IntArray
    columns: IntArray
    counts: FloatArray
    weights: FloatArray
    groups: IntArray


def kappa_draws(
    matrices: Sequence[FloatArray],
    weights: Sequence[float],
    draws: int,
    seed: int,
    *,
    pooled: bool = False,
) -> FloatArray:
    """Draw the cases anew, `draws` times, and give the kappa of each draw, shape (draws,).

    Cases are drawn with replacement inside each matrix (K x K counts), or over all of them together
    when `pooled`; a case counts with the weight of its matrix. A draw without a kappa is NaN. The
    same seed gives the same draws. Source: Efron (1979), Annals of Statistics 7.
    """
    cells = _cells(matrices, weights, pooled=pooled)
    if cells.counts.size == 0:
        return np.full(draws, np.nan)
    generator = np.random.default_rng(seed)
    labels = np.eye(matrices[0].shape[0])
    step = max(1, BLOCK // cells.counts.size)
    blocks = [
        _kappas(_resample(cells, min(step, draws - start), generator), cells, labels)
        for start in range(0, draws, step)
    ]
    return np.concatenate(blocks) if blocks else np.zeros(0)


def percentile_interval(drawn: FloatArray, confidence: float) -> Interval | None:
    """Give the middle `confidence` of the draws; None when half of them or more have no value."""
    defined = drawn[~np.isnan(drawn)]
    if 2 * defined.size <= drawn.size:
        return None
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))


def _cells(matrices: Sequence[FloatArray], weights: Sequence[float], *, pooled: bool) -> _Cells:
    found = [np.nonzero(matrix) for matrix in matrices]
    sizes = [rows.size for rows, _ in found]
    return _Cells(
        rows=np.concatenate([rows for rows, _ in found]),
        columns=np.concatenate([columns for _, columns in found]),
        counts=np.concatenate([m[where] for m, where in zip(matrices, found, strict=True)]),
        weights=np.repeat(np.asarray(weights, dtype=np.float64), sizes),
        groups=np.repeat(np.arange(len(sizes)) * (not pooled), sizes),
    )


def _resample(cells: _Cells, draws: int, generator: np.random.Generator) -> FloatArray:
    drawn = np.empty((draws, cells.counts.size))
    for group in np.unique(cells.groups):
        members = cells.groups == group
        counts = cells.counts[members]
        n = max(1, round(float(counts.sum())))
        drawn[:, members] = generator.multinomial(n, counts / counts.sum(), size=draws)
    return drawn * cells.weights


def _kappas(drawn: FloatArray, cells: _Cells, labels: FloatArray) -> FloatArray:
    total = drawn.sum(axis=1)
    observed = drawn[:, cells.rows == cells.columns].sum(axis=1) / total
    by_person, by_model = drawn @ labels[cells.rows], drawn @ labels[cells.columns]
    room = 1 - (by_person * by_model).sum(axis=1) / total**2
    defined = room > CHANCE_IS_CERTAIN
    return np.where(defined, 1 - (1 - observed) / np.where(defined, room, 1.0), np.nan)
