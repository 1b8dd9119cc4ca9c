import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hitl_app.domain.case import Prediction
from hitl_app.domain.draw import Draws
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import (
    Degree,
    Policy,
    PolicyTerms,
    Reason,
    Route,
    check_terms,
    raises_automation,
    route,
)

LABELS = ("ok", "scratch", "dent")
THRESHOLD = 0.9
SHARES = st.floats(0, 1)
ABOUT_THE_THRESHOLD = st.sampled_from(
    [0.0, 1.0, THRESHOLD, math.nextafter(THRESHOLD, 0), math.nextafter(THRESHOLD, 1)]
)
CONFIDENCES = st.one_of(SHARES, ABOUT_THE_THRESHOLD)
DRAWS = st.builds(Draws, SHARES, SHARES)
NOT_DRAWN = Draws(audit=1.0, holdback=1.0)
DRAWN = Draws(audit=0.0, holdback=0.0)
UPWARDS = list(Degree)


def said(confidence: float, label: str = "ok") -> Prediction:
    return Prediction(model_version="m1", label=label, confidence=confidence)


def terms(degree: Degree, **more: object) -> PolicyTerms:
    return replace(PolicyTerms(degree=degree, threshold=THRESHOLD), **more)


@given(
    degree=st.sampled_from(Degree),
    confidence=st.one_of(st.none(), CONFIDENCES),
    label=st.sampled_from(LABELS),
    draws=DRAWS,
    audit_rate=SHARES,
    holdback_rate=SHARES,
    always_person=st.frozensets(st.sampled_from(LABELS)),
    label_thresholds=st.dictionaries(st.sampled_from(LABELS), CONFIDENCES),
)
def test_that_every_case_has_one_route_and_it_follows_the_words_of_the_policy(
    degree: Degree,
    confidence: float | None,
    label: str,
    draws: Draws,
    audit_rate: float,
    holdback_rate: float,
    always_person: frozenset[str],
    label_thresholds: dict[str, float],
) -> None:
    policy = terms(
        degree,
        audit_rate=audit_rate,
        holdback_rate=holdback_rate,
        always_person=always_person,
        label_thresholds=label_thresholds,
    )
    prediction = None if confidence is None else said(confidence, label)
    routing = route(prediction, policy, draws)
    may_be_alone = (
        confidence is not None
        and label not in always_person
        and (
            degree is Degree.FULL
            or (degree is Degree.PARTIAL and confidence >= label_thresholds.get(label, THRESHOLD))
        )
    )
    unseen = degree in {Degree.HUMAN_ONLY, Degree.SHADOW} or confidence is None
    assert routing.route.is_automatic == may_be_alone
    assert routing == route(prediction, policy, draws)
    if unseen:
        assert (routing.route, routing.p_blind, routing.blind) == (Route.HUMAN, 1.0, True)
    elif may_be_alone:
        assert routing.p_blind == audit_rate
        assert routing.blind == (routing.route is Route.AUDIT) == (draws.audit < audit_rate)
    else:
        assert routing.p_blind == holdback_rate
        assert (
            routing.blind == (routing.route is Route.HOLDBACK) == (draws.holdback < holdback_rate)
        )


@pytest.mark.parametrize(
    ("confidence", "reason"),
    [
        (0.0, Reason.BELOW_THRESHOLD),
        (math.nextafter(THRESHOLD, 0), Reason.BELOW_THRESHOLD),
        (THRESHOLD, Reason.ABOVE_THRESHOLD),
        (math.nextafter(THRESHOLD, 1), Reason.ABOVE_THRESHOLD),
        (1.0, Reason.ABOVE_THRESHOLD),
    ],
)
def test_that_the_threshold_itself_is_enough(confidence: float, reason: Reason) -> None:
    assert route(said(confidence), terms(Degree.PARTIAL), NOT_DRAWN).reason is reason


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_that_the_ends_of_the_scale_are_thresholds_too(threshold: float) -> None:
    policy = terms(Degree.PARTIAL, threshold=threshold)
    assert route(said(1.0), policy, NOT_DRAWN).route is Route.AUTOMATIC
    assert route(said(0.0), policy, NOT_DRAWN).route.is_automatic == (threshold == 0.0)


@pytest.mark.parametrize(
    ("degree", "prediction", "expected"),
    [
        (Degree.HUMAN_ONLY, said(1.0), Reason.HUMAN_ONLY),
        (Degree.SHADOW, said(1.0), Reason.SHADOW),
        (Degree.SHADOW, None, Reason.SHADOW),
        (Degree.ASSISTANCE, None, Reason.NO_PREDICTION),
        (Degree.PARTIAL, None, Reason.NO_PREDICTION),
        (Degree.FULL, None, Reason.NO_PREDICTION),
        (Degree.ASSISTANCE, said(1.0, "dent"), Reason.ASSISTANCE),
        (Degree.PARTIAL, said(1.0, "dent"), Reason.ALWAYS_PERSON),
        (Degree.FULL, said(1.0, "dent"), Reason.ALWAYS_PERSON),
        (Degree.FULL, said(0.0), Reason.FULL),
    ],
)
def test_that_a_route_says_why(
    degree: Degree, prediction: Prediction | None, expected: Reason
) -> None:
    policy = terms(degree, always_person=frozenset({"dent"}))
    assert route(prediction, policy, NOT_DRAWN).reason is expected


