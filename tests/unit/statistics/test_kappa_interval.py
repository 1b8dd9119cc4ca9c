import numpy as np
import pytest

from hitl_app.statistics.agreement import agreement_of, cohen_kappa, kappa_interval
from hitl_app.statistics.intervals import wilson

THREE_LABELS = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])


def test_that_many_cases_have_the_normal_interval():
    table = THREE_LABELS
    figure = cohen_kappa(table)
    half = 1.959963984540054 * figure.se
    expected = (figure.value - half, figure.value + half)
    assert kappa_interval(table) == pytest.approx(expected, abs=1e-9)


def test_that_few_cases_have_a_bootstrap_interval_that_comes_out_again():
    table = np.array([[9, 2], [3, 8]])
    first, again = kappa_interval(table), kappa_interval(table)
    assert first == again
    assert first != kappa_interval(table, seed=1)
    assert first.low < cohen_kappa(table).value < first.high
    assert kappa_interval(table, 0.5).low > first.low


def test_that_a_kappa_near_1_has_a_bootstrap_interval_that_stays_below_1():
    table = np.array([[500, 1], [2, 400]])
    interval = kappa_interval(table)
    figure = cohen_kappa(table)
    assert figure.value > 0.95
    assert interval.low < figure.value < interval.high <= 1
    assert interval != pytest.approx(
        (figure.value - 1.96 * figure.se, figure.value + 1.96 * figure.se), abs=1e-4
    )


def test_that_five_of_five_is_not_called_certain():
    interval = kappa_interval(np.array([[3, 0], [0, 2]]))
    chance = 0.52
    assert interval == pytest.approx(((wilson(5, 5).low - chance) / (1 - chance), 1.0))


def test_that_no_draws_leave_out_the_bootstrap_alone():
    few, many = np.array([[9, 2], [3, 8]]), THREE_LABELS
    assert agreement_of(few, draws=0).kappa_interval is None
    assert agreement_of(many, draws=0).kappa_interval == agreement_of(many).kappa_interval
