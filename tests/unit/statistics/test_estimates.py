import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_app.statistics.estimates import (
    Estimate,
    Stratum,
    hajek,
    reviewed_only,
    stratified,
)
from hitl_app.statistics.intervals import Interval, clopper_pearson, korn_graubard, wilson


def _stratum(draw_of_three):
    agree, reviewed, cases = sorted(draw_of_three)
    return Stratum("any", cases, reviewed, agree)


STRATA = st.lists(st.tuples(*[st.integers(0, 400)] * 3).map(_stratum), min_size=1, max_size=5)
REVIEWED_WHOLE = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 400)).map(
        lambda pair: Stratum("whole", max(pair), max(pair), min(pair))
    ),
    min_size=1,
    max_size=5,
)
HARD = Stratum("human", 300, 300, 210)
AUDITED = Stratum("automatic", 700, 70, 69)


def test_that_each_stratum_counts_with_its_cases_and_not_with_its_reviews():
    estimate = stratified([HARD, AUDITED])
    assert estimate.agreement == pytest.approx(0.3 * 0.7 + 0.7 * 69 / 70)
    assert estimate.se == pytest.approx(0.7 * math.sqrt(0.9 * 69 / 70 / 70 / 69))
    assert estimate.interval == pytest.approx(
        korn_graubard(estimate.agreement, estimate.se, 370), abs=1e-12
    )
    assert (estimate.n_reviewed, estimate.n_cases, estimate.unknown_cases) == (370, 1000, 0)
    assert (estimate.method, estimate.kappa) == ("stratified", None)


@given(REVIEWED_WHOLE)
def test_that_the_estimate_is_the_plain_rate_when_all_is_reviewed(strata):
    n, agree = sum(s.n_cases for s in strata), sum(s.n_agree for s in strata)
    estimate = stratified(strata)
    assert estimate.method == "plain"
    assert estimate.agreement == pytest.approx(agree / n, abs=1e-12)
    assert estimate.agreement == pytest.approx(reviewed_only(strata)[0], abs=1e-12)
    assert estimate.se == 0.0
    assert estimate.interval == pytest.approx(clopper_pearson(agree, n), abs=1e-9)


@given(STRATA)
def test_that_an_estimate_lies_in_its_interval_between_0_and_1(strata):
    estimate = stratified(strata)
    assert estimate.n_cases == sum(s.n_cases for s in strata)
    assert estimate.n_reviewed == sum(s.n_reviewed for s in strata)
    if estimate.method == "none":
        assert estimate.n_reviewed == 0
        return
    low, high = estimate.interval
    assert 0 <= low <= estimate.agreement + 1e-9 <= high + 2e-9 <= 1 + 3e-9
    whole = clopper_pearson(estimate.agreement * estimate.n_reviewed, estimate.n_reviewed)
    assert high - low >= whole.high - whole.low - 1e-9


@given(STRATA, st.randoms(use_true_random=False))
def test_that_the_order_of_the_strata_does_not_matter(strata, shuffler):
    here = stratified(strata)
    shuffler.shuffle(strata)
    there = stratified(strata)
    assert here.method == there.method
    if here.agreement is not None:
        assert there.agreement == pytest.approx(here.agreement, abs=1e-9)
        assert there.interval == pytest.approx(here.interval, abs=1e-6)


def test_that_strata_where_nobody_looked_are_left_out_and_told():
    dark = Stratum("automatic, policy 2", 500, 0, 0)
    with_dark, without = stratified([HARD, AUDITED, dark]), stratified([HARD, AUDITED])
    assert with_dark.unknown_cases == 500
    assert with_dark.n_cases == 1500
    assert (with_dark.agreement, with_dark.interval) == (without.agreement, without.interval)


def test_that_nothing_reviewed_gives_no_figure():
    dark = Stratum("automatic", 500, 0, 0)
    assert stratified([dark]) == Estimate(None, None, None, 0, 500, "none", 500)
    assert stratified([]) == Estimate(None, None, None, 0, 0, "none", 0)


def test_that_an_audit_rate_changed_within_a_window_makes_two_strata():
    before, after = Stratum("rate .50", 100, 50, 50), Stratum("rate .05", 1000, 50, 25)
    estimate = stratified([before, after])
    assert estimate.agreement == pytest.approx((100 * 1 + 1000 * 0.5) / 1100)
    assert reviewed_only([before, after])[0] == 0.75


