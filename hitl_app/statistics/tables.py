"""The table behind every figure of agreement: person by model, counted or weighted."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.integer[Any]]
FloatArray: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.integer[Any] | np.floating[Any]]


def confusion_matrix(person: IntArray, model: IntArray, n_labels: int) -> NDArray[np.int64]:
    """Count the pairs of labels: shape (n_labels, n_labels), rows the person, columns the model.

    `person` and `model` are label indices of the same cases in the same order, shape (n,). Raises
    ValueError when the lengths differ, a label is out of range, or an array is not of whole
    numbers.
    """
    if n_labels < 1:
        raise ValueError(f"A table of agreement needs at least one label, not {n_labels}.")
    rows = _label_indices(person, n_labels, "person")
    columns = _label_indices(model, n_labels, "model")
    if rows.size != columns.size:
        raise ValueError(
            f"The person has {rows.size} labels and the model {columns.size}: "
            "these are not the same cases."
        )
    cells = np.bincount(rows * n_labels + columns, minlength=n_labels * n_labels)
    return cells.reshape(n_labels, n_labels).astype(np.int64)


def checked_matrix(matrix: Matrix) -> FloatArray:
    """Give the matrix as floats, or raise ValueError unless it is square, finite and >= 0."""
    table = np.asarray(matrix, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or table.shape[0] == 0:  # noqa: PLR2004 - rows and columns
        raise ValueError(f"A confusion matrix is square, not of shape {table.shape}.")
    if not bool(np.all(np.isfinite(table) & (table >= 0))):
        raise ValueError("A confusion matrix holds counts or weights: finite, and none below 0.")
    return table


def differing(table: FloatArray) -> float:
    """Give what lies beside the diagonal: exactly 0 without a disagreement, for any weights."""
    return float((table * (1 - np.eye(len(table)))).sum())


def _label_indices(labels: IntArray, n_labels: int, who: str) -> NDArray[np.int64]:
    given = np.asarray(labels)
    if given.ndim != 1:
        raise ValueError(
            f"The labels of the {who} are a list, one per case, not of shape {given.shape}."
        )
    if given.size == 0:
        return np.zeros(0, dtype=np.int64)
    if not np.issubdtype(given.dtype, np.integer):
        raise ValueError(f"The labels of the {who} are indices: whole numbers, not {given.dtype}.")
    low, high = int(given.min()), int(given.max())
    if low < 0 or high >= n_labels:
        outside = low if low < 0 else high
        raise ValueError(
            f"The {who} has a label {outside}, but labels go from 0 to {n_labels - 1}."
        )
    return given.astype(np.int64)
