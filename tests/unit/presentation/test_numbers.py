from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_app.presentation import numbers

N = numbers.NARROW


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.count(8960), f"8{N}960"),
        (numbers.percent(0.941), f"94.1{N}%"),
        (numbers.percent(None), "n/a"),
        (numbers.percent_range(0.934, 0.947), "93.4 – 94.7"),
        (numbers.coefficient(0.887), "0.89"),
        (numbers.coefficient(-0.0234), "−0.02"),
        (numbers.coefficient(-0.001), "0.00"),
        (numbers.coefficient(None), "n/a"),
        (numbers.signed(0.52), "+0.5"),
        (numbers.signed(-3.41), "−3.4"),
        (numbers.signed(-0.01), "+0.0"),
        (numbers.days(date(2026, 4, 12), date(2026, 4, 12)), "12 Apr"),
        (numbers.days(date(2026, 4, 12), date(2026, 4, 14)), "12 – 14 Apr"),
        (numbers.days(date(2026, 3, 28), date(2026, 4, 3)), "28 Mar – 3 Apr"),
        (numbers.moment(datetime(2026, 4, 3, 6, tzinfo=UTC)), "3 Apr 2026, 06:00 UTC"),
        (numbers.cases(1), "1 case"),
    ],
)
def test_that_figures_are_written_as_the_screen_shows_them(written: str, expected: str) -> None:
    assert written == expected


@given(st.floats(0, 1))
def test_that_only_a_whole_share_is_written_as_a_hundred(share: float) -> None:
    assert (float(numbers.bare_percent(share)) == 100) == (share == 1)
