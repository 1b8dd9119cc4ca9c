"""What figures say of all cases, where not every case was as likely to be looked at."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import numpy as np
import pytest

from hitl_app.domain.policy import Degree, Route
from hitl_app.statistics.agreement import agreement_of
from hitl_app.workflow.agreement import By, Period, figures, split
from hitl_app.workflow.ports import Count

LABELS = ("ok", "crack")
DAY = date(2026, 3, 2)
PARTIAL = Count(
    day=DAY,
    policy_version=2,
    degree=Degree.PARTIAL,
    model_version="m-1",
    route=Route.HUMAN,
    blind=False,
    band=10,
    human_label="ok",
    model_label="ok",
    n=0,
)
ASSISTANCE = replace(PARTIAL, degree=Degree.ASSISTANCE)
AUTOMATIC = replace(PARTIAL, route=Route.AUTOMATIC, human_label="")
DRAWN = replace(AUTOMATIC, route=Route.AUDIT)
AUDIT = replace(DRAWN, human_label="ok", blind=True)
HELD_BACK = replace(PARTIAL, route=Route.HOLDBACK, blind=True)


def of(cell, n, **more):
    return replace(cell, n=n, **more)


def test_that_cases_decided_before_their_prediction_are_a_stratum_of_their_own():
    before = replace(ASSISTANCE, blind=True)
    cells = [
        of(before, 100),
        of(before, 100, model_label="crack"),
        of(ASSISTANCE, 1800),
        of(HELD_BACK, 200, degree=Degree.ASSISTANCE),
    ]
    found = figures(cells, LABELS)
    assert found.estimate.agreement == pytest.approx(2100 / 2200)
    assert found.blind.agreement == 0.75
    assert (found.estimate.n_cases, found.estimate.n_reviewed) == (2200, 400)


def test_that_hidden_predictions_make_no_second_stratum():
    shadow = replace(PARTIAL, degree=Degree.SHADOW, blind=True)
    found = figures([of(shadow, 60), of(shadow, 40, model_label="crack")], LABELS).estimate
    assert (found.agreement, found.method, found.unknown_cases) == (0.6, "plain", 0)


def test_that_nothing_is_plain_while_cases_are_unknown():
    shadow = replace(PARTIAL, degree=Degree.SHADOW, blind=True)
    found = figures([of(shadow, 100), of(AUTOMATIC, 1900)], LABELS).estimate
    assert (found.agreement, found.method, found.unknown_cases) == (1.0, "stratified", 1900)


SECOND = DAY + timedelta(days=1)
LATE_AUDITS = [
    *(of(AUTOMATIC, 1900), of(DRAWN, 100), of(AUDIT, 5)),
    *(of(AUDIT, 95, day=SECOND), of(HELD_BACK, 40, day=SECOND)),
    of(HELD_BACK, 60, day=SECOND, model_label="crack"),
]


def test_that_audits_of_another_day_stand_for_the_cases_they_were_drawn_from():
    first, second = (
        group.figures for group in split(LATE_AUDITS, LABELS, By.PERIOD, Period.DAY, {2: 0.05})
    )
    assert (first.estimate.n_cases, first.estimate.n_reviewed) == (2000, 5)
    assert second.estimate.agreement == pytest.approx((1900 + 40) / 2000)
    assert (second.estimate.n_cases, second.n_cases) == (2000, 100)
    unweighted = split(LATE_AUDITS, LABELS, By.PERIOD, Period.DAY)[1].figures
    assert unweighted.estimate.agreement == pytest.approx((95 + 40) / 195)


def test_that_a_window_with_its_own_automatic_cases_counts_them_exactly():
    found = figures(LATE_AUDITS, LABELS, rates={2: 0.04})
    assert found.estimate.n_cases == found.n_cases == 2100


@pytest.mark.parametrize("by", [By.LABEL, By.REVIEWER])
def test_that_cases_of_one_label_or_person_tell_nothing_of_all_cases(by):
    cells = [of(AUDIT, 20, reviewer="Mia"), of(DRAWN, 20), of(AUTOMATIC, 380)]
    cells.append(of(AUDIT, 3, human_label="crack", reviewer="Mia"))
    for group in split(cells, LABELS, by, Period.DAY, {2: 0.05}):
        found = group.figures
        assert (found.estimate.agreement, found.estimate.interval) == (None, None)
        assert (found.estimate.method, found.estimate.n_reviewed) == ("none", 0)
        assert found.estimate.unknown_cases == found.estimate.n_cases == found.n_cases
        assert found.n_cases == found.blind.n > 0


def test_that_a_filter_by_label_counts_an_audited_case_once():
    cells = [of(AUDIT, 20), of(DRAWN, 20), of(AUTOMATIC, 380), of(AUDIT, 3, model_label="crack")]
    found = figures(cells, LABELS, rates={2: 0.05}, of_all=False)
    assert (found.estimate.method, found.n_cases, found.blind.n) == ("none", 403, 23)


def test_that_small_tables_give_the_figures_of_the_whole_table():
    labels = tuple(f"label {number:02}" for number in range(12))
    generator = np.random.default_rng(7)
    cells = [
        of(HELD_BACK, int(n), human_label=labels[3 * person], model_label=labels[model])
        for (person, model), n in np.ndenumerate(generator.integers(0, 9, (3, 7)))
        if n
    ]
    (group,) = split(cells, labels, By.DEGREE, Period.DAY)
    small = group.figures.blind
    whole = agreement_of(small.matrix, draws=0)
    assert small.matrix.shape == (12, 12)
    assert small.table.shape == (7, 7)
    assert (small.matrix == figures(cells, labels, draws=0).blind.matrix).all()
    assert small.per_label == whole.per_label
    for name in ("n", "agreement", "interval", "kappa", "kappa_se", "ac1", "ac1_se"):
        assert getattr(small, name) == pytest.approx(getattr(whole, name), abs=1e-12), name
    assert asdict(group.figures.estimate)["n_cases"] == small.n


def test_that_very_many_labels_are_split_without_a_whole_matrix_each():
    labels = tuple(f"label {number:04}" for number in range(2000))
    cells = [of(HELD_BACK, 3, human_label=label, model_label=label) for label in labels]
    groups = split(cells, labels, By.LABEL, Period.DAY)
    assert len(groups) == 2000
    assert sum(group.figures.blind.table.nbytes for group in groups) < 1_000_000


@pytest.mark.parametrize("table", [[[1, 0], [0, 1]], [[0, 1], [1, 0]]])
def test_that_few_cases_have_no_large_sample_error(table):
    found = agreement_of(np.array(table), draws=0)
    assert found.kappa is not None
    assert found.kappa_se is None


def test_that_no_disagreement_is_no_certainty():
    assert agreement_of(np.array([[71, 0], [0, 36]]), draws=0).kappa_se is None
