from datetime import timedelta

import pytest

from hitl_app.domain.decision import Aside, HoldBack
from hitl_app.domain.policy import Degree
from hitl_app.workflow import review
from tests.storage.office import ANNA, BEN, Office, arrival, recorded, refused


def facts(office: Office) -> list[str]:
    return [kind for kind in office.kinds() if kind in {"decision", "retraction"}]


def waiting(office: Office) -> list[str]:
    rows = office.query(
        "SELECT case_id FROM queue JOIN cases USING (case_no) ORDER BY turn, case_no"
    )
    return [case_id for (case_id,) in rows]


def redoable(office: Office) -> list[str]:
    found = review.redoable(office.store, office.project, ANNA, 10, office.now).value
    return [each.case.case_id for each in found]


def test_that_five_decisions_and_four_retractions_are_nine_facts(office: Office) -> None:
    office.receive(*(arrival(f"c{n}", 0.6) for n in range(8)))
    decided = [office.decide(label="dent") for _ in range(5)]
    for fact in reversed(decided[2:]):
        office.take_back(fact)
    office.open_again()
    office.take_back(decided[1])
    assert facts(office) == ["decision"] * 5 + ["retraction"] * 4
    stats = office.stats()
    assert (stats.decided, stats.waiting, stats.decisions) == (1, 7, 1)
    assert waiting(office) == [f"c{n}" for n in range(1, 8)]
    assert office.query(
        "SELECT human_label, model_label, n FROM agreement_counts WHERE n <> 0"
    ) == [("dent", "ok", 1)]
    assert office.difference() == 0
    assert office.problems() == ()


def test_that_what_can_be_taken_back_is_known_after_a_restart(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(4)))
    decided = [office.decide() for _ in range(3)]
    office.open_again()
    found = review.own_facts(office.store, office.project, ANNA, 10, office.now).value
    assert [each.fact_id for each in found] == decided[::-1]
    assert [each.further_decisions for each in found] == [0, 1, 2]
    assert all(each.takeable for each in found)


def test_that_a_case_taken_back_is_in_ones_hands_with_the_old_answer(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    fact = office.decide(label="dent")
    office.case()
    taken = office.take_back(fact)
    assert (taken.case.case_id, taken.previous_label) == ("a", "dent")
    assert office.case().case.case_id == "a"
    assert office.stats().claimed == 1


def test_that_taking_back_twice_is_refused_even_within_a_millisecond(office: Office) -> None:
    office.receive(arrival("a"))
    fact = office.decide()
    steps = (office.store, office.project, ANNA, fact, "s", office.now)
    review.take_back(*steps)
    assert refused(review.take_back, *steps).startswith("This was taken back already")
    assert facts(office) == ["decision", "retraction"]


def test_that_a_first_label_is_kept_through_a_change_of_mind(office: Office) -> None:
    office.receive(arrival("a"))
    office.take_back(office.decide(label="dent"))
    office.decide(label="scratch")
    labels = office.query("SELECT first_label, label FROM decisions ORDER BY decision_no")
    assert labels == [("dent", "dent"), ("dent", "scratch")]
    assert facts(office) == ["decision", "retraction", "decision"]
    assert office.stats().decided == 1


def test_that_what_was_taken_back_can_be_done_again_in_order(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(4)))
    decided = [office.decide() for _ in range(3)]
    office.take_back(decided[2])
    office.take_back(decided[1])
    assert redoable(office) == ["c1", "c2"]
    office.decide(label="dent")
    assert redoable(office) == ["c2"]
    case_no = review.find_case(office.store, office.project, "c2")
    again = review.claim_again(office.store, office.project, ANNA, case_no, "s", office.now).value
    assert again.previous_label == "ok"
    office.decide()
    assert redoable(office) == []
    assert office.difference() == 0


def test_that_doing_again_what_a_colleague_holds_is_refused(office: Office) -> None:
    office.receive(arrival("a"))
    case_no = office.take_back(office.decide()).case.case_no
    review.release(office.store, ANNA, case_no)
    office.case(BEN)
    assert redoable(office) == []
    words = refused(
        review.claim_again, office.store, office.project, ANNA, case_no, "s", office.now
    )
    assert words.startswith("Somebody else has that case now")


