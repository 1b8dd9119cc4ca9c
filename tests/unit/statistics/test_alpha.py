import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hitl_app.statistics.agreement import krippendorff_alpha

GAP = math.nan
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 4 coders, 12 units.
KRIPPENDORFF_2011 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
        [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
    ]
)
METRICS = st.sampled_from(["nominal", "ordinal", "interval"])
RATINGS = arrays(
    np.float64,
    st.tuples(st.integers(2, 5), st.integers(1, 12)),
    elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, GAP]),
)


@pytest.mark.parametrize(
    ("metric", "alpha"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107)]
)
def test_that_alpha_is_that_of_krippendorffs_own_example(metric, alpha):
    assert krippendorff_alpha(KRIPPENDORFF_2011, metric) == pytest.approx(alpha, abs=1e-6)


def _pair_by_pair(ratings):
    """Alpha for nominal values from all pairs of ratings, without a coincidence matrix."""
    units = [column[~np.isnan(column)] for column in ratings.T]
    units = [unit for unit in units if unit.size > 1]
    seen = np.concatenate(units) if units else np.zeros(0)
    differ = sum((u[:, None] != u[None, :]).sum() / (u.size - 1) for u in units)
    expected = (seen[:, None] != seen[None, :]).sum()
    return 1 - (seen.size - 1) * differ / expected if expected else None


@given(RATINGS)
def test_that_alpha_is_that_of_all_pairs(ratings):
    assert krippendorff_alpha(ratings) == pytest.approx(_pair_by_pair(ratings), abs=1e-9)


@given(RATINGS, METRICS)
def test_that_the_order_of_coders_and_units_does_not_matter(ratings, metric):
    expected = krippendorff_alpha(ratings, metric)
    turned = krippendorff_alpha(ratings[::-1, ::-1], metric)
    assert turned == (pytest.approx(expected, abs=1e-9) if expected is not None else None)


@given(RATINGS, METRICS)
def test_that_alpha_is_none_or_a_number_up_to_1(ratings, metric):
    alpha = krippendorff_alpha(ratings, metric)
    assert alpha is None or alpha <= 1 + 1e-12


@given(METRICS)
def test_that_coders_of_one_mind_have_alpha_1(metric):
    assert krippendorff_alpha(np.array([[1.0, 2, 3], [1, 2, 3]]), metric) == pytest.approx(1)


@pytest.mark.parametrize(
    "ratings",
    [
        np.zeros((0, 0)),
        np.full((3, 4), GAP),
        np.array([[1.0, GAP], [GAP, 2.0]]),
        np.array([[1.0, 1.0], [1.0, 1.0]]),
    ],
    ids=["nothing", "gaps alone", "no unit seen twice", "one value alone"],
)
def test_that_alpha_is_none_where_it_is_not_defined(ratings):
    assert krippendorff_alpha(ratings) is None


@pytest.mark.parametrize(
    ("ratings", "words"), [([1.0, 2.0], "one row a coder"), ([[math.inf]], "finite number")]
)
def test_that_what_are_no_ratings_is_refused_in_words(ratings, words):
    with pytest.raises(ValueError, match=words):
        krippendorff_alpha(np.array(ratings))