def test_that_a_stratum_with_one_review_is_too_thin_and_hajek_answers():
    strata = [HARD, AUDITED, Stratum("automatic, policy 2", 40, 1, 1), Stratum("dark", 9, 0, 0)]
    estimate = stratified(strata)
    expected = (300 * 0.7 + 700 * 69 / 70 + 40) / 1040
    assert estimate.method == "hajek"
    assert estimate.agreement == pytest.approx(expected)
    assert estimate.se > stratified(strata[:2]).se
    assert (estimate.n_reviewed, estimate.n_cases, estimate.unknown_cases) == (371, 1049, 9)


def test_that_one_review_of_one_case_is_not_thin():
    assert stratified([AUDITED, Stratum("human", 1, 1, 0)]).method == "stratified"


@pytest.mark.parametrize("agreed", [0, 5])
def test_that_five_audits_of_one_kind_do_not_make_700_cases_certain(agreed):
    estimate = stratified([HARD, Stratum("automatic", 700, 5, agreed)])
    assert estimate.se == 0.0
    assert estimate.interval.high - estimate.interval.low > 0.4


def test_that_audits_of_one_kind_do_not_make_everything_certain():
    all_agree = stratified([Stratum("human", 300, 300, 300), Stratum("automatic", 700, 5, 5)])
    assert all_agree.agreement == pytest.approx(1.0)
    assert all_agree.interval.high == 1.0
    assert all_agree.interval.low < 0.7


def test_that_hajek_weighs_each_review_by_its_chance():
    y, pi = np.array([1.0, 0.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.1, 0.2])
    estimate = hajek(y, pi)
    mu = (1 + 10 + 5) / 17
    variance = (0.9 * 100 * (1 - mu) ** 2 + 0.8 * 25 * (1 - mu) ** 2) / 17**2
    assert estimate.agreement == pytest.approx(mu)
    assert estimate.se == pytest.approx(math.sqrt(variance))
    assert (estimate.n_reviewed, estimate.n_cases, estimate.method) == (4, 17, "hajek")


def test_that_hajek_has_the_interval_of_korn_and_graubard():
    y = np.array([1.0, 0.0] * 20 + [1.0] * 40 + [0.0] * 3)
    pi = np.array([1.0] * 40 + [0.25] * 43)
    estimate = hajek(y, pi)
    assert estimate.interval == pytest.approx(korn_graubard(estimate.agreement, estimate.se, 83))


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_that_hajek_is_the_plain_rate_when_all_is_reviewed(agreed):
    y = np.array(agreed, dtype=np.float64)
    estimate = hajek(y, np.ones(y.size))
    assert estimate.method == "plain"
    assert estimate.agreement == pytest.approx(y.mean())
    assert estimate.interval == pytest.approx(clopper_pearson(y.sum(), y.size), abs=1e-9)


@given(STRATA.filter(lambda strata: any(s.n_reviewed for s in strata)))
def test_that_hajek_and_the_strata_give_one_agreement(strata):
    known = [s for s in strata if s.n_reviewed]
    y = np.concatenate([np.arange(s.n_reviewed) < s.n_agree for s in known]).astype(float)
    pi = np.concatenate([np.full(s.n_reviewed, s.n_reviewed / s.n_cases) for s in known])
    assert hajek(y, pi).agreement == pytest.approx(stratified(strata).agreement, abs=1e-9)


def test_that_hajek_does_not_take_a_few_audits_of_one_kind_for_certain():
    estimate = hajek(np.ones(305), np.array([1.0] * 300 + [0.05] * 5))
    assert estimate.se == pytest.approx(0.0, abs=1e-9)
    assert estimate.interval.low < 0.9


def test_that_hajek_without_a_review_gives_no_figure():
    assert hajek(np.zeros(0), np.zeros(0)) == Estimate(None, None, None, 0, 0, "none", 0)


@pytest.mark.parametrize(
    ("agree", "p_blind", "words"),
    [
        ([1.0], [0.0], "chance above 0"),
        ([1.0], [1.5], "chance above 0"),
        ([0.5], [1.0], "agrees"),
        ([1.0], [math.nan], "chance above 0"),
        ([1.0, 0.0], [1.0], "one agreement and one chance"),
    ],
)
def test_that_reviews_without_a_chance_are_refused_in_words(agree, p_blind, words):
    with pytest.raises(ValueError, match=words):
        hajek(np.array(agree), np.array(p_blind))


@pytest.mark.parametrize("counts", [(10, 11, 5), (10, 5, 6), (10, 5, -1)])
def test_that_a_stratum_with_impossible_counts_is_refused_in_words(counts):
    with pytest.raises(ValueError, match="Stratum automatic cannot have"):
        Stratum("automatic", *counts)


def test_that_the_naive_figure_is_the_plain_rate_over_reviewed_cases():
    assert reviewed_only([HARD, AUDITED]) == (279 / 370, wilson(279, 370))
    assert reviewed_only([]) == (None, Interval(0.0, 1.0))
