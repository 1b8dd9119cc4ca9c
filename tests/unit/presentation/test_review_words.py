from datetime import UTC, datetime, timedelta

import pytest

from hitl_app.domain.case import Case, GuideEntry
from hitl_app.domain.decision import Aside, HoldBack
from hitl_app.domain.policy import Degree
from hitl_app.presentation import review as words
from hitl_app.presentation.degrees import banner_sentence
from hitl_app.workflow.ports import ClaimedCase, DayCounts, OwnFact, Suggestion

NOW = datetime(2026, 5, 12, 14, 2, 31, tzinfo=UTC)
LABELS = ("OK", "Scratch", "Dent")
SHOWN = Suggestion("Scratch", 0.81, (("Scratch", 0.81), ("Dent", 0.11)), "4.2.0")


def case(case_id: str = "48213", **content) -> Case:
    return Case(case_no=1, case_id=case_id, arrived_at=NOW, **content)


def claimed(degree: Degree, suggestion: Suggestion | None = None) -> ClaimedCase:
    return ClaimedCase(
        case=case(),
        degree=degree,
        policy_version=37,
        policy_since=NOW,
        lease_until=NOW,
        suggestion=suggestion,
    )


def fact(label: str | None = "Scratch", aside: Aside | None = None, further: int = 0) -> OwnFact:
    return OwnFact(
        fact_id="a",
        case=case(),
        at=NOW,
        label=label,
        aside=aside,
        further_decisions=further,
        takeable=True,
    )


def counts(decided: int = 412, waiting: int = 488) -> DayCounts:
    return DayCounts(
        decided=decided, unsure=7, escalated=4, commented=12, waiting=waiting, own_unsure=0
    )


@pytest.mark.parametrize("degree", list(Degree))
def test_that_the_banner_says_the_degree_and_since_when(degree: Degree) -> None:
    said = words.banner(degree, 37, NOW - timedelta(hours=8), NOW, UTC)
    assert said.step == degree.rank + 1
    assert said.sentence == banner_sentence(degree)
    assert said.right == "Policy 37  ·  since 06:02"


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (NOW - timedelta(days=2), "since 10 May"),
        (NOW - timedelta(days=400), "since 7 April 2025"),
    ],
)
def test_that_an_older_policy_has_its_date(since: datetime, said: str) -> None:
    assert words.banner(Degree.SHADOW, 1, since, NOW, UTC).right.endswith(said)


def test_that_looking_keeps_the_degree_in_the_banner() -> None:
    now_shown = words.banner(Degree.SHADOW, 37, NOW, NOW, UTC)
    said = words.looking_banner(now_shown, "Case 7", "Dent")
    assert said.degree == "Shadow"
    assert said.sentence == "Only looking at case 7. You said Dent. Esc goes back to your case."
    assert "You said" not in words.looking_banner(now_shown, "Case 7", None).sentence


@pytest.mark.parametrize("degree", list(Degree))
def test_that_the_third_card_never_depends_on_what_is_hidden(degree: Degree) -> None:
    blind = words.third_card(claimed(degree))
    expected = words.ThirdCard.MIXED_UP if degree.rank < 2 else words.ThirdCard.NO_SUGGESTION
    assert blind is expected


def test_that_a_suggestion_comes_with_its_keys() -> None:
    assert words.third_card(claimed(Degree.ASSISTANCE, SHOWN)) is words.ThirdCard.SUGGESTION
    said = words.suggestion(SHOWN, LABELS, {16: (200, 176)})
    assert said.rows == (("2", "Scratch", 0.81), ("3", "Dent", 0.11))
    assert said.calibration == "Of 100 cases like this, it is right in about 88."
    assert said.said == "Model suggests Scratch, 0.81"
    assert not said.unsure


@pytest.mark.parametrize("bands", [{}, {16: (99, 99)}, {15: (500, 400)}])
def test_that_under_a_hundred_blind_cases_nothing_is_said_of_calibration(bands) -> None:
    assert words.suggestion(SHOWN, LABELS, bands).calibration == ""


def test_that_full_confidence_has_a_band_too() -> None:
    sure = Suggestion("OK", 1.0, (("OK", 1.0),), "4.2.0")
    assert words.suggestion(sure, LABELS, {19: (100, 99)}).calibration.endswith("99.")


def test_that_a_model_that_is_not_sure_names_no_class() -> None:
    guess = Suggestion("OK", 0.49, (("OK", 0.49),), "4.2.0")
    said = words.suggestion(guess, LABELS, {})
    assert said.unsure
    assert said.said == "The model is not sure, 0.49"


def test_that_from_the_tenth_class_on_there_is_no_number_key() -> None:
    labels = [f"class {number}" for number in range(12)]
    assert [words.key_of(label, labels) for label in (labels[8], labels[9])] == ["9", ""]
    assert words.key_of("no class", labels) == ""


