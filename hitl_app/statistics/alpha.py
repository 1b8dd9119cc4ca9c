"""Krippendorff's alpha: agreement of any number of reviewers, with gaps."""

from typing import Literal, TypeAlias

import numpy as np

from hitl_app.statistics.tables import FloatArray

Metric: TypeAlias = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: FloatArray, metric: Metric = "nominal") -> float | None:
    """Give alpha = 1 - Do/De over the coincidence matrix.

    `ratings` has the shape (coders, units) with NaN where a coder did not see a unit; units with
    fewer than two values say nothing and are left out. None when there is no pair, or when all
    pairs have one and the same value. Raises ValueError for another shape, or infinite
    values.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    values, coincidences = _coincidences(_checked_ratings(ratings))
    totals = coincidences.sum(axis=0)
    pairable = float(totals.sum())
    if pairable <= 1:
        return None
    distance = _squared_distances(values, totals, metric)
    expected = float(totals @ distance @ totals) / (pairable - 1)
    if expected <= 0:
        return None
    return 1 - float((coincidences * distance).sum()) / expected


def _checked_ratings(ratings: FloatArray) -> FloatArray:
    given = np.asarray(ratings, dtype=np.float64)
    if given.ndim != 2:  # noqa: PLR2004 - coders and units
        raise ValueError(
            f"Ratings have one row a coder and one column a unit, not the shape {given.shape}."
        )
    if bool(np.isinf(given).any()):
        raise ValueError("A rating is a finite number, or NaN where there is none.")
    return given


def _coincidences(ratings: FloatArray) -> tuple[FloatArray, FloatArray]:
    values = np.unique(ratings[~np.isnan(ratings)])
    counts = (
        np.stack([(ratings == value).sum(axis=0) for value in values], axis=1)
        if values.size
        else np.zeros((ratings.shape[1], 0))
    )
    coders = counts.sum(axis=1)
    counts, coders = counts[coders > 1].astype(np.float64), coders[coders > 1]
    shares = counts / (coders[:, np.newaxis] - 1)
    return values, counts.T @ shares - np.diag(shares.sum(axis=0))


def _squared_distances(values: FloatArray, totals: FloatArray, metric: Metric) -> FloatArray:
    if metric == "nominal":
        return 1 - np.eye(values.size)
    ranks = np.cumsum(totals) - totals / 2  # apart by the sum of n_g from c to k, less half of both
    places = {"ordinal": ranks, "interval": values}[metric]
    apart: FloatArray = np.subtract.outer(places, places)
    return apart**2
