import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from hitl_app.statistics.agreement import (
    Agreement,
    agreement_of,
    cohen_kappa,
    gwet_ac1,
    per_label_agreement,
)
from hitl_app.statistics.intervals import Interval

TABLES = {
    "two labels": [[20, 5], [10, 15]],
    "one label nearly alone": [[118, 5], [2, 0]],
    "three labels": [[106, 10, 4], [22, 28, 10], [2, 12, 6]],
    "four labels": [[44, 5, 1, 0], [7, 36, 3, 2], [0, 4, 29, 6], [1, 0, 5, 57]],
}
SIZES = st.integers(2, 6)
MATRICES = SIZES.flatmap(lambda k: arrays(np.int64, (k, k), elements=st.integers(0, 60)))


def _pairs(matrix):
    rows, columns = np.indices(matrix.shape)
    counts = matrix.ravel()
    return np.repeat(rows.ravel(), counts), np.repeat(columns.ravel(), counts)


@pytest.mark.parametrize(
    ("table", "agreement", "kappa", "ac1"),
    [
        ("two labels", 0.7, (0.4, 0.126996), (0.405941, 0.131473)),
        ("one label nearly alone", 0.944, (-0.023392, 0.012287), (0.940776, 0.023057)),
        ("three labels", 0.7, (0.428571, 0.053711), (0.593565, 0.047747)),
        ("four labels", 0.83, (0.770758, 0.035569), (0.774190, 0.035468)),
    ],
)
def test_that_agreement_kappa_and_ac1_are_the_frozen_ones(table, agreement, kappa, ac1):
    figures = agreement_of(np.array(TABLES[table]))
    assert figures.agreement == pytest.approx(agreement, abs=1e-6)
    assert (figures.kappa, figures.kappa_se) == pytest.approx(kappa, abs=1e-6)
    assert (figures.ac1, figures.ac1_se) == pytest.approx(ac1, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "weights", "kappa"),
    [
        ("three labels", "linear", (0.492308, 0.050719)),
        ("three labels", "quadratic", (0.566667, 0.055666)),
        ("four labels", "quadratic", (0.908537, 0.022224)),
    ],
)
def test_that_weighted_kappa_is_the_frozen_one(table, weights, kappa):
    assert cohen_kappa(np.array(TABLES[table]), weights) == pytest.approx(kappa, abs=1e-6)


def test_that_the_agreement_by_label_is_the_frozen_one():
    two, alone = np.array(TABLES["two labels"]), np.array(TABLES["one label nearly alone"])
    assert per_label_agreement(two) == pytest.approx((0.727273, 0.666667), abs=1e-6)
    assert per_label_agreement(alone) == pytest.approx((0.971193, 0), abs=1e-6)


@given(MATRICES, st.sampled_from(["none", "linear", "quadratic"]))
def test_that_kappa_is_that_of_scikit_learn_and_statsmodels(matrix, weights):
    figure = cohen_kappa(matrix, weights)
    if figure is None:
        assert np.count_nonzero(matrix) <= 1
        return
    labels = range(len(matrix))
    name = None if weights == "none" else weights
    value = cohen_kappa_score(*_pairs(matrix), labels=labels, weights=name)
    assert figure.value == pytest.approx(value, abs=1e-9)
    with warnings.catch_warnings():  # statsmodels takes the root of -1e-17 where the error is 0
        warnings.simplefilter("ignore", RuntimeWarning)
        oracle = cohens_kappa(matrix, wt=name)
    expected = 0.0 if math.isnan(oracle.std_kappa) else oracle.std_kappa
    assert figure.se == pytest.approx(expected, abs=1e-7)


def _ac1_case_by_case(matrix):
    person, model = _pairs(matrix)
    n, k = person.size, len(matrix)
    share = (np.bincount(person, minlength=k) + np.bincount(model, minlength=k)) / (2 * n)
    chance = (share * (1 - share)).sum() / (k - 1)
    same = (person == model).astype(float)
    ac1 = (same.mean() - chance) / (1 - chance)
    e = ((1 - share[person]) + (1 - share[model])) / (2 * (k - 1))
    x = (same - chance) / (1 - chance) - 2 * (1 - ac1) * (e - chance) / (1 - chance)
    return ac1, math.sqrt(((x - ac1) ** 2).sum() / (n * (n - 1)))


@given(MATRICES.filter(lambda matrix: matrix.sum() > 1))
def test_that_ac1_worked_out_by_cells_is_ac1_worked_out_case_by_case(matrix):
    assert gwet_ac1(matrix) == pytest.approx(_ac1_case_by_case(matrix), abs=1e-9)