@pytest.mark.parametrize("degree", [Degree.ASSISTANCE, Degree.PARTIAL, Degree.FULL])
@pytest.mark.parametrize("confidence", [0.1, 0.99])
def test_that_a_rate_of_nought_draws_nobody_and_a_rate_of_one_everybody(
    degree: Degree, confidence: float
) -> None:
    nobody = terms(degree, audit_rate=0.0, holdback_rate=0.0)
    everybody = terms(degree, audit_rate=1.0, holdback_rate=1.0)
    assert not route(said(confidence), nobody, DRAWN).blind
    assert route(said(confidence), everybody, Draws(1 - 2**-53, 1 - 2**-53)).blind


def test_that_a_label_may_have_a_threshold_of_its_own() -> None:
    policy = terms(Degree.PARTIAL, label_thresholds={"dent": 0.99})
    assert route(said(0.95), policy, NOT_DRAWN).route is Route.AUTOMATIC
    assert route(said(0.95, "dent"), policy, NOT_DRAWN).route is Route.HUMAN
    assert route(said(0.99, "dent"), policy, NOT_DRAWN).route is Route.AUTOMATIC


def test_that_degrees_are_a_ladder() -> None:
    assert [degree.rank for degree in UPWARDS] == [0, 1, 2, 3, 4]
    assert [degree.step_below for degree in UPWARDS] == [None, *UPWARDS[:-1]]
    assert [degree.hides_predictions for degree in UPWARDS] == [True, True, False, False, False]


@given(before=st.sampled_from(Degree), after=st.sampled_from(Degree))
def test_that_a_higher_degree_raises_whatever_else_is_said(before: Degree, after: Degree) -> None:
    stricter = terms(after, threshold=1.0, audit_rate=1.0)
    looser = terms(after, threshold=0.0, audit_rate=0.0)
    now = terms(before, audit_rate=0.5)
    if after.rank != before.rank:
        assert raises_automation(now, stricter, LABELS) == (after.rank > before.rank)
        assert raises_automation(now, looser, LABELS) == (after.rank > before.rank)


@pytest.mark.parametrize(
    ("degree", "change", "raises"),
    [
        (Degree.PARTIAL, {"threshold": 0.8}, True),
        (Degree.PARTIAL, {"threshold": 0.95}, False),
        (Degree.PARTIAL, {"label_thresholds": {"dent": 0.5}}, True),
        (Degree.PARTIAL, {"label_thresholds": {"dent": 0.95}}, False),
        (Degree.PARTIAL, {"audit_rate": 0.01}, True),
        (Degree.PARTIAL, {"audit_rate": 0.5}, False),
        (Degree.PARTIAL, {"always_person": frozenset()}, True),
        (Degree.PARTIAL, {"always_person": frozenset({"ok", "dent"})}, False),
        (Degree.PARTIAL, {"holdback_rate": 0.0}, False),
        (Degree.FULL, {"threshold": 0.1}, False),
        (Degree.FULL, {"audit_rate": 0.01}, True),
        (Degree.FULL, {"always_person": frozenset()}, True),
        (Degree.ASSISTANCE, {"threshold": 0.1, "audit_rate": 0.0}, False),
        (Degree.SHADOW, {"always_person": frozenset()}, False),
    ],
)
def test_that_only_what_lets_the_model_decide_more_raises(
    degree: Degree, change: dict[str, object], raises: bool
) -> None:
    now = terms(degree, always_person=frozenset({"dent"}))
    assert raises_automation(now, replace(now, **change), LABELS) is raises


@example(0.0)
@example(1.0)
@given(SHARES)
def test_that_shares_are_taken(share: float) -> None:
    check_terms(
        PolicyTerms(
            threshold=share,
            audit_rate=share,
            holdback_rate=share,
            label_thresholds={"ok": share},
            always_person=frozenset({"dent"}),
        ),
        LABELS,
    )


@pytest.mark.parametrize("value", [-0.01, 1.01, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("threshold", "threshold must lie"),
        ("audit_rate", "audit rate must lie"),
        ("holdback_rate", "holdback rate must lie"),
        ("label_thresholds", "threshold of dent must lie"),
    ],
)
def test_that_what_is_no_share_is_refused_by_name(name: str, words: str, value: float) -> None:
    changed = {name: {"dent": value} if name == "label_thresholds" else value}
    with pytest.raises(Refused, match=words):
        check_terms(replace(PolicyTerms(), **changed), LABELS)


@pytest.mark.parametrize(
    "change", [{"label_thresholds": {"hole": 0.5}}, {"always_person": frozenset({"hole"})}]
)
def test_that_labels_of_another_project_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"no label “hole”\. Its labels: ok, scratch, dent"):
        check_terms(replace(PolicyTerms(), **change), LABELS)


def test_that_a_policy_keeps_its_terms_apart_from_its_history() -> None:
    set_terms = terms(
        Degree.PARTIAL, label_thresholds={"dent": 0.99}, always_person=frozenset({"ok"})
    )
    policy = Policy(
        version=3,
        by="Chief",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        degree=set_terms.degree,
        threshold=set_terms.threshold,
        label_thresholds=set_terms.label_thresholds,
        always_person=set_terms.always_person,
        audit_rate=set_terms.audit_rate,
        holdback_rate=set_terms.holdback_rate,
    )
    assert policy.terms == set_terms
