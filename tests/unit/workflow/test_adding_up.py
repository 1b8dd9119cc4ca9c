"""Adding cells up by column gives the figures of adding them up one by one, to the last bit."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from hitl_app.domain.policy import Degree, Route
from hitl_app.workflow.agreement import By, Period, figures, split
from hitl_app.workflow.ports import Column, Count, Counts
from tests.unit.workflow.one_by_one import slow_figures, slow_split

LABELS = ("ok", "crack", "a dent", "zinc")
MONDAY = date(2025, 12, 29)
RATES = {1: 0.0, 2: 0.05, 3: 0.3}

CELLS = some.lists(
    some.builds(
        Count,
        day=some.integers(0, 40).map(lambda days: MONDAY + timedelta(days)),
        policy_version=some.integers(1, 4),
        degree=some.none() | some.sampled_from(Degree),
        model_version=some.sampled_from(("", "m-1", "m-2")),
        route=some.sampled_from(Route),
        blind=some.booleans(),
        band=some.integers(-1, 19),
        human_label=some.sampled_from(("", *LABELS)),
        model_label=some.sampled_from(("", *LABELS)),
        n=some.integers(1, 400),
        reviewer=some.sampled_from(("", "Anna", "Ben")),
    ),
    max_size=40,
)


@given(cells=CELLS, of_all=some.booleans())
def test_that_the_whole_is_that_of_adding_up_one_by_one(cells, of_all):
    found = figures(Counts.of(cells), LABELS, rates=RATES, of_all=of_all)
    assert same(found, slow_figures(cells, LABELS, RATES, of_all=of_all, whole=True))


@given(
    cells=CELLS, by=some.sampled_from(By), period=some.sampled_from(Period), of_all=some.booleans()
)
def test_that_parts_are_those_of_adding_up_one_by_one(cells, by, period, of_all):
    found = split(Counts.of(cells), LABELS, by, period, RATES, of_all=of_all)
    slow = slow_split(cells, LABELS, by, period, RATES, of_all=of_all)
    assert [(g.key, g.start, g.end) for g in found] == [(g.key, g.start, g.end) for g in slow]
    assert all(same(a.figures, b.figures) for a, b in zip(found, slow, strict=True))


@given(cells=CELLS)
def test_that_cells_kept_by_column_are_the_cells(cells):
    counts = Counts.of(cells)
    assert list(counts) == cells
    assert len(counts) == len(cells)
    assert counts == Counts.of(cells)


def test_that_other_numbers_are_other_cells():
    cell = Count(MONDAY, 1, None, "", Route.RECORDED, True, -1, "ok", "", 3)
    assert Counts.of([cell]) != Counts.of([replace(cell, n=4)])


def test_that_a_column_works_each_value_out_once():
    asked = []
    column = Column.of(["b", "a", "b"], lambda value: asked.append(value) or value.upper())
    assert (list(column), asked) == (["B", "A", "B"], ["b", "a"])


def test_that_a_label_the_project_does_not_have_is_no_label_to_pass_over():
    cell = Count(MONDAY, 1, None, "", Route.RECORDED, True, -1, "rust", "ok", 3)
    with pytest.raises(KeyError):
        figures([cell], LABELS)


def same(found, slow):
    """Say whether all numbers are the same floats and all tables the same integers."""
    np.testing.assert_equal(asdict(found), asdict(slow))
    assert found.blind.table.dtype == found.assisted.table.dtype == np.int64
    return repr(found) == repr(slow)
