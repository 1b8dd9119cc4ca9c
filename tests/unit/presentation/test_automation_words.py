from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hitl_app.domain.policy import Degree, Policy, PolicyTerms
from hitl_app.presentation import automation as words
from hitl_app.presentation.policy_draft import Draft, differences, percent, threshold
from hitl_app.presentation.policy_history import history_rows, now_since

LABELS = ("OK", "Scratch", "Crack")
NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


def policy(version: int = 7, **terms: object) -> Policy:
    given = {"degree": Degree.PARTIAL, "threshold": 0.95, **terms}
    return Policy(version=version, by="A. Senn", at=NOW, **given)


def draft(**terms: object) -> Draft:
    return Draft.of(policy(**terms), LABELS)


def test_that_a_new_draft_changes_nothing_and_cannot_be_applied() -> None:
    assert draft().is_empty
    assert draft().differences == ()
    assert words.apply_label(draft()) == "Apply"
    assert not words.may_apply(draft(), "a reason that is long enough")


@pytest.mark.parametrize(
    ("made", "label"),
    [
        (draft().with_threshold(0.93), "Apply 0.93"),
        (draft().with_degree(Degree.ASSISTANCE), "Apply AI assistance"),
        (draft().with_audit_rate(0.1), "Apply audit 10\u202f%"),
        (draft().with_label_threshold("OK", 0.9), "Apply 0.90 for OK"),
        (draft().with_always_person("Crack", always=True), "Apply Crack always a person"),
        (draft().with_threshold(0.93).with_audit_rate(0.1), "Apply 0.93 and 1 more"),
    ],
)
def test_that_the_button_names_what_it_puts_in_force(made: Draft, label: str) -> None:
    assert words.apply_label(made) == label


def test_that_going_up_needs_ten_characters_and_going_down_none() -> None:
    up, down = draft().with_threshold(0.93), draft().with_threshold(0.97)
    assert not words.may_apply(up, "123456789 ")
    assert words.may_apply(up, "1234567890")
    assert words.reason_note(up, "123456789") == "1 more character"
    assert words.reason_label(up) == "Why? Needed to go up"
    assert words.may_apply(down, "")
    assert words.reason_label(down) == "Why? May stay empty"


def test_that_a_class_goes_back_to_following_when_its_value_is_that_of_all() -> None:
    own = draft().with_label_threshold("OK", 0.96)
    assert own.with_label_threshold("OK", 0.95).is_empty
    assert own.with_label_threshold("OK", None).is_empty
    assert own.differences[0].short == "OK threshold as for all → 0.96"


def test_that_a_moved_draft_keeps_its_changes_and_follows_the_rest() -> None:
    mine = draft(label_thresholds={"OK": 0.9}).with_threshold(0.93)
    mine = mine.with_label_threshold("OK", None).with_always_person("Crack", always=True)
    theirs = policy(
        8,
        degree=Degree.ASSISTANCE,
        audit_rate=0.2,
        label_thresholds={"OK": 0.9, "Scratch": 0.99},
        always_person=frozenset({"Scratch"}),
    )
    moved = mine.moved_to(theirs)
    assert moved.base is theirs
    assert moved.terms == PolicyTerms(
        degree=Degree.ASSISTANCE,
        threshold=0.93,
        label_thresholds={"Scratch": 0.99},
        always_person=frozenset({"Scratch", "Crack"}),
        audit_rate=0.2,
    )
    kept = draft().with_label_threshold("OK", 0.9).moved_to(theirs)
    assert kept.terms.label_thresholds == {"OK": 0.9, "Scratch": 0.99}


def test_that_an_audit_of_nothing_is_warned_of_where_the_model_decides() -> None:
    nothing = draft().with_audit_rate(0)
    assert "unknown" in words.audit_words(nothing.terms).warning
    assert "unknown" in words.audit_words(nothing.with_degree(Degree.FULL).terms).warning
    assert words.audit_words(nothing.with_degree(Degree.ASSISTANCE).terms).warning == ""
    assert words.holdback_words(draft().with_holdback_rate(0).terms).warning


@pytest.mark.parametrize("degree", Degree)
def test_that_every_row_applies_or_says_why_not(degree: Degree) -> None:
    terms = PolicyTerms(degree=degree)
    assert bool(words.threshold_words(terms).idle) is not words.thresholds_apply(terms)
    assert bool(words.audit_words(terms).idle) is not words.persons_apply(terms)
    assert bool(words.holdback_words(terms).idle) is degree.hides_predictions
    assert words.consequence(Draft.of(policy(degree=degree), LABELS))
    assert words.classes_note(terms)
    assert words.goes_to(terms)


