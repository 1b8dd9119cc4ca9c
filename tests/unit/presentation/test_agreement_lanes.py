from datetime import UTC, date, datetime, timedelta

from hitl_app.domain.policy import Degree, Policy
from hitl_app.presentation.agreement_lanes import degree_breaks, lanes, next_event, place

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 30)
DAYS = (FIRST, LAST)


def policy(version: int, day: int, degree: Degree, reason: str = "", at: float = 0.95) -> Policy:
    moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day - 1, hours=6)
    return Policy(version=version, by="Mia", at=moment, degree=degree, reason=reason, threshold=at)


POLICIES = [
    policy(1, -20, Degree.HUMAN_ONLY),
    policy(2, 5, Degree.SHADOW, "first compare"),
    policy(3, 20, Degree.PARTIAL, at=0.93),
    policy(4, 25, Degree.PARTIAL, at=0.9),
]


def test_that_degrees_follow_each_other_over_all_days() -> None:
    found = lanes(POLICIES, {}, DAYS).degrees
    assert [span.words for span in found] == [
        "Human only", "Shadow", "Partial automation at 0.93", "Partial automation at 0.90",
    ]  # fmt: skip
    assert found[0].start == FIRST.toordinal()
    assert found[-1].end == LAST.toordinal() + 1
    assert [span.end for span in found[:-1]] == [span.start for span in found[1:]]
    assert [span.step for span in found] == [1, 2, 4, 4]


def test_that_events_tell_who_when_and_why() -> None:
    events = lanes(POLICIES, {}, DAYS).events
    assert [event.words for event in events] == ["Policy 2", "Policy 3", "Policy 4"]
    assert "5 Mar 2026, 06:00 UTC, by Mia" in events[0].story
    assert "first compare" in events[0].story
    assert "No reason was given." in events[1].story
    assert events[0].at == place(POLICIES[1].at)


def test_that_the_next_event_begins_again_after_the_last() -> None:
    events = lanes(POLICIES, {}, DAYS).events
    assert next_event(events, 0) == 0
    assert next_event(events, events[0].at) == 1
    assert next_event(events, events[-1].at) == 0
    assert next_event((), 0) is None


def test_that_breaks_are_where_the_degree_changes_and_not_the_threshold() -> None:
    assert degree_breaks(POLICIES) == (date(2026, 3, 5), date(2026, 3, 20))


def test_that_models_follow_each_other_and_one_may_run_beside() -> None:
    models = {
        "1": (date(2026, 3, 1), date(2026, 3, 10)),
        "2": (date(2026, 3, 10), date(2026, 3, 30)),
        "3": (date(2026, 3, 20), date(2026, 3, 30)),
    }
    found = lanes(POLICIES, models, DAYS).models
    assert [(span.words, span.beside) for span in found] == [
        ("1", False), ("2", False), ("+ 3", True),
    ]  # fmt: skip
    assert found[0].end == found[1].start == date(2026, 3, 10).toordinal()
    assert found[2].end == LAST.toordinal() + 1
