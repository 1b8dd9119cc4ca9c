from datetime import timedelta

import pytest

from hitl_app.domain.decision import Aside
from hitl_app.domain.policy import Degree
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import review
from hitl_app.workflow.changes import Changes
from tests.storage.office import ANNA, BEN, CHIEF, Office, arrival, recorded, refused

LEASE = review.LEASE / timedelta(seconds=1)


def count(office: Office) -> int:
    return int(office.query("SELECT COUNT(*) FROM decisions")[0][0])


def test_that_two_reviewers_never_hold_the_same_case(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    there = office.another()
    assert {office.case(ANNA).case.case_id, there.case(BEN).case.case_id} == {"a", "b"}
    assert office.claim(CHIEF) is None


def test_that_the_case_in_hand_comes_again_until_it_is_decided(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    first = office.case()
    office.later(30)
    again = office.case()
    assert again.case == first.case
    assert again.lease_until == first.lease_until + timedelta(seconds=30)


def test_that_two_sessions_of_one_person_hold_two_cases(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    assert office.case(session="s").case.case_id == "a"
    assert office.case(session="t").case.case_id == "b"


def test_that_the_same_decision_sent_twice_is_kept_once(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    answer = office.answer(office.case().case.case_no)
    step = (office.store, office.project, ANNA, answer, "s", office.now)
    first = review.decide_and_claim(*step).value
    second = review.decide_and_claim(*step).value
    assert (first.kept.stored, second.kept.stored) == (True, True)
    assert first.next is not None
    assert second.next is not None
    assert first.next.case == second.next.case
    assert (count(office), office.difference()) == (1, 0)


def test_that_an_id_used_for_another_case_keeps_nothing_and_says_so(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    used = office.decide()
    answer = office.answer(office.case().case.case_no, decision_id=used)
    refused(review.decide, office.store, office.project, ANNA, answer, office.now)
    step = review.put_aside_and_claim(
        office.store, office.project, ANNA, answer, Aside.UNSURE, "s", office.now
    ).value
    assert step.kept.stored
    assert (count(office), office.stats().decided) == (1, 1)


def test_that_the_same_putting_aside_sent_twice_is_kept_once(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    answer = office.answer(office.case().case.case_no)
    step = (office.store, office.project, ANNA, answer, Aside.UNSURE, "s", office.now)
    assert review.put_aside_and_claim(*step).value.kept.stored
    assert review.put_aside_and_claim(*step).value.kept.stored
    assert office.query("SELECT COUNT(*) FROM asides") == [(1,)]


def test_that_a_decision_after_the_lease_is_refused_and_the_case_waits(office: Office) -> None:
    office.receive(arrival("a"))
    answer = office.answer(office.case().case.case_no)
    office.later(LEASE)
    words = refused(review.decide, office.store, office.project, ANNA, answer, office.now)
    assert words == (
        "This case is not in your hands: it was not taken, or has gone back to the queue. "
        "Your answer was not stored."
    )
    assert count(office) == 0
    assert office.case(BEN).case.case_id == "a"


def test_that_a_decision_a_moment_before_the_end_of_the_lease_is_kept(office: Office) -> None:
    office.receive(arrival("a"))
    answer = office.answer(office.case().case.case_no)
    office.later(LEASE - 0.001)
    assert office.kept(answer).stored


def test_that_a_late_decision_names_who_was_quicker(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    answer = office.answer(office.case(ANNA).case.case_no)
    office.later(LEASE)
    office.case(BEN)
    words = refused(review.decide, office.store, office.project, ANNA, answer, office.now)
    assert words.startswith("Ben has just taken or decided this case")
    office.decide(BEN)
    step = review.decide_and_claim(
        office.store, office.project, ANNA, answer, "s", office.now
    ).value
    assert step.refused.startswith("Ben has just taken or decided this case")
    assert step.next is not None
    assert step.next.case.case_id == "b"


def test_that_ones_own_decided_case_is_not_decided_again(office: Office) -> None:
    office.receive(arrival("a"))
    case_no = office.case().case.case_no
    office.decide()
    words = refused(
        review.decide, office.store, office.project, ANNA, office.answer(case_no), office.now
    )
    assert words.startswith("You have decided this case already")


def test_that_the_case_of_somebody_else_cannot_be_decided_renewed_or_released(
    office: Office,
) -> None:
    office.receive(arrival("a"))
    case_no = office.case(ANNA).case.case_no
    refused(review.decide, office.store, office.project, BEN, office.answer(case_no), office.now)
    assert not review.renew(office.store, BEN, case_no, office.now).value
    review.release(office.store, BEN, case_no)
    assert office.stats().claimed == 1


def test_that_a_lease_is_renewed_until_it_has_ended(office: Office) -> None:
    office.receive(arrival("a"))
    case_no = office.case().case.case_no
    office.later(LEASE - 1)
    assert review.renew(office.store, ANNA, case_no, office.now).value
    office.later(LEASE - 1)
    assert office.kept(office.answer(case_no)).stored
    assert not review.renew(office.store, ANNA, case_no, office.now).value


def test_that_a_case_given_back_comes_to_the_next_person(office: Office) -> None:
    office.receive(arrival("a"))
    review.release(office.store, ANNA, office.case(ANNA).case.case_no)
    assert office.case(BEN).case.case_id == "a"


def test_that_labels_comments_and_people_are_checked(office: Office) -> None:
    office.receive(arrival("a"))
    case_no = office.case().case.case_no

    def decide(who: Person, **more: object) -> str:
        answer = office.answer(case_no, **more)
        return refused(review.decide, office.store, office.project, who, answer, office.now)

    assert "no label “hole”" in decide(ANNA, label="hole")
    assert "at most 10000" in decide(ANNA, comment="x" * 10_001)
    ghost = Person(name="Old labels", role=Role.RECORDED, code="R9")
    assert "cannot decide" in decide(ghost)
    assert count(office) == 0


def test_that_unsure_comes_back_last_and_a_second_time_to_somebody_else(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    office.put_aside(Aside.UNSURE)
    assert office.case(BEN).case.case_id == "b"
    assert office.claim(CHIEF) is None
    assert office.case(ANNA).case.case_id == "a"
    office.put_aside(Aside.UNSURE)
    assert office.claim(ANNA) is None
    assert office.case(CHIEF).case.case_id == "a"


def test_that_an_escalated_case_comes_to_somebody_else_first(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    office.case(ANNA)
    review.release(office.store, ANNA, 1)
    office.put_aside(Aside.ESCALATED)
    assert office.case(ANNA).case.case_id == "b"
    assert office.case(BEN).case.case_id == "a"


def test_that_upcoming_is_the_order_of_the_queue_without_what_others_hold(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(5)))
    office.case(BEN)
    upcoming = review.upcoming(office.store, office.project, ANNA, 3, office.now).value
    assert [each.case_id for each in upcoming] == ["c1", "c2", "c3"]
    for each in upcoming:
        assert office.case().case.case_id == each.case_id
        office.decide()


def test_that_flags_and_comments_stay_beside_the_case(office: Office) -> None:
    office.receive(arrival("a"))
    case_no = office.case().case.case_no
    for kind, text in (("flag", ""), ("comment", "Look | here\n“again”"), ("comment", "so")):
        review.mark(office.store, ANNA, case_no, kind, text, office.later(1))
    assert (office.case().flagged, office.case().comment) == (True, "so")
    review.mark(office.store, ANNA, case_no, "unflag", "", office.later(1))
    assert not office.case().flagged
    assert "at most 10000" in refused(
        review.mark, office.store, ANNA, case_no, "comment", "x" * 10_001, office.now
    )
    assert office.problems() == ()


def test_that_the_day_of_a_person_counts_what_stands(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(6)))
    since = office.now
    office.decide(comment="scratched")
    office.take_back(office.decide())
    office.put_aside(Aside.UNSURE)
    office.put_aside(Aside.ESCALATED)
    day = review.day(office.store, office.project, ANNA, since, office.now).value
    assert (day.decided, day.unsure, day.escalated, day.commented) == (1, 1, 1, 1)
    assert (day.waiting, day.own_unsure) == (4, 1)


def test_that_steps_say_what_they_changed(office: Office) -> None:
    office.receive(arrival("a"))
    claimed = review.claim_next(office.store, office.project, ANNA, "s", office.now)
    assert claimed.changes is Changes.QUEUE
    answer = office.answer(claimed.value.case.case_no)
    decided = review.decide(office.store, office.project, ANNA, answer, office.now)
    assert Changes.DECISIONS in decided.changes
    assert Changes.POLICY not in decided.changes


def test_that_a_shown_suggestion_has_the_runners_up(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    row = arrival("a", 0.7)
    shares = {"ok": 0.7, "scratch": 0.1, "dent": 0.2}
    prediction = type(row.prediction)(
        model_version="m1", label="ok", confidence=0.7, probabilities=shares
    )
    office.receive(type(row)(line=1, case_id="a", prediction=prediction))
    suggestion = office.case().suggestion
    assert suggestion is not None
    assert suggestion.top == (("ok", 0.7), ("dent", 0.2), ("scratch", 0.1))
    assert review.calibration(office.store, office.project, "m1", office.later(86_400)).value == {}


@pytest.mark.parametrize("degree", [Degree.HUMAN_ONLY, Degree.SHADOW])
def test_that_a_hidden_prediction_is_nowhere_in_what_is_claimed(
    office: Office, degree: Degree
) -> None:
    office.policy(degree=degree)
    office.receive(arrival("a", 0.7351, "scratch", version="m-secret"))
    claimed = office.case()
    assert "0.7351" not in repr(claimed)
    assert "scratch" not in repr(claimed)
    assert "m-secret" not in repr(claimed)


def test_that_a_person_finds_again_what_was_dealt_with_but_no_model(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE)
    office.receive(arrival("a", 0.7), arrival("b", 0.7))
    office.decide()
    office.put_aside(Aside.UNSURE)
    rows = review.own_cases(office.store, office.project, ANNA, "", 10).value
    assert [(row.case_id, row.status) for row in rows] == [("b", "unsure"), ("a", "decided")]
    assert {(row.predicted_label, row.confidence, row.model_version) for row in rows} == {
        (None, None, None)
    }
    (found,) = review.own_cases(office.store, office.project, ANNA, "a", 10).value
    assert found.human_label == "ok"


def test_that_an_unknown_case_is_refused_by_name(office: Office) -> None:
    words = refused(review.find_case, office.store, office.project, "nowhere")
    assert words == "There is no case nowhere in Parts."


def test_that_no_answer_tells_an_audit_from_any_other_case(office: Office) -> None:
    office.policy(degree=Degree.PARTIAL, threshold=0.9, audit_rate=1.0, holdback_rate=1.0)
    told = []
    for case_id, confidence in (("audit", 0.99), ("below", 0.2)):
        office.receive(arrival(case_id, confidence, "dent"))
        answer = office.answer(office.case().case.case_no)
        office.later(LEASE)
        late = office.kept(answer)
        fact = office.put_aside(Aside.UNSURE)
        again = office.answer(answer.case_no, decision_id=fact)
        with office.store.transaction() as records:
            aside = records.put_aside(
                office.project, fact, again.case_no, Aside.UNSURE, "Anna", "", office.now
            )
            back = records.take_back(
                office.project, fact, "Anna", "s", 600_000, office.now, correction=False
            )[0]
        told.append((late, aside, back))
        office.decide()
    assert office.query("SELECT route FROM cases ORDER BY case_no") == [
        ("audit",),
        ("holdback",),
    ]
    assert told[0] == told[1]
    assert {each.label for each in told[0]} == {each.decided_by for each in told[0]} == {None}


def test_that_an_unsure_case_waits_half_a_day_for_its_person_and_then_for_anybody(
    office: Office,
) -> None:
    office.receive(arrival("a"))
    office.put_aside(Aside.UNSURE)
    put_aside = office.now - timedelta(seconds=1)

    def of_ben() -> tuple[int, int]:
        coming = review.upcoming(office.store, office.project, BEN, 5, office.now).value
        day = review.day(office.store, office.project, BEN, office.now, office.now).value
        return len(coming), day.waiting

    office.now = put_aside + timedelta(hours=12, milliseconds=-1)
    assert (office.claim(BEN), of_ben()) == (None, (0, 0))
    office.now = put_aside + timedelta(hours=12)
    assert of_ben() == (1, 1)
    assert office.case(BEN).case.case_id == "a"


@pytest.mark.parametrize("ending", ["release", "lease", "claim again", "take back", "put aside"])
def test_that_a_case_that_a_recorded_decision_settled_in_hand_is_served_no_more(
    office: Office, ending: str
) -> None:
    office.receive(*(arrival(case_id) for case_id in "xab"))
    fact = office.decide()
    if ending == "claim again":
        case_no = office.take_back(fact).case.case_no
        review.release(office.store, ANNA, case_no)
        office.put_aside(Aside.ESCALATED)
    held = office.case().case
    office.receive(arrival(held.case_id, recorded=recorded("dent")))
    if ending == "release":
        review.release(office.store, ANNA, held.case_no)
    elif ending == "lease":
        office.later(LEASE)
    elif ending == "claim again":
        review.claim_again(office.store, office.project, ANNA, case_no, "s", office.now)
    elif ending == "take back":
        office.take_back(fact)
    else:
        office.put_aside(Aside.UNSURE)
    served = [office.claim(BEN), office.claim(CHIEF), office.claim(CHIEF, "t")]
    assert held.case_no not in [each.case.case_no for each in served if each]
    assert office.query("SELECT status FROM cases WHERE case_no = ?", held.case_no) == [
        ("decided",)
    ]
    assert not office.query("SELECT 1 FROM queue WHERE case_no = ?", held.case_no)
    assert office.problems() == ()
