"""What every model can do, whatever runs it, and the checks that its answers have to pass."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hitl_app.domain.case import Prediction
from hitl_app.domain.errors import Refused

SUM_TOLERANCE = 1e-3
"""How far the probabilities of a case may be from summing to 1 (single precision, rounding)."""


class Predictor(Protocol):
    """A model in one version: rows of numbers in, one prediction a row out."""

    @property
    def model_version(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    def predict(self, batch: NDArray[np.float32]) -> Sequence[Prediction]: ...


def check_probabilities(
    answer: NDArray[np.floating], rows: int, labels: Sequence[str], model: str
) -> None:
    """Refuse an answer that cannot be probabilities of these labels for so many cases.

    Raises:
        Refused: wrong shape, no number, outside [0, 1], or a sum that is not 1.
    """
    if answer.shape != (rows, len(labels)):
        raise Refused(
            f"{model} answered with an array of {_shape(answer)} where {rows} × {len(labels)} was "
            f"expected: a row a case, a column each of {', '.join(labels)}."
        )
    if not np.isfinite(answer).all():
        raise Refused(f"{model} answered with something that is no number (NaN or infinite).")
    if answer.size and (answer.min() < 0.0 or answer.max() > 1.0):
        raise Refused(
            f"{model} answered with values from {answer.min():.4g} to {answer.max():.4g}; "
            f"probabilities lie between 0 and 1."
        )
    sums = answer.sum(axis=1, dtype=np.float64)
    if (np.abs(sums - 1.0) > SUM_TOLERANCE).any():
        worst = sums[np.abs(sums - 1.0).argmax()]
        raise Refused(
            f"The probabilities that {model} gave for a case sum to {worst:.4g} instead of 1."
        )


def predictions_from(
    answer: NDArray[np.floating], labels: Sequence[str], model_version: str, latency_ms: float
) -> list[Prediction]:
    """Turn checked probabilities into predictions; the first of equal labels is the answer."""
    return [
        Prediction(
            model_version=model_version,
            label=labels[best],
            confidence=shares[best],
            probabilities=dict(zip(labels, shares, strict=True)),
            latency_ms=latency_ms,
        )
        for best, shares in zip(answer.argmax(axis=1).tolist(), answer.tolist(), strict=True)
    ]


def _shape(array: NDArray[np.floating]) -> str:
    return " × ".join(map(str, array.shape)) or "one number"
