"""Setting up: projects and people, and what is refused of them."""

import pytest

from hitl_app.domain.case import CaseKind, GuideEntry
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import automation, projects, review
from hitl_app.workflow.ports import NewProject
from tests.storage.office import ANNA, CHIEF, Office, arrival, refused


def create(office: Office, by: str = CHIEF.name, **more: object) -> str:
    new = NewProject(**{"name": "Second", "labels": ("yes", "no"), **more})
    return refused(projects.create, office.store, new, by, office.now)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "  "}, "A project needs a name."),
        ({"name": "Parts"}, "There is a project “Parts” already."),
        ({"labels": ("one",)}, "at least two labels"),
        ({"labels": ("a", " ")}, "A label needs 1 to 200 characters"),
        ({"labels": ("a", "x" * 201)}, "A label needs 1 to 200 characters"),
        ({"labels": ("a", "b", "a")}, "The label “a” stands twice."),
        ({"by": "Anna"}, "Only a supervisor can set up a project. Anna is an inspector."),
    ],
)
def test_that_a_project_that_cannot_be_meant_is_refused(
    office: Office, change: dict[str, object], words: str
) -> None:
    assert words in create(office, **change)
    assert projects.find_project(office.store, None).name == "Parts"
    assert office.problems() == ()


def test_that_a_project_comes_back_as_it_was_set_up(office: Office) -> None:
    guide = (GuideEntry(label="yes", words="Sure.", picture="yes.png", mixed_up_with=("no",)),)
    new = NewProject(
        name="Second", labels=("yes", "it's “no”"), question="Is it?", kind=CaseKind.TEXT,
        guide=guide, reference="labels of 2025",
    )  # fmt: skip
    made = projects.create(office.store, new, "Dora", office.now).value
    office.open_again()
    found = projects.find_project(office.store, "Second")
    assert found == made
    assert (found.labels, found.guide, found.reference) == (new.labels, guide, new.reference)
    assert found.salt != office.project.salt
    assert projects.who_acts(office.store, "Dora").role is Role.SUPERVISOR


def test_that_one_of_several_projects_must_be_named(office: Office) -> None:
    projects.create(
        office.store, NewProject(name="Second", labels=("yes", "no")), CHIEF.name, office.now
    )
    words = refused(projects.find_project, office.store, None)
    assert words == "The workspace has several projects: Parts, Second. Name one with --project."
    words = refused(projects.find_project, office.store, "Third")
    assert words == "There is no project “Third”. The workspace has: Parts, Second."


def test_that_a_workspace_without_projects_says_how_to_make_one(office: Office) -> None:
    office.tamper("DELETE FROM policies", "DELETE FROM projects")
    assert "hitl-app init" in refused(projects.find_project, office.store, None)


def add(office: Office, name: str, role: Role = Role.INSPECTOR, actor: Person = CHIEF) -> Person:
    return projects.add_person(office.store, actor, name, role, None, office.now).value


def test_that_people_have_codes_of_their_own(office: Office) -> None:
    made = add(office, "  Dora ")
    assert (made.name, made.code) == ("Dora", "R4")
    assert add(office, "Dora") == made
    names = [person.name for person in projects.people(office.store).value]
    assert names == ["Anna", "Ben", "Chief", "Dora"]
    with office.store.reading() as records:
        assert records.reviewer_codes()["Dora"] == "R4"
    assert office.kinds().count("person") == 4


def test_that_people_are_checked(office: Office) -> None:
    assert "1 to 200" in refused(add, office, " ")
    assert "1 to 200" in refused(add, office, "x" * 201)
    assert refused(add, office, "Anna", Role.SUPERVISOR) == "Anna is already here as inspector."
    assert "Only a supervisor can add people" in refused(add, office, "Dora", Role.INSPECTOR, ANNA)
    assert "Nobody called “Dora”" in refused(projects.who_acts, office.store, "Dora")


def test_that_a_pin_is_asked_for_where_there_is_one(office: Office) -> None:
    projects.add_person(office.store, CHIEF, "Dora", Role.INSPECTOR, "hash", office.now)
    asked: list[str] = []

    def fits(stored: str) -> bool:
        asked.append(stored)
        return len(asked) > 1

    words = refused(lambda: projects.who_acts(office.store, "Dora", pin_fits=fits))
    assert words == "The PIN of Dora is not right."
    assert projects.who_acts(office.store, "Dora", pin_fits=fits).has_pin
    assert projects.who_acts(office.store, "Anna", pin_fits=fits) == ANNA
    assert asked == ["hash", "hash"]


def test_that_the_situation_is_read_at_one_moment(office: Office) -> None:
    office.receive(arrival("a"))
    office.case()
    office.policy(holdback_rate=0.5)
    situation = automation.look(office.store, office.project, office.now).value
    assert situation.policy == situation.history[0]
    assert [each.version for each in situation.history] == [2, 1]
    assert situation.claimed == 1


def test_that_one_claims_only_as_somebody_who_decides(office: Office) -> None:
    ghost = Person(name="Old labels", role=Role.RECORDED, code="R9")
    assert "cannot decide" in refused(
        review.claim_next, office.store, office.project, ghost, "s", office.now
    )
