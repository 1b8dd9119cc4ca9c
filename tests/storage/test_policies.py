from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.workflow import automation
from hitl_app.workflow.changes import Changes
from tests.storage.office import ANNA, CHIEF, REASON, Office, arrival, refused

FULL_TERMS = PolicyTerms(
    degree=Degree.PARTIAL,
    threshold=0.87,
    label_thresholds={"dent": 0.99},
    always_person=frozenset({"scratch"}),
    audit_rate=0.07,
    holdback_rate=0.21,
)


def apply(office: Office, terms: PolicyTerms, reason: str = REASON, version: int | None = None):
    expected = automation.policy(office.store, office.project).value.version
    return automation.apply(
        office.store, office.project, CHIEF, terms, version or expected, reason, office.later(1)
    )


def test_that_a_project_begins_with_people_alone(office: Office) -> None:
    policy = automation.policy(office.store, office.project).value
    assert (policy.version, policy.degree, policy.by) == (1, Degree.HUMAN_ONLY, "Chief")


@pytest.mark.parametrize("reason", ["", "too short", "   nine ch   "])
def test_that_raising_needs_a_reason(office: Office, reason: str) -> None:
    words = refused(apply, office, PolicyTerms(degree=Degree.SHADOW), reason)
    assert words.startswith("More automation needs a reason of at least 10 characters")
    assert apply(office, PolicyTerms(degree=Degree.SHADOW), "ten chars.").value.version == 2


def test_that_lowering_needs_none(office: Office) -> None:
    apply(office, FULL_TERMS)
    assert apply(office, replace(FULL_TERMS, threshold=0.9), "").value.reason == ""
    policy = automation.step_down(office.store, office.project, CHIEF, office.later(1)).value
    assert (policy.degree, policy.threshold, policy.reason) == (Degree.ASSISTANCE, 0.9, "")


def test_that_step_down_ends_at_people_alone(office: Office) -> None:
    apply(office, PolicyTerms(degree=Degree.FULL))
    degrees = [office.step_down().degree for _ in range(4)]
    assert degrees == list(Degree)[3::-1]
    assert refused(office.step_down).startswith("People decide everything already")


def test_that_the_reason_for_a_step_down_may_come_later(office: Office) -> None:
    apply(office, PolicyTerms(degree=Degree.FULL))
    version = office.step_down().version
    automation.explain(
        office.store, office.project, CHIEF, version, " lamp broken ", office.later(1)
    )
    policies = automation.history(office.store, office.project).value
    assert [(each.version, each.reason) for each in policies[:2]] == [
        (version, "lamp broken"),
        (version - 1, REASON),
    ]
    assert office.problems() == ()


def test_that_going_back_restores_all_terms_as_a_new_version(office: Office) -> None:
    wanted = apply(office, FULL_TERMS).value
    apply(office, replace(FULL_TERMS, degree=Degree.FULL, always_person=frozenset()))
    office.step_down()
    back = automation.go_back(
        office.store, office.project, CHIEF, wanted.version, office.later(1)
    ).value
    assert back.terms == FULL_TERMS == wanted.terms
    assert (back.version, back.restores, back.reason) == (5, 2, "Back to policy 2.")
    assert back == automation.policy(office.store, office.project).value
    assert office.problems() == ()


def test_that_going_back_without_a_number_goes_to_the_one_before(office: Office) -> None:
    apply(office, FULL_TERMS)
    back = automation.go_back(office.store, office.project, CHIEF, None, office.later(1)).value
    assert (back.terms, back.restores) == (PolicyTerms(), 1)


@pytest.mark.parametrize("version", [0, 2, 7, None])
def test_that_there_must_be_something_to_go_back_to(office: Office, version: int | None) -> None:
    if version == 2:
        apply(office, FULL_TERMS)
    words = refused(automation.go_back, office.store, office.project, CHIEF, version, office.now)
    assert words.startswith("There is no earlier policy")


def test_that_what_is_in_force_is_not_put_in_force_again(office: Office) -> None:
    assert refused(apply, office, PolicyTerms()) == "The draft is what is in force already."


def test_that_terms_are_checked_before_anything_is_stored(office: Office) -> None:
    refused(apply, office, replace(FULL_TERMS, threshold=1.5))
    assert automation.policy(office.store, office.project).value.version == 1


def test_that_an_inspector_can_do_none_of_it(office: Office) -> None:
    here = (office.store, office.project, ANNA)
    steps = [
        lambda: automation.apply(*here, FULL_TERMS, 1, REASON, office.now),
        lambda: automation.step_down(*here, office.now),
        lambda: automation.go_back(*here, None, office.now),
        lambda: automation.explain(*here, 1, "because", office.now),
    ]
    for step in steps:
        assert refused(step).endswith("Anna is an inspector.")
    assert automation.policy(office.store, office.project).value.version == 1


@pytest.mark.parametrize("seconds", [0, 5])
def test_that_the_second_of_two_supervisors_is_told_who_was_first(
    office: Office, seconds: float
) -> None:
    there = office.another()
    draft = automation.policy(there.store, there.project).value
    apply(office, FULL_TERMS)
    there.now = office.now
    there.later(seconds)
    words = refused(
        automation.apply, there.store, there.project, CHIEF, PolicyTerms(degree=Degree.SHADOW),
        draft.version, REASON, there.now,
    )  # fmt: skip
    assert words.startswith("Chief has set policy 2 in the meantime")
    assert automation.policy(there.store, there.project).value.terms == FULL_TERMS
    assert office.problems() == ()


def test_that_a_new_policy_is_told_to_policy_and_queue(office: Office) -> None:
    assert apply(office, FULL_TERMS).changes == Changes.POLICY | Changes.QUEUE


def test_that_the_terms_come_back_as_they_were_set(new_office, tmp_path) -> None:
    labels = ("it's", 'say "so"', "a|b", "é😀")
    office = new_office(tmp_path / "w.db", labels=labels)
    terms = replace(
        FULL_TERMS,
        label_thresholds={label: 0.1 + n / 7 for n, label in enumerate(labels)},
        always_person=frozenset(labels[:2]),
    )
    office.policy(**{name: getattr(terms, name) for name in PolicyTerms.__dataclass_fields__})
    office.open_again()
    assert automation.policy(office.store, office.project).value.terms == terms
    office.receive(arrival("a", 0.5, "it's"), arrival("b", 0.9, 'say "so"'))
    for label in ("a|b", 'say "so"'):
        office.decide(label=label)
    assert office.problems() == ()
    assert office.difference() == 0


def test_that_a_policy_from_long_ago_keeps_its_day(office: Office) -> None:
    office.now = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    office.receive(arrival("a"))
    office.decide()
    days = office.query("SELECT day FROM agreement_counts")
    assert days == [(-1,)]
    with office.store.reading() as records:
        assert str(records.first_day(office.project)) == "1969-12-31"
