"""How far people and the model give the same labels, with what chance alone would give taken out.

Shares are fractions in [0, 1], kappa and AC1 lie in [-1, 1]. A figure that is not defined is None,
never 0 and never NaN. A matrix has one row a label of the person and one column a label of the
model, shape (K, K); it holds counts, or weights where `estimates` made it.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from hitl_app.statistics.alpha import Metric, krippendorff_alpha
from hitl_app.statistics.bootstrap import CHANCE_IS_CERTAIN, kappa_draws, percentile_interval
from hitl_app.statistics.intervals import Interval, normal_quantile, wilson
from hitl_app.statistics.tables import (
    FloatArray,
    IntArray,
    Matrix,
    checked_matrix,
    confusion_matrix,
    differing,
)

__all__ = [
    "Agreement",
    "Among",
    "Figure",
    "IntArray",
    "Matrix",
    "Metric",
    "Weights",
    "agreement_of",
    "cohen_kappa",
    "confusion_matrix",
    "gwet_ac1",
    "kappa_interval",
    "krippendorff_alpha",
    "per_label_agreement",
]

Weights: TypeAlias = Literal["none", "linear", "quadratic"]

FEW = 50  # below so many cases, or disagreements at a high kappa, the normal interval is too narrow
NEAR_ONE = 0.95
LEAST_FOR_SE = 3
ROUNDING = 1e-7  # a variance of 0 is a difference of floats, so its root may be so much


class Figure(NamedTuple):
    """A coefficient and its standard error; no error where one case alone gives none."""

    value: float
    se: float | None


class Among(NamedTuple):
    """Which labels a small table is of: their places among all labels, in order."""

    places: tuple[int, ...]
    n_labels: int


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """All figures of one table, each None where it is not defined.

    `interval` is Wilson's for `agreement` and (0, 1) with no case. `kappa_se` is None where the
    large-sample formula says nothing: below 3 cases, and where it gives 0. `table` holds the
    labels of `among` only; `per_label` and `matrix` have all labels, made when asked for, because
    a matrix for each of 2,000 labels has no room.
    """

    n: int
    agreement: float | None
    interval: Interval
    kappa: float | None
    kappa_se: float | None
    kappa_interval: Interval | None
    ac1: float | None
    ac1_se: float | None
    table: Matrix
    among: Among | None = None

    @property
    def per_label(self) -> tuple[float | None, ...]:
        """Return the agreement on each label, in their order."""
        found = per_label_agreement(self.table)
        if self.among is None:
            return found
        shares: list[float | None] = [None] * self.among.n_labels
        for place, share in zip(self.among.places, found, strict=True):
            shares[place] = share
        return tuple(shares)

    @property
    def matrix(self) -> Matrix:
        """Return the table of all labels."""
        if self.among is None:
            return self.table
        whole = np.zeros((self.among.n_labels, self.among.n_labels), dtype=self.table.dtype)
        whole[np.ix_(self.among.places, self.among.places)] = self.table
        return whole


def agreement_of(
    matrix: Matrix, confidence: float = 0.95, draws: int = 2000, among: Among | None = None
) -> Agreement:
    """Work out every figure that is shown beside a table.

    `draws = 0` leaves the bootstrap away (`kappa_interval` is then None where it would be needed),
    for charts of many bins. For a weighted matrix `n` is the rounded sum of weights and the
    interval that of so many cases: take the interval of `estimates` there. A table of some labels
    only, `among` all, gives the figures of the whole table. Raises ValueError as `checked_matrix`
    does.
    """
    table = checked_matrix(matrix)
    n, same = float(table.sum()), float(np.trace(table))
    kappa, ac1 = cohen_kappa(matrix), gwet_ac1(matrix, among.n_labels if among else None)
    return Agreement(
        n=round(n),
        agreement=same / n if n else None,
        interval=wilson(same, n, confidence),
        kappa=kappa.value if kappa else None,
        kappa_se=_sure_se(kappa, n),
        kappa_interval=kappa_interval(matrix, confidence, draws),
        ac1=ac1.value if ac1 else None,
        ac1_se=ac1.se if ac1 else None,
        table=matrix,
        among=among,
    )


def cohen_kappa(matrix: Matrix, weights: Weights = "none") -> Figure | None:
    """Give kappa = (A - Pe)/(1 - Pe) with its large-sample standard error.

    `linear` and `quadratic` count near misses of ordered labels. None with no case, and when both
    sides gave one and the same label only: chance alone then agrees always. A side that gave one
    label while the other gave more has kappa 0. Raises ValueError as `checked_matrix` does.
    Source: Cohen (1960, 1968); the error of Fleiss, Cohen & Everitt (1969), Psych. Bulletin 72.
    """
    table = checked_matrix(matrix)
    n = float(table.sum())
    if n == 0:
        return None
    p, w = table / n, _closeness(len(table), weights)
    by_person, by_model = p.sum(axis=1), p.sum(axis=0)
    room = float(by_person @ (1 - w) @ by_model)  # 1 - Pe
    if room <= CHANCE_IS_CERTAIN:
        return None
    kappa = 1 - float((p * (1 - w)).sum()) / room  # in this form exactly 1 without a disagreement
    spread = w - np.add.outer(w @ by_model, by_person @ w) * (1 - kappa)
    variance = float((p * spread**2).sum()) - (kappa - (1 - room) * (1 - kappa)) ** 2
    return Figure(kappa, float(np.sqrt(max(0.0, variance) / n)) / room)


def gwet_ac1(matrix: Matrix, n_labels: int | None = None) -> Figure | None:
    """Give Gwet's AC1 with its standard error; it stays near the agreement when one label is rare.

    Every row of the matrix is a label, used or not; `n_labels` says how many there are where a
    table leaves unused ones out. None with no case or a single label; one case
    has no standard error. Raises ValueError as `checked_matrix` does.
    Source: Gwet (2008), British J. Math. Stat. Psychology 61; the error by linearisation.
    """
    table = checked_matrix(matrix)
    n, n_labels = float(table.sum()), n_labels or len(table)
    if n == 0 or n_labels == 1:
        return None
    p = table / n
    share = (p.sum(axis=1) + p.sum(axis=0)) / 2
    chance = float((share * (1 - share)).sum()) / (n_labels - 1)
    ac1 = 1 - differing(p) / (1 - chance)
    if n <= 1:
        return Figure(ac1, None)
    by_case = np.add.outer(1 - share, 1 - share) / (2 * (n_labels - 1))
    term = (np.eye(len(table)) - chance - 2 * (1 - ac1) * (by_case - chance)) / (1 - chance)
    return Figure(ac1, float(np.sqrt((table * (term - ac1) ** 2).sum() / (n * (n - 1)))))


def kappa_interval(
    matrix: Matrix, confidence: float = 0.95, draws: int = 2000, seed: int = 0
) -> Interval | None:
    """Give the interval of unweighted kappa, inside [-1, 1].

    - The normal interval from the standard error for 50 cases or more.
    - The percentile bootstrap below 50 cases, and near 1 (kappa above .95 with fewer than 50
      disagreements); a fixed seed gives the same interval for the same table. None when half of the
      draws or more have no kappa, or `draws` is 0.
    - Without any disagreement a bootstrap draws nothing else and would claim certainty: then
      Wilson's lower end of the agreement, put into kappa with the chance agreement as seen.
    - None where kappa is not defined, or where a side gave one label only: kappa is 0 whatever
      happens.

    Raises ValueError as `checked_matrix` does. For a weighted matrix see `estimates`.
    """
    figure, table = cohen_kappa(matrix), checked_matrix(matrix)
    if figure is None or figure.se is None or not _both_vary(table):
        return None
    n, apart = float(table.sum()), differing(table)
    if apart == 0:
        return kappa_from_agreement(wilson(n, n, confidence).low, table)
    if n < FEW or (figure.value > NEAR_ONE and apart < FEW):
        return percentile_interval(kappa_draws([table], [1.0], draws, seed), confidence)
    half = normal_quantile(confidence) * figure.se
    return Interval(max(-1.0, figure.value - half), min(1.0, figure.value + half))


def kappa_from_agreement(lowest: float, table: FloatArray) -> Interval:
    """Turn a lower end of the agreement into one of kappa, for a table without a disagreement."""
    p = table / table.sum()
    chance = float(p.sum(axis=1) @ p.sum(axis=0))
    return Interval(max(-1.0, (lowest - chance) / (1 - chance)), 1.0)


def per_label_agreement(matrix: Matrix) -> tuple[float | None, ...]:
    """Give 2 n_kk / (r_k + c_k) for each label, length K; None where neither side gave the label.

    Raises ValueError as `checked_matrix` does. Source: Spitzer & Fleiss (1974), specific agreement.
    """
    table = checked_matrix(matrix)
    given = (table.sum(axis=0) + table.sum(axis=1)).tolist()
    both = np.diag(table).tolist()
    return tuple(2 * b / g if g else None for b, g in zip(both, given, strict=True))


def _closeness(n_labels: int, weights: Weights) -> FloatArray:
    if weights == "none" or n_labels == 1:
        return np.eye(n_labels)
    places = np.arange(n_labels)
    distance = np.abs(np.subtract.outer(places, places)) / (n_labels - 1)
    return 1 - np.power(distance, {"linear": 1, "quadratic": 2}[weights])


def _sure_se(kappa: Figure | None, n: float) -> float | None:
    """Give the error where the formula says something: an error of 0 would claim certainty.

    It is a large-sample formula: below `FEW` cases `kappa_interval` comes from the bootstrap.
    """
    if kappa is None or kappa.se is None or n < LEAST_FOR_SE:
        return None
    return kappa.se if kappa.se > ROUNDING else None


def _both_vary(table: FloatArray) -> bool:
    return bool(np.count_nonzero(table.sum(axis=0)) > 1 and np.count_nonzero(table.sum(axis=1)) > 1)
