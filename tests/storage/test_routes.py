"""claim_next states the rule of domain.policy.route again in SQL: both are held to each other."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_app.domain.decision import Decision
from hitl_app.domain.draw import draws_for
from hitl_app.domain.policy import Degree, PolicyTerms, Reason, Route, Routing, route
from hitl_app.workflow import review
from hitl_app.workflow.ports import Arrival, Window
from tests.storage.office import ANNA, BEN, LABELS, Office, arrival

THRESHOLD = 0.9
SHARES = st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0])
CONFIDENCES = st.sampled_from(
    [None, 0.0, 0.5, math.nextafter(THRESHOLD, 0), THRESHOLD, math.nextafter(THRESHOLD, 1), 1.0]
)
TERMS = st.builds(
    PolicyTerms,
    degree=st.sampled_from(Degree),
    threshold=st.just(THRESHOLD),
    label_thresholds=st.sampled_from([{}, {"dent": 0.4}, {"ok": 1.0}]),
    always_person=st.sampled_from([frozenset(), frozenset({"scratch"})]),
    audit_rate=SHARES,
    holdback_rate=SHARES,
)
CASES = st.lists(st.tuples(CONFIDENCES, st.sampled_from(LABELS)), min_size=1, max_size=6)
MANY = settings(max_examples=80, suppress_health_check=list(HealthCheck))


def in_force(office: Office, terms: PolicyTerms) -> int:
    return office.policy(
        degree=terms.degree,
        threshold=terms.threshold,
        label_thresholds=terms.label_thresholds,
        always_person=terms.always_person,
        audit_rate=terms.audit_rate,
        holdback_rate=terms.holdback_rate,
    ).version


def arrivals(office: Office, cases: list[tuple[float | None, str]]) -> list[Arrival]:
    office.made += 1
    return [
        arrival(f"c{office.made}-{n}", confidence, label)
        for n, (confidence, label) in enumerate(cases)
    ]


def rule(office: Office, row: Arrival, terms: PolicyTerms) -> Routing:
    return route(row.prediction, terms, draws_for(row.case_id, office.project.salt))


def rule_for_people(office: Office, row: Arrival, terms: PolicyTerms) -> Routing:
    """Return where the policy sends a case that people have to decide whatever it allows."""
    to_people = {Degree.PARTIAL: Degree.ASSISTANCE, Degree.FULL: Degree.ASSISTANCE}
    return rule(office, row, replace(terms, degree=to_people.get(terms.degree, terms.degree)))


def work_off(office: Office) -> dict[str, tuple[bool, Degree]]:
    """Decide all that waits; returns which suggestions were shown, and under which degree."""
    shown = {}
    while (claimed := office.claim()) is not None:
        shown[claimed.case.case_id] = (claimed.suggestion is not None, claimed.degree)
        answer = office.answer(claimed.case.case_no)
        review.decide(office.store, office.project, ANNA, answer, office.now)
    return shown


def decisions(office: Office, after: int = 0) -> dict[str, Decision]:
    with office.store.reading() as records:
        page = records.decision_page(office.project, Window(), after, 1000)
    return {f"{each.reviewer}/{each.case_id}": each for _, each in page}


def last_number(office: Office) -> int:
    return int(office.query("SELECT COALESCE(MAX(decision_no), 0) FROM decisions")[0][0])


def is_so(decision: Decision, routing: Routing, version: int) -> None:
    assert decision.route is routing.route
    assert decision.route_reason is routing.reason
    assert decision.p_blind == routing.p_blind
    assert decision.blind == routing.blind
    assert decision.policy_version == version


@pytest.fixture
def sound_office(office: Office) -> Iterator[Office]:
    """One workspace for all examples, walked at the end."""
    yield office
    assert office.problems() == ()


@MANY
@given(terms=TERMS, cases=CASES)
def test_that_a_case_is_claimed_by_the_route_that_the_rule_gave_it(
    sound_office: Office, terms: PolicyTerms, cases: list[tuple[float | None, str]]
) -> None:
    office, before = sound_office, last_number(sound_office)
    version = in_force(office, terms)
    rows = arrivals(office, cases)
    office.receive(*rows)
    shown = work_off(office)
    kept = decisions(office, before)
    for row in rows:
        expected = rule(office, row, terms)
        automatic = kept.get(f"/{row.case_id}")
        assert (automatic is not None) == expected.route.is_automatic
        if automatic is not None:
            assert automatic.label == row.prediction.label
            is_so(automatic, replace(expected, blind=False), version)
        assert (row.case_id in shown) == (expected.route is not Route.AUTOMATIC)
        if row.case_id in shown:
            assert shown[row.case_id][0] == (not expected.blind)
            is_so(kept[f"Anna/{row.case_id}"], expected, version)


@MANY
@given(before=TERMS, after=TERMS, cases=CASES)
def test_that_the_policy_at_the_claim_decides_over_what_waited(
    sound_office: Office,
    before: PolicyTerms,
    after: PolicyTerms,
    cases: list[tuple[float | None, str]],
) -> None:
    office, last = sound_office, last_number(sound_office)
    arrived = in_force(office, before)
    rows = arrivals(office, cases)
    office.receive(*rows)
    changed = in_force(office, after)
    shown = work_off(office)
    kept = decisions(office, last)
    for row in rows:
        first = rule(office, row, before)
        if first.route is Route.AUTOMATIC:
            assert row.case_id not in shown
            continue
        decision = kept[f"Anna/{row.case_id}"]
        if first.route is Route.AUDIT:
            is_so(decision, first, arrived)
            assert not shown[row.case_id][0]
            continue
        second = rule_for_people(office, row, after)
        reason = first.reason if changed == arrived else Reason.WAITED
        is_so(decision, replace(second, reason=reason), changed)
        assert shown[row.case_id] == (not second.blind, after.degree)


def only(office: Office, who: str) -> Decision:
    (found,) = [each for each in decisions(office).values() if each.reviewer == who]
    return found


def test_that_who_has_seen_a_prediction_is_never_blind_for_that_case_again(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.receive(arrival("a", 0.7))
    assert office.case(ANNA).suggestion is not None
    office.step_down()
    office.later(3600)
    assert office.case(ANNA).suggestion is None
    office.decide(ANNA)
    decision = only(office, "Anna")
    assert (decision.blind, decision.prediction_shown) == (False, False)
    assert decision.degree is Degree.SHADOW


def test_that_a_colleague_who_has_not_seen_it_stays_blind(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.receive(arrival("a", 0.7))
    office.case(ANNA)
    office.step_down()
    office.later(3600)
    office.decide(BEN)
    assert only(office, "Ben").blind


def test_that_a_case_on_the_screen_keeps_its_route(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.receive(arrival("a", 0.7), arrival("b", 0.7))
    before = office.case(ANNA)
    office.step_down()
    again = office.case(ANNA)
    assert (again.case, again.degree, again.suggestion) == (
        before.case,
        Degree.ASSISTANCE,
        before.suggestion,
    )
    office.decide(ANNA)
    assert only(office, "Anna").degree is Degree.ASSISTANCE
    assert office.case(ANNA).suggestion is None


def test_that_doing_a_case_again_with_its_prediction_is_not_blind(office: Office) -> None:
    office.policy(degree=Degree.SHADOW)
    office.receive(arrival("a", 0.7))
    fact = office.decide(ANNA)
    case_no = office.take_back(fact, ANNA).case.case_no
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.later(3600)
    assert office.case(BEN).suggestion is not None
    review.release(office.store, BEN, case_no)
    again = review.claim_again(
        office.store, office.project, ANNA, case_no, "s", office.later(1)
    ).value
    office.kept(office.answer(case_no))
    decision = only(office, "Anna")
    assert not decision.retracted
    assert decision.prediction_shown == (again.suggestion is not None)
    assert not (decision.blind and decision.prediction_shown)


def test_that_a_late_prediction_that_is_shown_has_a_reason_that_fits(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.receive(arrival("a"))
    claimed = office.case(ANNA)
    office.receive(arrival("a", 0.7))
    assert office.case(ANNA).suggestion is None
    review.release(office.store, ANNA, claimed.case.case_no)
    assert office.case(BEN).suggestion is not None
    office.decide(BEN)
    decision = only(office, "Ben")
    assert (decision.route_reason, decision.blind) == (Reason.WAITED, False)


def test_that_a_prediction_after_a_blind_claim_is_compared_as_blind(office: Office) -> None:
    office.policy(degree=Degree.PARTIAL, audit_rate=0.0, holdback_rate=0.0)
    office.receive(arrival("a"))
    office.case(ANNA)
    received = office.receive(arrival("a", 1.0))
    assert (received.predictions, received.automatic) == (1, 0)
    office.decide(ANNA, "dent")
    decision = only(office, "Anna")
    assert (decision.blind, decision.predicted_label, decision.p_blind) == (True, "ok", 1.0)
    assert office.difference() == 0


def test_that_doing_a_case_again_after_a_step_down_shows_no_prediction(office: Office) -> None:
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.receive(arrival("a", 0.7))
    case_no = office.take_back(office.decide(ANNA)).case.case_no
    again = (office.store, office.project, ANNA, case_no)
    assert review.claim_again(*again, "t", office.now).value.suggestion is not None
    office.step_down()
    assert review.claim_again(*again, "s", office.now).value.suggestion is not None
    review.release(office.store, ANNA, case_no)
    assert review.claim_again(*again, "s", office.now).value.suggestion is None


@pytest.mark.parametrize("drawn", [False, True])
def test_that_a_draw_on_the_rate_itself_is_not_drawn(office: Office, drawn: bool) -> None:
    rate = draws_for("a", office.project.salt).holdback
    office.policy(
        degree=Degree.ASSISTANCE, holdback_rate=math.nextafter(rate, 1) if drawn else rate
    )
    office.receive(arrival("a", 0.7))
    assert (office.case().suggestion is None) == drawn
