"""Answers that came when their case was somebody else's: kept, told, chained, changing nothing."""

from datetime import timedelta
from typing import Any

import pytest

from hitl_app.domain.policy import Degree
from hitl_app.domain.reviewer import Person
from hitl_app.storage.rows import to_ms
from hitl_app.workflow import conflicts
from hitl_app.workflow.ports import Conflict
from tests.storage.office import ANNA, BEN, CHIEF, Office, arrival, refused

# ruff: noqa: S608  statements of a stranger, put together from constants


def keep(office: Office, who: Person = ANNA, **more: Any) -> list[dict[str, Any]]:
    """Keep an answer of five minutes ago on the first case."""
    asked = {
        "fact_id": "decide-late", "project": office.project.project_id, "case_no": 1,
        "actor": who.name, "kind": "decision", "label": "dent", "comment": "said | so",
        "ago": 300_000, "now": to_ms(office.now), **more,
    }  # fmt: skip
    with office.store.transaction() as records:
        found: list[dict[str, Any]] = records._engine.call("keep_conflict", asked)  # noqa: SLF001  # not in the port
    return found


def listed(office: Office, n: int = 10) -> list[Conflict]:
    return list(conflicts.conflicts(office.store, office.project, CHIEF, n).value)


@pytest.fixture
def late(office: Office) -> Office:
    """Ben decided the first of three cases, then Anna's answer comes."""
    office.receive(*(arrival(f"c{n}", 0.4) for n in range(3)))
    office.decide(BEN, "scratch")
    keep(office)
    return office


def test_that_a_conflict_is_told_beside_what_stands(late: Office) -> None:
    (told,) = listed(late)
    assert told == Conflict(
        fact_id="decide-late",
        case_no=1,
        case_id="c0",
        reviewer="Anna",
        kind="decision",
        label="dent",
        comment="said | so",
        decided_at=late.now - timedelta(minutes=5),
        at=late.now,
        with_whom="Ben",
        standing_label="scratch",
        standing_by="Ben",
    )


def test_that_a_conflict_changes_nothing_that_stands(office: Office) -> None:
    office.receive(*(arrival(f"c{n}", 0.4) for n in range(3)))
    office.decide(BEN, "scratch")
    tables = ("cases", "decisions", "queue", "agreement_counts", "seen")
    before = [sorted(office.query(f"SELECT * FROM {table}"), key=repr) for table in tables]
    keep(office)
    after = [sorted(office.query(f"SELECT * FROM {table}"), key=repr) for table in tables]
    assert after == before
    assert office.kinds()[-1] == "conflict"


def test_that_the_same_conflict_is_kept_once(late: Office) -> None:
    before = late.kinds()
    late.later(60)
    assert keep(late, label="ok") == [{"with_whom": "Ben"}]
    assert keep(late, BEN) == []
    assert late.kinds() == before
    assert [each.label for each in listed(late)] == ["dent"]


def test_that_they_are_listed_newest_first_and_only_as_many_as_asked_for(late: Office) -> None:
    for number in (2, 3):
        late.later(1)
        keep(late, fact_id=f"decide-{number}", case_no=number)
    assert [each.case_id for each in listed(late)] == ["c2", "c1", "c0"]
    assert [each.case_id for each in listed(late, 2)] == ["c2", "c1"]


@pytest.mark.parametrize("kind", ["unsure", "escalated", "retraction"])
def test_that_what_was_no_decision_is_kept_too(late: Office, kind: str) -> None:
    keep(late, fact_id=f"put-{kind}", kind=kind, label="", comment="")
    assert (listed(late)[0].kind, listed(late)[0].label) == (kind, "")
    assert late.problems() == ()


def test_that_who_holds_the_case_is_told_while_nothing_stands(office: Office) -> None:
    office.receive(arrival("c0", 0.4))
    keep(office)
    office.case(BEN)
    keep(office, fact_id="decide-2")
    (held, free) = listed(office)
    assert (held.with_whom, held.standing_label, held.standing_by) == ("Ben", None, None)
    assert (free.with_whom, free.standing_by) == ("", None)


def test_that_a_decision_of_the_model_tells_no_label(office: Office) -> None:
    office.policy(degree=Degree.FULL, audit_rate=0.0)
    office.receive(arrival("c0", 0.99, "dent"))
    keep(office)
    (told,) = listed(office)
    assert (told.standing_label, told.standing_by, told.with_whom) == (None, "", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"case_no": 99},
        {"project": 99},
        {"ago": -1},
        {"comment": "x" * 10_001},
        {"label": "x" * 201},
    ],
)
def test_that_what_cannot_be_right_is_not_kept(late: Office, wrong: dict[str, Any]) -> None:
    before = late.kinds()
    assert keep(late, fact_id="wrong", **wrong) == []
    assert late.kinds() == before
    assert late.problems() == ()


def test_that_conflicts_are_for_supervisors(late: Office) -> None:
    words = refused(conflicts.conflicts, late.store, late.project, ANNA, 5)
    assert words == "Only a supervisor can see conflicts. Anna is an inspector."


def test_that_the_chain_holds_with_conflicts(late: Office) -> None:
    assert late.problems() == ()
    assert late.kinds()[-1] == "conflict"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE conflicts SET label = 'scratch'",
        "UPDATE conflicts SET comment = 'said so'",
        "UPDATE conflicts SET reviewer = 'Ben'",
        "UPDATE conflicts SET kind = 'unsure'",
        "UPDATE conflicts SET case_no = 2",
        "UPDATE conflicts SET decided_at = decided_at + 1",
        "UPDATE conflicts SET at = at + 1",
        "UPDATE conflicts SET with_whom = 'Chief'",
        "UPDATE conflicts SET fact_id = 'other'",
        "DELETE FROM conflicts",
    ],
)
def test_that_a_changed_conflict_is_found_and_named(late: Office, change: str) -> None:
    late.tamper(change)
    assert "(conflict) was changed or removed" in " ".join(late.problems())


def test_that_an_added_conflict_is_found(late: Office) -> None:
    forged = {"conflict_no": "9999", "fact_id": "'forged'", "log_seq": "9999"}
    copied = ", ".join(forged.get(name, name) for name in late.columns("conflicts"))
    late.tamper(f"INSERT INTO conflicts SELECT {copied} FROM conflicts")
    assert "There are records that the log does not know." in late.problems()


@pytest.mark.parametrize("statement", ["DELETE FROM conflicts", "UPDATE conflicts SET label = ''"])
def test_that_conflicts_are_neither_changed_nor_deleted(late: Office, statement: str) -> None:
    assert "append-only" in late.refusal_of(statement)
