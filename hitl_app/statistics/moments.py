"""Means and standard errors of samples in which not every case had the same chance."""

import numpy as np

from hitl_app.statistics.tables import FloatArray


def stratified_moments(
    shares: FloatArray, reviewed: FloatArray, cases: FloatArray
) -> tuple[float, float]:
    """Give the stratified mean and its standard error."""
    part = cases / cases.sum()
    unseen = 1 - reviewed / cases
    variances = part**2 * unseen * shares * (1 - shares) / np.maximum(reviewed - 1, 1)
    return min(1.0, float(part @ shares)), float(np.sqrt(variances.sum()))


def guarded_shares(agree: FloatArray, reviewed: FloatArray, cases: FloatArray) -> FloatArray:
    """Give the shares, but never 0 or 1 for cases that nobody saw."""
    alike = (reviewed < cases) & ((agree == 0) | (agree == reviewed))
    return np.where(alike, (agree + 1) / (reviewed + 2), agree / reviewed)


def hajek_moments(y: FloatArray, pi: FloatArray, spread: float) -> tuple[float, float]:
    """Give Hajek's mean and its standard error; `spread` is a variance inside each y."""
    weights = 1 / pi
    total = float(weights.sum())
    mu = min(1.0, float(weights @ y) / total)
    variance = float(((1 - pi) * weights**2 * (np.square(y - mu) + spread)).sum())
    return mu, float(np.sqrt(variance)) / total


def checked_reviews(agree: FloatArray, p_blind: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give both as floats, or raise ValueError when shapes or values are not those of reviews."""
    y, pi = np.asarray(agree, dtype=np.float64), np.asarray(p_blind, dtype=np.float64)
    if y.ndim != 1 or y.shape != pi.shape:
        raise ValueError(
            f"Each review has one agreement and one chance, not shapes {y.shape} and {pi.shape}."
        )
    if not bool(np.all(((y == 0) | (y == 1)) & (pi > 0) & (pi <= 1))):
        raise ValueError(
            "A review agrees (1) or not (0), and had a chance above 0 and up to 1 to be blind."
        )
    return y, pi
