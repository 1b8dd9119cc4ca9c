import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from hitl_app.statistics.intervals import (
    Interval,
    audits_needed,
    clopper_pearson,
    effective_cases,
    ewma,
    korn_graubard,
    newcombe,
    wilson,
)

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize(
    ("successes", "n", "by_wilson", "by_clopper_pearson"),
    [
        (8, 10, (0.490162, 0.943318), (0.443905, 0.974789)),
        (0, 10, (0, 0.277533), (0, 0.308497)),
        (10, 10, (0.722467, 1), (0.691503, 1)),
        (95, 100, (0.888250, 0.978456), (0.887165, 0.983568)),
        (999, 1000, (0.994357, 0.999823), (0.994441, 0.999975)),
        (0, 0, (0, 1), (0, 1)),
    ],
)
def test_that_the_intervals_of_a_share_are_the_frozen_ones(
    successes, n, by_wilson, by_clopper_pearson
):
    assert wilson(successes, n) == pytest.approx(by_wilson, abs=1e-6)
    assert clopper_pearson(successes, n) == pytest.approx(by_clopper_pearson, abs=1e-6)


@given(COUNTS, CONFIDENCES)
def test_that_the_intervals_of_a_share_are_those_of_statsmodels(counts, confidence):
    alpha = 1 - confidence
    oracle = proportion_confint(*counts, alpha, method="wilson")
    exact = proportion_confint(*counts, alpha, method="beta")
    assert wilson(*counts, confidence) == pytest.approx(oracle, abs=1e-9)
    assert clopper_pearson(*counts, confidence) == pytest.approx(exact, abs=1e-9)


@given(COUNTS)
def test_that_an_interval_holds_its_share_and_stays_between_0_and_1(counts):
    successes, n = counts
    for interval in (wilson(successes, n), clopper_pearson(successes, n)):
        assert 0 <= interval.low <= successes / n <= interval.high <= 1


def test_that_no_success_and_no_failure_reach_the_very_end():
    for function in (wilson, clopper_pearson):
        assert function(0, 7).low == 0.0
        assert function(7, 7).high == 1.0
        assert function(7.3, 7.3).high == 1.0


def test_that_real_valued_counts_lie_between_their_neighbours():
    less, between, more = (clopper_pearson(k, 10.5) for k in (8, 8.5, 9))
    assert less.low < between.low < more.low
    assert less.high < between.high < more.high


@pytest.mark.parametrize("function", [wilson, clopper_pearson])
@pytest.mark.parametrize("counts", [(11, 10), (-1, 10), (0, -1), (1, math.inf), (math.nan, 3)])
def test_that_impossible_counts_are_refused_in_words(function, counts):
    with pytest.raises(ValueError, match="There cannot be"):
        function(*counts)


@pytest.mark.parametrize("function", [wilson, clopper_pearson])
@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_that_a_confidence_in_percent_is_refused(function, confidence):
    with pytest.raises(ValueError, match="confidence lies between 0 and 1"):
        function(8, 10, confidence)


def test_that_weights_which_miss_a_limit_by_rounding_are_accepted():
    assert wilson(sum([0.1] * 10) + 1e-12, sum([0.1] * 10)).high == 1.0
    assert clopper_pearson(-1e-15, 10).low == 0.0


def test_that_the_difference_of_two_shares_has_newcombes_interval():
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.052431, 0.333873), abs=1e-6)


@given(COUNTS, COUNTS)
def test_that_newcombes_interval_is_that_of_statsmodels_and_turns_with_its_sides(a, b):
    oracle = confint_proportions_2indep(*a, *b, method="newcomb", compare="diff")
    ours = newcombe(*a, *b)
    assert ours == pytest.approx(oracle, abs=1e-9)
    turned = newcombe(*b, *a)
    assert (-turned.high, -turned.low) == pytest.approx(ours, abs=1e-12)


def test_that_a_difference_with_nothing_on_one_side_is_unknown():
    assert newcombe(5, 5, 0, 0) == Interval(-1.0, 1.0)
    assert newcombe(0, 0, 5, 5) == Interval(-1.0, 1.0)


