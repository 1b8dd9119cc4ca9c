from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hitl_app.presentation import conflicts as words
from hitl_app.workflow.ports import Conflict

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


def conflict(**given: Any) -> Conflict:
    standard: dict[str, Any] = {
        "fact_id": "decide-1", "case_no": 1, "case_id": "48213", "reviewer": "M. Kraft",
        "kind": "decision", "label": "Crack", "comment": "it has\ndepth",
        "decided_at": NOW - timedelta(minutes=27), "at": NOW - timedelta(minutes=20),
        "with_whom": "J. Ito", "standing_label": "Scratch", "standing_by": "J. Ito",
    }  # fmt: skip
    return Conflict(**{**standard, **given})


def cells(one: Conflict) -> dict[str, str]:
    return {column.title: column.cell(one, NOW, UTC).text for column in words.columns()}


OPEN = {"standing_label": None, "standing_by": None}
AUTOMATIC = {"standing_label": None, "standing_by": ""}


def test_that_a_row_tells_who_answered_what_and_what_stands() -> None:
    assert cells(conflict()) == {
        "Case": "48213",
        "Person": "M. Kraft",
        "Answered": "Crack",
        "When": "09:03:00",
        "What stands": "Scratch",
        "By": "J. Ito",
        "Comment": "it has depth",
    }


def test_that_differing_answers_stand_bold() -> None:
    def bold(one: Conflict) -> list[str]:
        return [c.title for c in words.columns() if c.cell(one, NOW, UTC).bold]

    assert bold(conflict()) == ["Case", "Answered", "What stands"]
    assert bold(conflict(label="Scratch")) == ["Case"]


@pytest.mark.parametrize(
    ("kind", "cell", "said"),
    [
        ("unsure", "Unsure", "was unsure"),
        ("escalated", "Escalated", "escalated it"),
        ("retraction", "Took back", "took the own answer back"),
    ],
)
def test_that_what_was_no_decision_is_named(kind: str, cell: str, said: str) -> None:
    one = conflict(kind=kind, label="", comment="")
    assert (cells(one)["Answered"], cells(one)["Comment"]) == (cell, "–")
    assert words.answer(one) == said


@pytest.mark.parametrize(
    ("standing", "cell", "by", "said"),
    [
        ({}, "Scratch", "J. Ito", "“Scratch” by J. Ito stands"),
        (AUTOMATIC, "Automated", "the model", "the model's answer stands"),
        (OPEN, "Nothing yet", "was with J. Ito", "nothing stands yet; J. Ito had the case then"),
        (
            {**OPEN, "with_whom": ""},
            "Nothing yet",
            "was in the queue",
            "nothing stands yet; the case was back in the queue",
        ),
    ],
)
def test_that_what_stands_is_told(standing: dict[str, Any], cell: str, by: str, said: str) -> None:
    one = conflict(**standing)
    assert (cells(one)["What stands"], cells(one)["By"]) == (cell, by)
    assert words.standing(one) == said


def test_that_a_conflict_is_said_in_full() -> None:
    earlier = conflict(decided_at=NOW - timedelta(days=1), comment="", **AUTOMATIC)
    assert words.in_full(conflict(), NOW, UTC) == (
        "Case 48213: M. Kraft answered “Crack” at 09:03:00, and that came at 09:10:00. "
        "“Scratch” by J. Ito stands. Comment: it has\ndepth"
    )
    assert words.in_full(earlier, NOW, UTC) == (
        "Case 48213: M. Kraft answered “Crack” on 11 May 09:30, and that came at 09:10:00. "
        "The model's answer stands."
    )


def test_that_a_row_is_read_aloud() -> None:
    assert words.row_aloud(conflict(comment="deep")) == (
        "Case 48213, M. Kraft answered “Crack”, “Scratch” by J. Ito stands, comment deep"
    )
    assert words.row_aloud(conflict(comment="")).endswith("J. Ito stands")


def test_that_they_are_counted() -> None:
    assert words.how_many(1, more=False) == "1 conflict"
    assert words.how_many(2, more=False) == "2 conflicts"
    assert words.how_many(200, more=True) == "200+ conflicts"
    assert words.newest_only(2, more=False) == "newest first"
    assert "hitl-app conflicts" in words.newest_only(200, more=True)


def test_that_the_meaning_says_that_nothing_was_changed() -> None:
    assert "nothing that stands was changed" in words.MEANING
    assert words.MEANING.count(".") == 1
