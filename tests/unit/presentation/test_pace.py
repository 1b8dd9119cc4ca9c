from datetime import UTC, datetime, timedelta

from hitl_app.presentation.pace import Pace, WorkingTime, pace

START = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_that_pauses_do_not_count() -> None:
    working = WorkingTime(START)
    working.rest(after(60))
    assert working.resting
    assert working.seconds(after(500)) == 60
    working.go_on(after(600))
    assert not working.resting
    assert working.seconds(after(630)) == 90


def test_that_going_on_without_a_rest_changes_nothing() -> None:
    working = WorkingTime(START)
    working.go_on(after(10))
    assert working.seconds(after(20)) == 20


def test_that_a_clock_that_is_set_back_takes_no_time_away() -> None:
    assert WorkingTime(START).seconds(after(-30)) == 0


def test_that_fifty_minutes_without_a_pause_want_one() -> None:
    working = WorkingTime(START)
    assert not working.wants_rest(after(49 * 60))
    assert working.wants_rest(after(50 * 60))
    working.rest(after(50 * 60))
    working.go_on(after(51 * 60))
    assert not working.wants_rest(after(52 * 60))


def test_that_the_first_minute_is_too_early_for_a_pace() -> None:
    assert pace([1.0, 2.0, 3.0, 4.0, 5.0], 59.0) == Pace(None)
    assert pace([1.0], 600.0) == Pace(None)
    assert Pace(None).text == ""


def test_that_the_pace_is_that_of_the_last_ten_minutes() -> None:
    quick = [float(second) for second in range(0, 600, 10)]
    slow = [float(second) for second in range(600, 1200, 20)]
    found = pace([*quick, *slow], 1200.0)
    assert found.per_minute is not None
    assert abs(found.per_minute - 3.0) < 0.11
    assert found.history[:2] == (6.0, 3.0)
    assert found.text.endswith(" / min")


def test_that_a_short_session_counts_over_its_own_length() -> None:
    assert pace([10.0, 20.0, 30.0, 40.0, 50.0, 60.0], 60.0).text == "6.0 / min"


def test_that_a_long_silence_leaves_no_pace() -> None:
    assert pace([1.0, 2.0, 3.0, 4.0, 5.0], 3000.0).per_minute is None
