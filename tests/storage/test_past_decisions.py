"""Decisions from before the program: told once, told the same way, no name in their id."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.storage.office import Office, arrival, recorded


@pytest.mark.parametrize(
    "change",
    [
        {"prediction_shown": True},
        {"seconds": 3.0},
        {"decided_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("together", [True, False])
def test_that_the_same_past_decision_told_otherwise_is_refused(
    office: Office, change: dict[str, object], together: bool
) -> None:
    first = arrival("a", 0.7, recorded=recorded("ok", seconds=2.0), line=1)
    other = replace(first, line=2, recorded=recorded("ok", **{"seconds": 2.0, **change}))
    batches = [[first, other, first]] if together else [[first], [other], [first]]
    told = [each for batch in batches for each in office.receive(*batch).refused]
    assert [each.line for each in told] == [2]
    assert "time, number of seconds or prediction_shown" in told[0].reason
    assert office.query("SELECT shown, seconds FROM decisions") == [(0, 2.0)]
    assert office.problems() == ()


def test_that_the_id_of_a_past_decision_does_not_tell_who_made_it(office: Office) -> None:
    office.receive(arrival("a", recorded=recorded("ok", "Cara")))
    ((decision_id,),) = office.query("SELECT decision_id FROM decisions")
    assert decision_id.startswith("recorded-1-")
    assert "Cara" not in decision_id
