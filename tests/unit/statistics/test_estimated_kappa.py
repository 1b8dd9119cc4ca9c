import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hitl_app.statistics.agreement import cohen_kappa
from hitl_app.statistics.estimates import (
    Stratum,
    estimated_kappa,
    estimated_kappa_interval,
    stratified,
    weighted_confusion,
)

HARD = np.array([[60, 20], [25, 45]])
EASY = np.array([[38, 1], [2, 29]])
NOTHING = np.zeros((2, 2), dtype=np.int64)
MATRICES = arrays(np.int64, (3, 3), elements=st.integers(0, 40))


def test_that_tables_add_up_by_their_weights():
    total = weighted_confusion([HARD, EASY], [1.0, 10.0])
    assert total.tolist() == [[440.0, 30.0], [45.0, 335.0]]


@given(MATRICES)
def test_that_the_estimated_kappa_is_the_plain_one_when_all_is_reviewed(matrix):
    figure = cohen_kappa(matrix)
    estimated = estimated_kappa([matrix], [int(matrix.sum())])
    assert estimated == (pytest.approx(figure.value, abs=1e-9) if figure else None)


def test_that_each_reviewed_case_counts_for_the_cases_it_stands_for():
    expected = cohen_kappa(weighted_confusion([HARD, EASY], [1.0, 10.0])).value
    assert estimated_kappa([HARD, EASY], [150, 700]) == pytest.approx(expected)
    assert expected > cohen_kappa(HARD + EASY).value


def test_that_strata_where_nobody_looked_are_left_out_of_kappa():
    assert estimated_kappa([HARD, NOTHING], [150, 99]) == estimated_kappa([HARD], [150])


@pytest.mark.parametrize(
    ("matrices", "n_cases"),
    [([], []), ([NOTHING], [50]), ([np.array([[5, 0], [0, 0]])], [50])],
    ids=["no stratum", "nothing reviewed", "one label alone"],
)
def test_that_an_undefined_kappa_is_none_and_has_no_interval(matrices, n_cases):
    assert estimated_kappa(matrices, n_cases) is None
    assert estimated_kappa_interval(matrices, n_cases) is None


def test_that_the_interval_of_kappa_comes_out_again_and_holds_the_estimate():
    asked = [HARD, EASY], [150, 700]
    interval = estimated_kappa_interval(*asked)
    assert interval == estimated_kappa_interval(*asked)
    assert interval.low < estimated_kappa(*asked) < interval.high
    assert interval != estimated_kappa_interval(*asked, seed=1)


def test_that_fewer_audits_make_a_wider_interval_of_kappa():
    few, many = np.array([[10, 1], [1, 8]]), np.array([[100, 10], [10, 80]])
    wide = estimated_kappa_interval([HARD, few], [150, 700])
    narrow = estimated_kappa_interval([HARD, many], [150, 700])
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_that_audits_without_a_disagreement_do_not_make_kappa_certain():
    hard, easy = np.array([[30, 0], [0, 20]]), np.array([[3, 0], [0, 2]])
    interval = estimated_kappa_interval([hard, easy], [50, 100])
    lowest = stratified([Stratum("h", 50, 50, 50), Stratum("e", 100, 5, 5)]).interval.low
    chance = 0.6**2 + 0.4**2
    assert interval == pytest.approx(((lowest - chance) / (1 - chance), 1.0))


def test_that_a_stratum_with_one_review_is_pooled_with_the_others():
    single = np.array([[0, 1], [0, 0]])
    apart = estimated_kappa_interval([HARD, EASY], [150, 700])
    pooled = estimated_kappa_interval([HARD, EASY, single], [150, 700, 100])
    assert pooled.high - pooled.low > apart.high - apart.low


def test_that_the_interval_of_kappa_covers():
    generator = np.random.default_rng(11)
    hard, easy = np.array([0.4, 0.15, 0.15, 0.3]), np.array([0.5, 0.02, 0.03, 0.45])
    covered, runs = 0, 200
    for _ in range(runs):
        all_hard, all_easy = generator.multinomial(200, hard), generator.multinomial(2000, easy)
        audits = generator.multivariate_hypergeometric(all_easy, 150)
        truth = cohen_kappa((all_hard + all_easy).reshape(2, 2)).value
        tables = [all_hard.reshape(2, 2), audits.reshape(2, 2)]
        interval = estimated_kappa_interval(tables, [200, 2000], draws=400)
        covered += interval.low <= truth <= interval.high
    assert covered / runs >= 0.92


@pytest.mark.parametrize(
    ("matrices", "weights"),
    [([], []), ([HARD], [1.0, 2.0]), ([HARD, np.eye(3)], [1.0, 1.0])],
    ids=["no table", "a weight too many", "other labels"],
)
def test_that_tables_which_do_not_fit_are_refused_in_words(matrices, weights):
    with pytest.raises(ValueError, match="one weight each"):
        weighted_confusion(matrices, weights)


def test_that_a_weight_below_0_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        weighted_confusion([HARD], [-1.0])


@pytest.mark.parametrize(
    ("n_cases", "words"), [([149], "more reviewed cases than cases"), ([150, 1], "1 tables")]
)
def test_that_numbers_of_cases_which_do_not_fit_are_refused(n_cases, words):
    for figure in (estimated_kappa, estimated_kappa_interval):
        with pytest.raises(ValueError, match=words):
            figure([HARD], n_cases)