def test_that_classes_that_are_digits_have_their_own_keys() -> None:
    assert words.class_keys(tuple("0123456789")) == tuple("0123456789")
    assert words.class_keys(("0", "1", "none")) == ("1", "2", "3")
    assert words.key_of("7", ("5", "7")) == "7"


@pytest.mark.parametrize(
    ("case_id", "title"),
    [("48213", "Case 48\u202f213"), ("plate-17", "Case plate-17"), ("²", "Case ²")],
)
def test_that_a_case_has_its_name(case_id: str, title: str) -> None:
    assert words.case_title(case_id) == title


def test_that_the_header_has_three_fields_and_the_time() -> None:
    shown = case(fields={"a": "Plate B-17", "b": "", "c": 3, "d": "top", "e": "hidden"})
    assert words.case_details(shown, UTC) == "Plate B-17  ·  3  ·  top  ·  14:02:31"
    assert words.field_rows(shown)[2] == ("c", "3")


def test_that_undo_becomes_a_correction_after_the_hold_back() -> None:
    hold_back = HoldBack(10, 3)
    assert words.undo_text(None, hold_back, NOW) == "Undo"
    assert words.undo_text(fact(), hold_back, NOW) == "Undo Scratch"
    assert words.undo_text(fact(further=3), hold_back, NOW) == "Correct Scratch …"
    later = NOW + timedelta(seconds=10)
    aside = fact(None, Aside.ESCALATED)
    assert words.undo_text(aside, hold_back, later) == "Correct Escalated …"
    assert words.undo_text(fact(), HoldBack(0, 3), NOW) == "Correct Scratch …"


def test_that_what_happened_is_said_in_a_few_words() -> None:
    assert words.saved("Scratch") == "Scratch saved"
    assert words.model_said(SHOWN) == "model said Scratch, 0.81"
    assert words.taken_back("OK", "7", correction=False) == "OK taken back, case 7 again"
    assert words.taken_back("OK", "7", correction=True).startswith("OK is being corrected, case 7")


def test_that_a_new_case_is_announced_without_any_prediction() -> None:
    assert words.new_case(case(fields={"a": "plate B-17"}), 487) == (
        "Case 48\u202f213, plate B-17, 487 left"
    )
    assert words.new_case(case(), None) == "Case 48\u202f213"
    assert words.degree_changed(Degree.SHADOW).startswith("From this case on: Shadow.")


@pytest.mark.parametrize(
    ("ready", "said"), [(0, ""), (1, "1 next\ncase ready"), (8, "8 next\ncases ready")]
)
def test_that_fetched_pictures_are_counted(ready: int, said: str) -> None:
    assert words.next_ready(ready) == said


@pytest.mark.parametrize(
    ("waiting", "per_minute", "said"),
    [
        (488, 6.9, "488 left, about 1 h 10 min"),
        (488, None, "488 left"),
        (60, 3.0, "60 left, about 20 min"),
        (180, 3.0, "180 left, about 1 h"),
        (1, 4.0, "1 left, about a minute"),
        (0, 6.9, "nothing left"),
        (12408, None, "12\u202f408 left"),
    ],
)
def test_that_what_is_left_has_a_time_at_ones_own_pace(waiting, per_minute, said) -> None:
    assert words.left(counts(waiting=waiting), per_minute) == said


def test_that_the_day_is_counted() -> None:
    assert words.goal(counts()) == "of 900 today"
    assert words.share_done(counts(450, 450)) == 0.5
    assert words.share_done(counts(0, 0)) == 0
    assert words.own_day(counts())[1:] == (
        ("7", "unsure"),
        ("4", "escalated"),
        ("12", "with a comment"),
    )


def test_that_errors_say_what_is_safe() -> None:
    assert "kept here" in words.not_stored("Scratch", "48213").sentence
    assert words.broken_picture("It is empty.").sentence == "It is empty."
    assert words.broken_comment("It is empty.").endswith("It is empty.")


GUIDE = (
    GuideEntry(label="OK"),
    GuideEntry(label="Scratch", mixed_up_with=("Dent", "nowhere")),
    GuideEntry(label="Dent", mixed_up_with=("Scratch",)),
)


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        (["Dent", "Scratch"], ["Dent", "Scratch"]),
        (["OK", "Scratch"], ["Scratch", "Dent"]),
        ([], ["Scratch", "Dent"]),
        (["unknown"], ["Scratch", "Dent"]),
    ],
)
def test_that_the_guide_follows_ones_own_last_answers(own, shown) -> None:
    assert [entry.label for entry in words.mixed_up(GUIDE, own)] == shown


def test_that_a_guide_without_pairs_shows_its_first_entries() -> None:
    assert words.mixed_up(GUIDE[:1], []) == GUIDE[:1]
    assert words.mixed_up((), ["OK"]) == ()
