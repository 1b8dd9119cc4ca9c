import numpy as np
import pytest

from hitl_app.statistics import bootstrap
from hitl_app.statistics.agreement import cohen_kappa
from hitl_app.statistics.bootstrap import kappa_draws, percentile_interval

TABLE = np.array([[20.0, 5.0], [10.0, 15.0]])


def test_that_the_draws_spread_as_the_large_sample_error_says():
    figure = cohen_kappa(TABLE * 20)
    drawn = kappa_draws([TABLE * 20], [1.0], 4000, seed=3)
    assert drawn.shape == (4000,)
    assert drawn.mean() == pytest.approx(figure.value, abs=0.002)
    assert drawn.std() == pytest.approx(figure.se, rel=0.05)


def test_that_small_blocks_draw_from_the_same_spread(monkeypatch):
    whole = kappa_draws([TABLE], [1.0], 500, seed=3)
    monkeypatch.setattr(bootstrap, "BLOCK", 40)
    in_blocks = kappa_draws([TABLE], [1.0], 500, seed=3)
    assert (whole == in_blocks).all()


def test_that_a_draw_of_one_label_alone_has_no_kappa():
    drawn = kappa_draws([np.array([[1.0, 0.0], [0.0, 1.0]])], [1.0], 100, seed=0)
    assert 20 < np.isnan(drawn).sum() < 80
    assert (drawn[~np.isnan(drawn)] == 1).all()


def test_that_a_weight_counts_as_that_many_cases():
    drawn = kappa_draws([TABLE], [7.0], 200, seed=5)
    assert drawn == pytest.approx(kappa_draws([TABLE], [1.0], 200, seed=5))


def test_that_pooled_draws_let_the_share_of_each_matrix_vary():
    single = np.array([[0.0, 1.0], [0.0, 0.0]])
    apart = kappa_draws([TABLE, single], [1.0, 40.0], 1000, seed=5)
    pooled = kappa_draws([TABLE, single], [1.0, 40.0], 1000, seed=5, pooled=True)
    assert pooled.std() > 2 * apart.std()


def test_that_an_empty_table_gives_draws_without_a_kappa():
    assert np.isnan(kappa_draws([np.zeros((2, 2))], [1.0], 3, seed=0)).all()


def test_that_draws_which_mostly_have_no_kappa_give_no_interval():
    assert percentile_interval(np.array([0.5, 0.6, np.nan, np.nan]), 0.95) is None
    assert percentile_interval(np.array([]), 0.95) is None
    assert percentile_interval(np.array([0.5, 0.5, np.nan]), 0.95) == (0.5, 0.5)
