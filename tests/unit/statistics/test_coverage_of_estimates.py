"""How often the intervals hold the truth, when people see the cases that the model finds hard."""

import numpy as np
import pytest

from hitl_app.statistics.estimates import Stratum, hajek, reviewed_only, stratified

RUNS = 600


def _samples(cases, right, audited, seed):
    """Draw the true agreements of two strata, review the first whole and audit the second."""
    generator = np.random.default_rng(seed)
    hard, easy = cases
    true_hard = generator.binomial(hard, right[0], RUNS)
    true_easy = generator.binomial(easy, right[1], RUNS)
    audits = np.maximum(2, generator.binomial(easy, audited, RUNS))
    agreed = generator.hypergeometric(true_easy, easy - true_easy, audits)
    truths = (true_hard + true_easy) / (hard + easy)
    for truth, of_hard, n, of_easy in zip(truths, true_hard, audits, agreed, strict=True):
        human = Stratum("human", hard, hard, int(of_hard))
        yield float(truth), [human, Stratum("automatic", easy, int(n), int(of_easy))]


@pytest.mark.parametrize(
    ("cases", "right", "audited", "seed"),
    [
        ((300, 700), (0.70, 0.95), 0.10, 1),
        ((1000, 9000), (0.70, 0.97), 0.05, 2),
        ((300, 700), (0.60, 0.99), 0.05, 3),
        ((1000, 9000), (0.65, 0.995), 0.02, 4),
    ],
)
def test_that_the_stratified_interval_covers_where_the_naive_one_covers_almost_never(
    cases, right, audited, seed
):
    honest = naive = 0
    for truth, strata in _samples(cases, right, audited, seed):
        low, high = stratified(strata).interval
        honest += low <= truth <= high
        low, high = reviewed_only(strata)[1]
        naive += low <= truth <= high
    assert honest / RUNS >= 0.93
    assert naive / RUNS <= 0.02


def test_that_the_estimate_is_right_on_average_and_the_naive_figure_far_off():
    samples = list(_samples((300, 700), (0.70, 0.95), 0.10, seed=5))
    missed = [stratified(strata).agreement - truth for truth, strata in samples]
    naive = [reviewed_only(strata)[0] - truth for truth, strata in samples]
    assert np.mean(missed) == pytest.approx(0, abs=0.003)
    assert np.mean(naive) < -0.1


def test_that_hajeks_interval_covers_when_every_case_has_a_chance_of_its_own():
    generator = np.random.default_rng(7)
    covered = 0
    for _ in range(RUNS):
        pi = generator.choice([1.0, 0.5, 0.1], 1500)
        y = (generator.random(1500) < np.where(pi == 1, 0.7, 0.93)).astype(float)
        seen = generator.random(1500) < pi
        low, high = hajek(y[seen], pi[seen]).interval
        covered += low <= y.mean() <= high
    assert covered / RUNS >= 0.93
