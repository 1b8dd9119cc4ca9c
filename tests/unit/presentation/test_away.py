from datetime import UTC, datetime

import pytest

from hitl_app.presentation import away
from hitl_app.presentation.review import nothing_waits
from hitl_app.workflow.ports import DayCounts, KeptHere

SINCE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NOTHING = DayCounts(decided=3, unsure=0, escalated=0, commented=0, waiting=0, own_unsure=0)


def test_that_the_top_bar_says_how_much_is_kept() -> None:
    assert away.state(None) == ""
    assert away.state(KeptHere(kept=3)) == ""
    assert away.state(KeptHere(kept=3, since=SINCE)) == "Server away · 3 kept here"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (0, "The server is back."),
        (1, "The server is back. 1 answer arrived there."),
        (12, "The server is back. 12 answers arrived there."),
    ],
)
def test_that_the_way_back_is_told(before: int, said: str) -> None:
    assert away.back(before) == said


def test_that_the_limit_says_what_is_safe() -> None:
    title, sentence = away.reach_limit(KeptHere(kept=200, since=SINCE, at_limit=True))
    assert title == "Cannot reach the server"
    assert sentence.startswith("200 answers are safe on this machine. No further case is given out")
    _, sentence = away.reach_limit(KeptHere(kept=1, since=SINCE))
    assert sentence.startswith("1 answer is safe on this machine. All cases that were fetched")


def test_that_an_empty_queue_is_told_apart_from_one_in_other_hands() -> None:
    assert nothing_waits(NOTHING, None, 0).title == "Nothing waits for you"
    said = nothing_waits(NOTHING, KeptHere(), 4)
    assert (said.title, said.sentence[:41]) == (
        "No case is free",
        "4 cases are in the hands of colleagues. W",
    )
    assert nothing_waits(NOTHING, KeptHere(since=SINCE), 4).title == "Cannot reach the server"


def test_that_unsure_cases_out_of_reach_are_not_called_gone() -> None:
    assert "lie on the server" in away.no_unsure(is_away=True)
    assert away.no_unsure(is_away=False) == "None of your unsure cases is left."