@given(MATRICES.map(lambda matrix: np.diag(np.diag(matrix))))
def test_that_kappa_of_identical_columns_is_1(matrix):
    figures = agreement_of(matrix, draws=100)
    if np.count_nonzero(matrix) > 1:
        assert figures.kappa == 1.0
        assert figures.ac1 == 1.0
        assert figures.agreement == 1.0
        assert figures.kappa_interval.high == 1.0
        assert figures.kappa_interval.low < 1.0
    else:
        assert figures.kappa is None


@given(MATRICES, st.randoms(use_true_random=False))
def test_that_the_order_of_the_labels_changes_neither_kappa_nor_ac1(matrix, shuffler):
    order = list(range(len(matrix)))
    shuffler.shuffle(order)
    other = matrix[np.ix_(order, order)]
    for coefficient in (cohen_kappa, gwet_ac1):
        here, there = coefficient(matrix), coefficient(other)
        assert (here is None) == (there is None)
        if here is not None:
            assert here.value == pytest.approx(there.value, abs=1e-9)
            assert here.se == (there.se and pytest.approx(there.se, abs=1e-7))


@given(MATRICES)
def test_that_no_figure_is_ever_nan(matrix):
    figures = agreement_of(matrix, draws=50)
    numbers = [
        figures.agreement,
        figures.kappa,
        figures.kappa_se,
        figures.ac1,
        figures.ac1_se,
        *figures.interval,
        *(figures.kappa_interval or ()),
        *figures.per_label,
    ]
    assert all(number is None or math.isfinite(number) for number in numbers)
    assert figures.n == matrix.sum()
    if figures.kappa_interval:
        assert -1 <= figures.kappa_interval.low <= figures.kappa_interval.high <= 1


def test_that_an_empty_window_has_no_figure():
    figures = agreement_of(np.zeros((3, 3), dtype=np.int64))
    assert figures.n == 0
    assert figures.interval == Interval(0.0, 1.0)
    assert (figures.agreement, figures.kappa, figures.kappa_se) == (None, None, None)
    assert (figures.ac1, figures.ac1_se, figures.kappa_interval) == (None, None, None)
    assert figures.per_label == (None, None, None)


def test_that_a_window_of_one_label_has_an_agreement_but_no_kappa():
    figures = agreement_of(np.array([[40, 0], [0, 0]]))
    assert figures.agreement == 1.0
    assert (figures.kappa, figures.kappa_se, figures.kappa_interval) == (None, None, None)
    assert figures.ac1 == 1.0
    assert figures.per_label == (1.0, None)


def test_that_a_project_of_one_label_has_neither_kappa_nor_ac1():
    figures = agreement_of(np.array([[40]]))
    assert (figures.agreement, figures.kappa, figures.ac1) == (1.0, None, None)
    assert cohen_kappa(np.array([[40]]), "linear") is None


def test_that_a_single_case_has_no_standard_error_of_ac1():
    figures = agreement_of(np.array([[0, 1], [0, 0]]))
    assert (figures.ac1, figures.ac1_se) == (-1.0, None)


def test_that_kappa_can_lie_below_0_at_94_percent_agreement_and_ac1_does_not():
    figures = agreement_of(np.array(TABLES["one label nearly alone"]))
    assert figures.agreement == 0.944
    assert figures.kappa < 0
    assert figures.ac1 > 0.94


def test_that_a_model_with_one_answer_has_kappa_0_and_no_interval():
    figures = agreement_of(np.array([[70, 0], [30, 0]]))
    assert (figures.kappa, figures.kappa_se) == (0.0, None)
    assert figures.kappa_interval is None


def test_that_a_weighted_matrix_gives_the_figures_of_its_proportions():
    counted = np.array(TABLES["three labels"])
    weighted = agreement_of(counted * 0.5)
    assert weighted.n == 100
    assert weighted.kappa == pytest.approx(agreement_of(counted).kappa)
    assert weighted.ac1 == pytest.approx(agreement_of(counted).ac1)


def test_that_agreements_are_compared_by_identity_because_they_hold_a_table():
    figures = agreement_of(np.array([[1, 0], [0, 1]]))
    assert isinstance(figures, Agreement)
    assert figures == figures  # noqa: PLR0124 - the comparison is what is tested
    assert figures != agreement_of(np.array([[1, 0], [0, 1]]))
