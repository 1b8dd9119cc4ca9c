from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hitl_app.presentation.agreement_bins import LONGEST_GAP, SHOWN_FROM, SOLID_FROM, Bin, merged

FIRST = date(2026, 3, 14)


def day(number: int, n: int, agree: int | None = None) -> Bin:
    at = FIRST + timedelta(days=number)
    return Bin(at, at, n, n if agree is None else agree)


@st.composite
def days(draw: st.DrawFn) -> list[Bin]:
    found = []
    for number in draw(st.lists(st.integers(0, 90), unique=True, max_size=40)):
        n = draw(st.integers(0, 60))
        found.append(day(number, n, draw(st.integers(0, n))))
    return found


breaks = st.lists(st.integers(0, 90).map(lambda n: FIRST + timedelta(days=n)), max_size=4)


@given(days(), breaks)
def test_that_merging_keeps_sums(bins: list[Bin], at: list[date]) -> None:
    found = merged(bins, at)
    assert sum(point.n for point in found.points) + found.left_out == sum(each.n for each in bins)
    agreeing = sum(point.bin.agree for point in found.points)
    assert agreeing <= sum(each.agree for each in bins)
    if not found.left_out:
        assert agreeing == sum(each.agree for each in bins)


@given(days(), breaks)
def test_that_no_point_rests_on_nearly_nothing(bins: list[Bin], at: list[date]) -> None:
    for point in merged(bins, at).points:
        assert point.n >= SHOWN_FROM
        assert point.hollow == (point.n < SOLID_FROM)
        assert 0 <= point.interval.low <= point.share <= point.interval.high <= 1


@given(days(), breaks)
def test_that_points_stand_in_order_and_reach_over_no_break(
    bins: list[Bin], at: list[date]
) -> None:
    points = merged(bins, at).points
    for before, after in pairwise(points):
        assert before.bin.end < after.bin.start
        assert after.follows == (after.bin.start - before.bin.end <= LONGEST_GAP)
    for point in points:
        assert not any(point.bin.start < each <= point.bin.end for each in at)
    assert not points or not points[0].follows


@given(days())
def test_that_full_days_stay_what_they_are(bins: list[Bin]) -> None:
    full = [each for each in bins if each.n >= SOLID_FROM]
    expected = sorted(full, key=lambda each: each.start)
    assert [point.bin for point in merged(full).points] == expected


def test_that_thin_days_are_put_together_until_they_hold_enough() -> None:
    points = merged([day(0, 8), day(1, 8), day(2, 8), day(3, 30)]).points
    assert [(point.n, point.hollow) for point in points] == [(24, False), (30, False)]


def test_that_what_is_left_is_hollow_and_nearly_nothing_joins_the_point_before() -> None:
    assert [p.n for p in merged([day(0, 20), day(1, 4)]).points] == [24]
    hollow = merged([day(0, 20), day(1, 5)]).points
    assert [(point.n, point.hollow) for point in hollow] == [(20, False), (5, True)]


def test_that_nearly_nothing_alone_is_left_out() -> None:
    found = merged([day(0, 4)])
    assert (found.points, found.left_out) == ((), 4)


def test_that_a_long_gap_stays_empty() -> None:
    points = merged([day(0, 12), day(30, 12)]).points
    assert [(point.n, point.follows) for point in points] == [(12, False), (12, False)]