def test_that_the_moving_average_is_the_frozen_one():
    average = ewma([1, 1, 0, 1, 1, 1, 1, 0, 1, 1], 0.2)
    assert average.value == pytest.approx(0.809614, abs=1e-6)
    assert average.effective_n == pytest.approx(7.254668, abs=1e-6)
    assert average.interval == pytest.approx((0.447766, 0.957087), abs=1e-6)


def test_that_a_moving_average_of_nothing_is_unknown():
    assert ewma([], 0.2) == (None, 0.0, Interval(0.0, 1.0))


def test_that_a_rate_of_1_counts_the_latest_value_alone():
    assert ewma([0, 0, 1], 1) == (1.0, 1.0, wilson(1, 1))


@given(st.floats(0.01, 1), st.integers(1, 200))
def test_that_a_moving_average_of_agreements_alone_is_1(rate, n):
    average = ewma([1.0] * n, rate)
    assert average.value == pytest.approx(1)
    assert 1 - 1e-9 <= average.effective_n <= n + 1e-9


@pytest.mark.parametrize("values", [[1.2], [-0.1], [math.nan]])
def test_that_a_moving_average_refuses_what_is_no_share(values):
    with pytest.raises(ValueError, match="from 0 to 1 only"):
        ewma(values, 0.2)


@pytest.mark.parametrize("rate", [0, -0.2, 1.1])
def test_that_a_moving_average_refuses_other_rates(rate):
    with pytest.raises(ValueError, match="rate of a moving average"):
        ewma([1.0], rate)


@pytest.mark.parametrize(
    ("risk", "numbers"),
    [
        (0.01, [299, 473, 628, 773]),
        (0.02, [149, 236, 313, 386]),
        (0.05, [59, 93, 124, 153]),
    ],
)
def test_that_the_audits_needed_are_the_frozen_ones(risk, numbers):
    assert [audits_needed(risk, errors) for errors in range(4)] == numbers


def _binomial_cdf(errors, n, risk):
    return sum(math.comb(n, k) * risk**k * (1 - risk) ** (n - k) for k in range(errors + 1))


@given(st.floats(0.02, 0.6), st.integers(0, 6), CONFIDENCES)
def test_that_one_audit_less_would_not_do(risk, errors, confidence):
    n = audits_needed(risk, errors, confidence)
    assert _binomial_cdf(errors, n, risk) <= 1 - confidence + 1e-12
    if n > errors + 1:
        assert _binomial_cdf(errors, n - 1, risk) > 1 - confidence - 1e-12


@pytest.mark.parametrize("asked", [(0, 0, 0.95), (1, 0, 0.95), (0.1, -1, 0.95), (0.1, 0, 1.0)])
def test_that_audits_which_can_show_nothing_are_refused(asked):
    with pytest.raises(ValueError, match="No number of audits"):
        audits_needed(*asked)


def test_that_an_error_of_random_cases_gives_the_exact_interval_of_these_cases():
    se = math.sqrt(0.8 * 0.2 / 50)
    assert korn_graubard(0.8, se, 100) == pytest.approx(clopper_pearson(40, 50), abs=1e-9)


def test_that_an_interval_is_never_narrower_than_that_of_the_cases_seen():
    assert korn_graubard(0.8, 1e-4, 100) == clopper_pearson(80, 100)


@pytest.mark.parametrize("share", [0.0, 0.8, 1.0])
def test_that_without_an_error_the_cases_seen_count(share):
    assert korn_graubard(share, 0.0, 100) == clopper_pearson(share * 100, 100)
    assert effective_cases(share, 0.0, 100) == 100


@pytest.mark.parametrize("asked", [(1.1, 0.1, 10), (0.5, -0.1, 10), (0.5, 0.1, -1)])
def test_that_an_impossible_estimate_is_refused(asked):
    with pytest.raises(ValueError, match="No share can be"):
        korn_graubard(*asked)


def test_that_the_figures_of_the_first_screen_do_not_wait_for_scipy():
    program = (
        "import sys, hitl_app.statistics.estimates as figures;"
        "figures.reviewed_only([figures.Stratum('any', 9, 5, 4)]);"
        "assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