def test_that_a_case_never_taken_back_cannot_be_picked_out_of_the_queue(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    case_no = review.find_case(office.store, office.project, "b")
    refused(review.claim_again, office.store, office.project, ANNA, case_no, "s", office.now)
    assert office.case().case.case_id == "a"


def test_that_taking_back_what_somebody_else_decided_since_names_that_person(
    office: Office,
) -> None:
    office.receive(arrival("a"))
    fact = office.decide()
    case_no = office.take_back(fact).case.case_no
    review.release(office.store, ANNA, case_no)
    office.decide(BEN, "dent")
    for again in (fact, "never made"):
        refused(office.take_back, again)
    assert "Ben has this case since" in refused(office.take_back, fact)
    assert office.query("SELECT decided_by FROM cases") == [("Ben",)]


def test_that_a_case_put_aside_and_decided_by_a_colleague_stays_decided(office: Office) -> None:
    office.receive(arrival("a"))
    fact = office.put_aside(Aside.ESCALATED)
    office.decide(BEN, "dent")
    assert "Ben has this case since" in refused(office.take_back, fact)
    (own,) = review.own_facts(office.store, office.project, ANNA, 10, office.now).value
    assert not own.takeable


def test_that_a_case_put_aside_that_a_colleague_holds_names_that_person(office: Office) -> None:
    office.receive(arrival("a"))
    fact = office.put_aside(Aside.ESCALATED)
    office.case(BEN)
    assert "Ben has this case since" in refused(office.take_back, fact)


def test_that_ones_own_decision_alone_can_be_taken_back(office: Office) -> None:
    office.receive(arrival("a"))
    fact = office.decide()
    refused(office.take_back, fact, BEN)
    assert facts(office) == ["decision"]


@pytest.mark.parametrize("aside", list(Aside))
def test_that_putting_aside_can_be_taken_back(office: Office, aside: Aside) -> None:
    office.receive(arrival("a"), arrival("b"))
    fact = office.put_aside(aside)
    assert office.take_back(fact).case.case_id == "a"
    assert waiting(office) == ["a", "b"]
    assert office.query("SELECT status FROM cases WHERE case_id = 'a'") == [("waiting",)]
    assert office.problems() == ()


def test_that_recorded_decisions_are_not_taken_back(office: Office) -> None:
    office.receive(arrival("a", recorded=recorded("ok", "Anna")))
    assert "no standing decision" in refused(
        review.take_back_case, office.store, office.project, ANNA, "a", "s", office.now
    )


def test_that_a_taken_back_audit_leaves_the_answer_of_the_model_standing(office: Office) -> None:
    office.policy(degree=Degree.FULL, audit_rate=1.0)
    office.receive(arrival("a", 0.99))
    fact = office.decide(label="dent")
    assert office.query("SELECT status, label FROM cases") == [("decided", "dent")]
    taken = office.take_back(fact)
    assert taken.suggestion is None
    assert office.query("SELECT status, label, decided_by, standing_id FROM cases") == [
        ("automatic", "ok", "", "automatic-1")
    ]
    office.decide(label="scratch")
    assert office.difference() == 0
    assert office.problems() == ()


def test_that_a_person_over_a_recorded_decision_falls_back_to_it_when_taken_back(
    office: Office,
) -> None:
    office.receive(arrival("a"))
    office.case()
    office.receive(arrival("a", recorded=recorded("dent")))
    fact = office.decide(label="ok")
    office.take_back(fact)
    assert office.query("SELECT status, label, decided_by FROM cases") == [
        ("decided", "dent", "Recorded labels")
    ]


def test_that_a_late_change_is_a_correction(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(6)))
    soon = office.decide()
    office.take_back(soon)
    late = office.decide()
    office.later(60)
    office.take_back(late)
    corrections = office.query("SELECT correction FROM retractions ORDER BY log_seq")
    assert corrections == [(0,), (1,)]


