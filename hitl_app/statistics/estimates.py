"""Agreement over all cases, although only some of them were reviewed.

Under partial automation people see the hard cases, so the plain rate over reviewed cases is far too
low. Here each reviewed case stands for the cases that were as likely to be looked at as it was.
Shares are fractions in [0, 1]; every agreement is blind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hitl_app.statistics.agreement import cohen_kappa, kappa_from_agreement
from hitl_app.statistics.bootstrap import kappa_draws, percentile_interval
from hitl_app.statistics.intervals import (
    Interval,
    audits_needed,
    clopper_pearson,
    effective_cases,
    korn_graubard,
    wilson,
)
from hitl_app.statistics.moments import (
    checked_reviews,
    guarded_shares,
    hajek_moments,
    stratified_moments,
)
from hitl_app.statistics.tables import FloatArray, Matrix, checked_matrix, differing

__all__ = [
    "Estimate",
    "Stratum",
    "audits_needed",
    "estimated_kappa",
    "estimated_kappa_interval",
    "hajek",
    "korn_graubard",
    "reviewed_only",
    "stratified",
    "weighted_confusion",
]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Cases that had one and the same chance of a blind review.

    `n_reviewed` of the `n_cases` were drawn at random, and in `n_agree` of these person and model
    agreed. A stratum is a route under one policy version. Raises ValueError unless
    0 <= n_agree <= n_reviewed <= n_cases.
    """

    name: str
    n_cases: int
    n_reviewed: int
    n_agree: int

    def __post_init__(self) -> None:
        if not 0 <= self.n_agree <= self.n_reviewed <= self.n_cases:
            raise ValueError(
                f"Stratum {self.name} cannot have {self.n_agree} agreements among "
                f"{self.n_reviewed} reviewed of {self.n_cases} cases."
            )

    @property
    def is_sampled(self) -> bool:
        """Whether some of its cases were reviewed and some were not."""
        return 0 < self.n_reviewed < self.n_cases


@dataclass(frozen=True, slots=True)
class Estimate:
    """The agreement over all cases, and what it rests on.

    `method` is stratified, hajek, plain (everything was reviewed) or none (nothing is known).
    `n_cases` are all cases; the estimate speaks for `n_cases - unknown_cases` of them, because
    nobody looked into the strata of the rest. `kappa` is filled in by whoever has the tables,
    from `estimated_kappa`.
    """

    agreement: float | None
    se: float | None
    interval: Interval | None
    n_reviewed: int
    n_cases: int
    method: str
    unknown_cases: int
    kappa: float | None = None


def stratified(strata: Sequence[Stratum], confidence: float = 0.95) -> Estimate:
    """Estimate the agreement over all cases by strata (one route under one policy version each).

    - mu = sum W_h y_h with W_h = N_h / N over the strata looked into.
    - var = sum W_h^2 (1 - n_h/N_h) y_h (1 - y_h)/(n_h - 1); a stratum reviewed whole adds nothing.
    - A stratum without a review counts as unknown and is left out.
    - One review of several cases is too thin for a variance: then Hajek's estimate over all cases.
    - The interval is Korn & Graubard's. A sample without a single disagreement (or agreement) has
      se 0, as if the unseen cases were certain; for the interval alone such a share counts as
      (k + 1)/(n_h + 2). Everything reviewed has se 0 as well: Clopper-Pearson on n.

    Source: Cochran (1977), Sampling Techniques, 5.3-5.5; Laplace's rule for samples of one kind.
    """
    known = [stratum for stratum in strata if stratum.n_reviewed]
    n_cases = sum(stratum.n_cases for stratum in strata)
    unknown = n_cases - sum(stratum.n_cases for stratum in known)
    if not known:
        return Estimate(None, None, None, 0, n_cases, "none", unknown)
    if any(_is_thin(stratum) for stratum in known):
        return replace(_hajek_of(known, confidence), n_cases=n_cases, unknown_cases=unknown)
    agree = np.array([s.n_agree for s in known], dtype=np.float64)
    reviewed = np.array([s.n_reviewed for s in known], dtype=np.float64)
    cases = np.array([s.n_cases for s in known], dtype=np.float64)
    mu, se = stratified_moments(agree / reviewed, reviewed, cases)
    n = int(reviewed.sum())
    effective = effective_cases(
        *stratified_moments(guarded_shares(agree, reviewed, cases), reviewed, cases), n
    )
    interval = clopper_pearson(mu * effective, effective, confidence)
    weighted = unknown > 0 or any(stratum.is_sampled for stratum in known)
    method = "stratified" if weighted else "plain"
    return Estimate(mu, se, interval, n, n_cases, method, unknown)