def test_that_the_consequence_names_the_classes_that_always_go_to_a_person() -> None:
    made = draft(always_person=frozenset({"Crack", "OK"}), label_thresholds={"Scratch": 0.9})
    assert words.consequence(made) == (
        "Cases from 0.95 (or their class’s own value) on pass by themselves, but OK and Crack "
        "always to a person; 5\u202f% of them are also decided blind."
    )


def test_that_cases_on_screens_are_told_in_words() -> None:
    assert words.for_new_cases(0).endswith("No case is on a screen now.")
    assert words.for_new_cases(1).endswith("The one on a screen now stays with its person.")
    assert "The 1\u202f037 on screens now" in words.for_new_cases(1037)


def test_that_the_lowest_degree_has_no_step_down() -> None:
    assert words.step_down_label(Degree.PARTIAL) == "Step down to AI assistance"
    assert words.step_down_label(Degree.HUMAN_ONLY) == "No lower degree"
    assert words.step_note(Degree.FULL, Degree.PARTIAL) == "needs a reason"
    assert words.step_note(Degree.SHADOW, Degree.PARTIAL) == "always possible"


def test_that_an_overtaken_draft_is_told_who_changed_what() -> None:
    later = replace(policy(8, threshold=0.97), by="D. Roux")
    told = words.overtaken(draft().with_audit_rate(0.1), later, "A. Senn")
    assert told == (
        "D. Roux has set policy 8: 0.95 → 0.97. Your draft is kept; it rests on policy 7."
    )
    assert words.overtaken(draft(), policy(8), "A. Senn").startswith("You have set policy 8: nothi")


def test_that_what_was_done_is_said_in_words() -> None:
    down = policy(8, degree=Degree.ASSISTANCE)
    assert words.stepped_down(down) == "Stepped down to AI assistance."
    assert words.stepped_down(down, is_away=True) == (
        "Stepped down to AI assistance on this machine. The others follow when the server is back."
    )
    assert words.in_force_now(down) == "Policy 8 is in force: AI assistance."
    assert words.in_force_now(policy()) == "Policy 7 is in force: Partial automation at 0.95."
    assert words.applied(down) == "Policy 8 is in force."
    assert words.went_back(replace(down, restores=3)) == "Back to policy 3."
    assert "still in force. Disk" in words.not_stepped_down(Degree.PARTIAL, "Disk full.")
    assert words.not_applied("No.") == "Not applied. No."
    assert words.not_gone_back("No.") == "Not gone back. No."
    assert "may be old" in words.away("The disk is full.")
    assert words.announced(draft()) == "No draft."
    assert words.announced(draft().with_threshold(0.9)).startswith("Draft: Threshold 0.90. Cases")


def test_that_shares_are_written_as_short_as_they_are() -> None:
    assert [threshold(value) for value in (0.9, 0.93, 0.9345, 1.0)] == [
        "0.90", "0.93", "0.9345", "1.00",
    ]  # fmt: skip
    assert [percent(value) for value in (0.05, 0.025, 1.0)] == [
        "5\u202f%", "2.5\u202f%", "100\u202f%",
    ]  # fmt: skip


def test_that_the_history_says_what_changed_and_leads_back_to_what_held_before() -> None:
    first = replace(policy(1, degree=Degree.HUMAN_ONLY), at=NOW - timedelta(days=400))
    second = replace(policy(2, threshold=0.93), at=NOW - timedelta(days=30), reason="a trial")
    third = policy(3)
    rows = history_rows((third, second, first), LABELS, NOW, UTC)
    assert [row.what for row in rows] == [
        "0.93 → 0.95",
        "Human only → Partial automation, 0.95 → 0.93",
        "Begins with Human only",
    ]
    assert rows[0].about == "09:30  ·  A. Senn  ·  no reason given"
    assert rows[1].about == "12 Apr 09:30  ·  A. Senn  ·  a trial"
    assert rows[2].about.startswith("7 Apr 2025 09:30")
    assert [row.back_to for row in rows] == [2, 1, None]
    assert "Partial automation at 0.93" in rows[0].help


def test_that_the_degree_holds_since_it_was_set_whatever_else_changed() -> None:
    first = replace(policy(1, degree=Degree.SHADOW), at=NOW - timedelta(days=40))
    second = replace(policy(2, threshold=0.93), at=NOW - timedelta(days=26))
    assert now_since((policy(3), second, first), NOW, UTC) == "Now, since 16 Apr"


def test_that_differences_come_in_the_order_of_the_screen() -> None:
    one = PolicyTerms()
    other = PolicyTerms(
        degree=Degree.FULL,
        threshold=0.9,
        label_thresholds={"OK": 0.8},
        always_person=frozenset({"Crack"}),
        audit_rate=0.1,
        holdback_rate=0.2,
    )
    assert [each.name for each in differences(one, other, LABELS)] == [
        "Degree", "Threshold", "OK threshold", "Crack", "Audit", "Holdback",
    ]  # fmt: skip
