from datetime import UTC, datetime, timedelta

import pytest

from hitl_app.domain.decision import HoldBack

DECIDED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "further", "held"),
    [(0, 0, True), (9.999, 2, True), (10, 0, False), (0, 3, False), (11, 4, False)],
)
def test_that_a_result_is_held_until_the_time_or_the_later_decisions_are_over(
    seconds: float, further: int, held: bool
) -> None:
    now = DECIDED + timedelta(seconds=seconds)
    assert HoldBack(seconds=10, further_decisions=3).holds(DECIDED, further, now) is held


@pytest.mark.parametrize("rule", [HoldBack(0, 3), HoldBack(10, 0), HoldBack(0, 0)])
def test_that_zeros_let_a_result_go_at_once(rule: HoldBack) -> None:
    assert not rule.holds(DECIDED, 0, DECIDED)