def hajek(agree: FloatArray, p_blind: FloatArray, confidence: float = 0.95) -> Estimate:
    """Estimate the agreement over all cases from single reviews: mu = sum(y/pi) / sum(1/pi).

    `agree` (0 or 1) and `p_blind` (the chance of a blind review that was fixed before the draw,
    above 0 and up to 1) have the shape (n,). var = sum (1-pi)/pi^2 (y-mu)^2 / (sum 1/pi)^2.
    `n_cases` is the number that the reviews stand for, rounded. The interval is Korn & Graubard's;
    when all sampled reviews are of one kind it is guarded as in `stratified`. Raises ValueError for
    other values or shapes.
    Source: Hajek (1971); Sarndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, 5.7.
    """
    y, pi = checked_reviews(agree, p_blind)
    n, weights = y.size, 1 / pi
    total = float(weights.sum())
    if n == 0:
        return Estimate(None, None, None, 0, 0, "none", 0)
    mu, se = hajek_moments(y, pi, 0.0)
    sampled = pi < 1
    guarded, spread = y, 0.0
    if sampled.any() and np.ptp(y[sampled]) == 0:
        likely = (float(y[sampled].sum()) + 1) / (np.count_nonzero(sampled) + 2)
        guarded, spread = np.where(sampled, likely, y), likely * (1 - likely)
    effective = effective_cases(*hajek_moments(guarded, pi, spread), n)
    interval = clopper_pearson(mu * effective, effective, confidence)
    return Estimate(mu, se, interval, n, round(total), "hajek" if sampled.any() else "plain", 0)


def reviewed_only(strata: Sequence[Stratum]) -> tuple[float | None, Interval]:
    """Give the naive figure, the plain rate over reviewed cases with Wilson's interval.

    It is to be shown greyed, as "reviewed cases only": it says nothing about the cases not looked
    at.
    """
    n = sum(stratum.n_reviewed for stratum in strata)
    agree = sum(stratum.n_agree for stratum in strata)
    return (agree / n if n else None), wilson(agree, n)


def weighted_confusion(matrices: Sequence[Matrix], weights: Sequence[float]) -> FloatArray:
    """Add up K x K matrices, each times its weight: with N_h/n_h, the table of all cases.

    Raises ValueError unless there is a matrix, one finite weight >= 0 for each, and all have one
    shape.
    """
    tables = [checked_matrix(matrix) for matrix in matrices]
    if not tables or len(tables) != len(weights) or len({table.shape for table in tables}) != 1:
        raise ValueError("Tables are added up with one weight each, and have the same labels.")
    return checked_matrix(sum((w * t for w, t in zip(weights, tables, strict=True)), 0 * tables[0]))


def estimated_kappa(matrices: Sequence[Matrix], n_cases: Sequence[int]) -> float | None:
    """Give the kappa over all cases from the tables of the reviewed ones, a table a stratum.

    Each reviewed case of stratum h counts N_h/n_h, with N_h from `n_cases`; strata without a review
    are left out, as in `stratified`. None where kappa is not defined. Raises ValueError when shapes
    or lengths differ, or N_h < n_h.
    """
    tables, weights = _weighted(matrices, n_cases)
    figure = cohen_kappa(weighted_confusion(tables, weights)) if tables else None
    return figure.value if figure else None


def estimated_kappa_interval(
    matrices: Sequence[Matrix],
    n_cases: Sequence[int],
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> Interval | None:
    """Give the interval of `estimated_kappa` by the stratified percentile bootstrap.

    Cases are drawn anew inside each stratum, also in one reviewed whole, so that the interval
    speaks for the process as `stratified` does; a sampled stratum with one review makes all strata
    one pool. Without any disagreement the lower end is that of `stratified`, put into kappa. None
    where kappa, or half of the draws, is not defined. A stratum with few audits, all alike, still
    looks too sure: show its n. Raises ValueError as `estimated_kappa` does.
    Source: Rao & Wu (1988), JASA 83.
    """
    tables, weights = _weighted(matrices, n_cases)
    if not tables or estimated_kappa(matrices, n_cases) is None:
        return None
    total = weighted_confusion(tables, weights)
    strata = [_stratum_of(table, weight) for table, weight in zip(tables, weights, strict=True)]
    if differing(total) == 0:
        whole = stratified(strata, confidence).interval
        return kappa_from_agreement(whole.low, total) if whole else None
    pooled = any(_is_thin(stratum) for stratum in strata)
    return percentile_interval(kappa_draws(tables, weights, draws, seed, pooled=pooled), confidence)


def _weighted(
    matrices: Sequence[Matrix], n_cases: Sequence[int]
) -> tuple[list[FloatArray], list[float]]:
    if len(matrices) != len(n_cases):
        raise ValueError(
            f"There are {len(matrices)} tables, but numbers of cases for {len(n_cases)}."
        )
    pairs = [(checked_matrix(m), cases) for m, cases in zip(matrices, n_cases, strict=True)]
    if any(float(table.sum()) > cases for table, cases in pairs):
        raise ValueError("A stratum cannot have more reviewed cases than cases.")
    seen = [(table, cases) for table, cases in pairs if table.any()]
    return [table for table, _ in seen], [cases / float(table.sum()) for table, cases in seen]


def _stratum_of(table: FloatArray, weight: float) -> Stratum:
    n = float(table.sum())
    return Stratum("", round(weight * n), round(n), round(float(np.trace(table))))


def _is_thin(stratum: Stratum) -> bool:
    return stratum.is_sampled and stratum.n_reviewed == 1


def _hajek_of(strata: Sequence[Stratum], confidence: float) -> Estimate:
    counts = [count for s in strata for count in (s.n_agree, s.n_reviewed - s.n_agree)]
    agree = np.repeat(np.tile([1.0, 0.0], len(strata)), counts)
    chances = np.repeat([s.n_reviewed / s.n_cases for s in strata], [s.n_reviewed for s in strata])
    return hajek(agree, chances, confidence)