def test_that_a_hold_back_of_nought_makes_every_change_a_correction(office: Office) -> None:
    office.receive(arrival("a"))
    fact = office.decide()
    review.take_back(office.store, office.project, ANNA, fact, "s", office.now, HoldBack(0.0, 0))
    assert office.query("SELECT correction FROM retractions") == [(1,)]


def test_that_a_lease_ends_after_a_case_was_taken_back_too(office: Office) -> None:
    office.receive(arrival("a"))
    office.take_back(office.decide())
    office.later(review.LEASE / timedelta(seconds=1))
    assert office.case(BEN).case.case_id == "a"
    assert redoable(office) == []


def test_that_the_id_of_a_decision_taken_back_is_not_kept_again(office: Office) -> None:
    office.receive(arrival("a"), arrival("b"))
    answer = office.answer(office.case().case.case_no)
    sent = (office.store, office.project, ANNA, answer)
    review.decide(*sent, office.now)
    office.take_back(answer.decision_id)
    words = "That decision id was taken back; send the answer with a new one."
    assert refused(review.decide, *sent, office.now) == words
    assert review.decide_and_claim(*sent, "s", office.now).value.refused == words
    assert waiting(office) == ["a", "b"]
    assert office.case().case.case_id == "a"


def test_that_the_id_of_an_aside_taken_back_is_not_kept_again(office: Office) -> None:
    office.receive(arrival("a"))
    fact = office.put_aside(Aside.UNSURE)
    case_no = office.take_back(fact).case.case_no
    answer = office.answer(case_no, decision_id=fact)
    step = review.put_aside_and_claim(
        office.store, office.project, ANNA, answer, Aside.UNSURE, "s", office.now
    ).value
    assert step.refused.startswith("That decision id was taken back")


@pytest.mark.parametrize("aside", [None, Aside.UNSURE])
@pytest.mark.parametrize(
    ("before", "after", "shown", "blind"),
    [
        (Degree.SHADOW, Degree.ASSISTANCE, True, 0),
        (Degree.ASSISTANCE, Degree.SHADOW, False, 0),
        (Degree.SHADOW, Degree.HUMAN_ONLY, False, 1),
    ],
)
def test_that_a_case_that_comes_back_is_settled_by_the_policy_in_force(
    office: Office, aside: Aside | None, before: Degree, after: Degree, shown: bool, blind: int
) -> None:
    office.policy(degree=before, holdback_rate=0.0)
    office.receive(arrival("a", 0.5))
    fact = office.put_aside(aside) if aside else office.decide()
    version = office.policy(degree=after).version
    taken = office.take_back(fact)
    assert (taken.degree, taken.policy_version) == (after, version)
    assert (taken.suggestion is not None) is shown
    again = office.decide()
    found = "SELECT policy_version, degree, shown, blind, p_blind FROM decisions"
    assert office.query(f"{found} WHERE decision_id = ?", again) == [
        (version, after.value, int(shown), blind, 0.0 if shown else 1.0)
    ]
    assert office.query("SELECT COUNT(*) FROM seen") == [(1 - blind,)]
    assert (office.difference(), office.problems()) == (0, ())


@pytest.mark.parametrize("aside", [None, Aside.UNSURE])
def test_that_an_audit_that_comes_back_stays_one_under_the_policy_that_drew_it(
    office: Office, aside: Aside | None
) -> None:
    drew = office.policy(degree=Degree.FULL, audit_rate=1.0).version
    office.receive(arrival("a", 0.99))
    fact = office.put_aside(aside) if aside else office.decide()
    version = office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0).version
    taken = office.take_back(fact)
    assert (taken.degree, taken.policy_version) == (Degree.ASSISTANCE, version)
    assert taken.suggestion is None
    again = office.decide()
    found = "SELECT policy_version, route, blind FROM decisions WHERE decision_id = ?"
    assert office.query(found, again) == [(drew, "audit", 1)]


def test_that_a_case_that_comes_back_under_the_same_policy_keeps_its_route(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=1.0)
    office.receive(arrival("a", 0.5))
    office.take_back(office.decide())
    office.decide()
    found = "SELECT DISTINCT route, route_reason, p_blind, shown, blind, policy_version"
    assert len(office.query(f"{found} FROM decisions")) == 1
