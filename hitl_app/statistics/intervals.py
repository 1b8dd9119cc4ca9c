"""Intervals for shares, so that no figure is shown without how sure it is.

Shares and limits are fractions in [0, 1], not percent. Counts may be real numbers, because weighted
samples have an effective size. scipy is imported where it is needed: the first screen waits for
none of it.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SLACK = 1e-9  # weighted counts are sums of floats: so far they may miss a limit by rounding alone


class Interval(NamedTuple):
    """The two ends of an interval, both included."""

    low: float
    high: float


class Ewma(NamedTuple):
    """An exponentially weighted mean, the number of cases it is worth, and its interval."""

    value: float | None
    effective_n: float
    interval: Interval


def wilson(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """Give the score interval of a share, for display.

    `n = 0` gives (0, 1): nothing is known. Raises ValueError unless 0 <= successes <= n and
    0 < confidence < 1. Source: Wilson (1927), JASA 22.
    """
    successes = _checked(successes, n)
    z = normal_quantile(confidence)
    if n == 0:
        return Interval(0.0, 1.0)
    share, stretch = successes / n, 1 + z * z / n
    centre = (share + z * z / (2 * n)) / stretch
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / stretch
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high)


def clopper_pearson(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """Give the exact interval of a share, for guarantees: it never covers less than `confidence`.

    Real-valued counts are allowed, as Korn & Graubard (1998) need. `n = 0` gives (0, 1). Raises
    ValueError unless 0 <= successes <= n and 0 < confidence < 1.
    Source: Clopper & Pearson (1934), Biometrika 26, by the quantiles of the beta distribution.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - 0.1 s that the first screen need not wait

    successes = _checked(successes, n)
    tail = (1 - _checked_confidence(confidence)) / 2
    failures = n - successes
    low = 0.0 if successes <= SLACK else float(betaincinv(successes, failures + 1, tail))
    high = 1.0 if failures <= SLACK else float(betaincinv(successes + 1, failures, 1 - tail))
    return Interval(low, high)


def newcombe(
    successes_a: float, n_a: float, successes_b: float, n_b: float, confidence: float = 0.95
) -> Interval:
    """Give the interval of the difference of two independent shares, a minus b, in [-1, 1].

    With no case on one side nothing is known: (-1, 1). Raises ValueError as `wilson` does.
    Source: Newcombe (1998), Statistics in Medicine 17:873, method 10.
    """
    a, b = wilson(successes_a, n_a, confidence), wilson(successes_b, n_b, confidence)
    if n_a == 0 or n_b == 0:
        return Interval(-1.0, 1.0)
    share_a, share_b = successes_a / n_a, successes_b / n_b
    difference = share_a - share_b
    return Interval(
        max(-1.0, difference - math.hypot(share_a - a.low, b.high - share_b)),
        min(1.0, difference + math.hypot(a.high - share_a, share_b - b.low)),
    )


def ewma(values: Sequence[float] | NDArray[np.float64], rate: float) -> Ewma:
    """Weigh values in [0, 1], oldest first, by (1 - rate) ** age, so that the latest counts most.

    The effective n is (sum w)^2 / sum w^2 (Kish 1965), the interval Wilson's for that n. No value
    gives `value` None with (0, 1). Raises ValueError for values outside [0, 1] and rates outside
    (0, 1].
    """
    if not 0 < rate <= 1:
        raise ValueError(f"The rate of a moving average lies above 0 and up to 1, not at {rate}.")
    seen = np.asarray(values, dtype=np.float64)
    if seen.size == 0:
        return Ewma(None, 0.0, Interval(0.0, 1.0))
    if not bool(np.all((seen >= 0) & (seen <= 1))):
        raise ValueError("A moving average of agreement takes values from 0 to 1 only.")
    weights = (1 - rate) ** np.arange(seen.size - 1, -1, -1, dtype=np.float64)
    weights /= weights.sum()
    value = min(1.0, float(weights @ seen))
    effective_n = 1 / float(weights @ weights)
    return Ewma(value, effective_n, wilson(value * effective_n, effective_n))


def korn_graubard(p: float, se: float, n: float, confidence: float = 0.95) -> Interval:
    """Give the interval of an estimated share `p` with standard error `se` from `n` reviewed cases.

    It is Clopper-Pearson's for the effective number of cases n* = min(n, p(1-p)/se^2). Where that
    ratio says nothing (se = 0, or p at 0 or 1), n* = n: an interval is never narrower than that of
    n cases drawn at random. Raises ValueError unless p is in [0, 1], se >= 0 and n >= 0.
    Source: Korn & Graubard (1998), Survey Methodology 24:193.
    """
    cases = effective_cases(p, se, n)
    return clopper_pearson(p * cases, cases, confidence)


def audits_needed(risk: float, errors: int, confidence: float = 0.95) -> int:
    """Tell how many audits show a risk of at most `risk`, when `errors` of them turn out wrong.

    It is the smallest n with P(Binomial(n, risk) <= errors) <= 1 - confidence. Raises ValueError
    unless 0 < risk < 1, errors >= 0 and 0 < confidence < 1.
    Source: Clopper & Pearson (1934), one-sided.
    """
    from scipy.special import betainc  # noqa: PLC0415 - 0.1 s that the first screen need not wait

    if not (0 < risk < 1 and 0 < confidence < 1 and errors >= 0):
        raise ValueError(
            f"No number of audits shows a risk of {risk} with {errors} errors at {confidence}."
        )

    def shown_by(n: int) -> bool:
        return float(betainc(n - errors, errors + 1, 1 - risk)) <= 1 - confidence

    too_few, enough = errors, errors + 1
    while not shown_by(enough):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if shown_by(middle) else (middle, enough)
    return enough


def effective_cases(p: float, se: float, n: float) -> float:
    """Give the number of cases, at most `n`, that drawn at random would have this error."""
    if not (0 <= p <= 1 and se >= 0 and n >= 0):
        raise ValueError(f"No share can be {p} with standard error {se} from {n} cases.")
    variance = p * (1 - p)
    if se <= SLACK or variance <= SLACK:
        return n
    return min(n, variance / se**2)


def normal_quantile(confidence: float) -> float:
    """Give the z of a two-sided normal interval, 1.96 for .95."""
    return NormalDist().inv_cdf((1 + _checked_confidence(confidence)) / 2)


def _checked_confidence(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence}.")
    return confidence


def _checked(successes: float, n: float) -> float:
    if not (math.isfinite(n) and -SLACK <= successes <= n + SLACK * max(1.0, n)):
        raise ValueError(f"There cannot be {successes} successes among {n} cases.")
    return min(max(successes, 0.0), n)
