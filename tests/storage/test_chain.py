"""What a stranger does to file or server is found by a walk over the chain."""

import pytest

from hitl_app.domain.decision import Aside
from hitl_app.domain.policy import Degree
from hitl_app.workflow import automation, review
from hitl_app.workflow.ports import Verification
from tests.storage.office import ANNA, CHIEF, Office, arrival, recorded

KEPT = ("decisions", "asides", "retractions", "policies", "policy_notes", "marks", "log")


@pytest.fixture
def busy_office(office: Office) -> Office:
    """A workspace with every kind of fact."""
    office.policy(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.5, holdback_rate=0.5)
    office.receive(*(arrival(f"c{n}", n / 20) for n in range(20)))
    office.receive(arrival("r", 0.4, recorded=recorded("dent")))
    office.take_back(office.decide(label="dent", comment="said | so"))
    office.decide()
    office.put_aside(Aside.UNSURE)
    office.put_aside(Aside.ESCALATED)
    office.decide()
    review.mark(office.store, ANNA, 3, "comment", "look", office.later(1))
    version = office.step_down().version
    automation.explain(office.store, office.project, CHIEF, version, "lamp", office.later(1))
    return office


def test_that_an_untouched_workspace_has_no_problems(busy_office: Office) -> None:
    walked = list(busy_office.store.verify())
    verdict = walked[-1]
    assert isinstance(verdict, Verification)
    assert verdict.problems == ()
    assert verdict.entries == len(busy_office.kinds())
    assert verdict.decisions == busy_office.query("SELECT COUNT(*) FROM decisions")[0][0]
    assert verdict.head == busy_office.query("SELECT hash FROM chain")[0][0]
    assert walked[:-1] == [verdict.entries]


def test_that_a_long_log_is_walked_stretch_by_stretch(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(60)))
    for _ in range(60):
        office.decide()
    *seen, verdict = office.store.verify()
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert verdict.problems == ()


def test_that_a_decision_during_the_walk_is_no_missing_end(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(60)))
    for _ in range(55):
        office.decide()
    colleague = office.another()
    walk = office.store.verify()
    next(walk)
    colleague.decide()
    *_, verdict = walk
    assert verdict.problems == ()


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET log_seq = log_seq"])
def test_that_facts_are_neither_changed_nor_deleted(
    busy_office: Office, table: str, statement: str
) -> None:
    column = "seq" if table == "log" else "log_seq"
    words = busy_office.refusal_of(statement.format(table).replace("log_seq", column))
    assert "append-only" in words


# ruff: noqa: S608  statements of a stranger, put together from the constants below
LAST = "(SELECT MAX(seq) FROM log)"
A_DECISION = "(SELECT MAX(decision_no) FROM decisions)"
UNDECIDED = (
    "UPDATE cases SET status = 'waiting', label = NULL, decided_by = NULL, decided_at = NULL, "
    "standing_id = NULL WHERE status = 'decided'"
)
IN_BATCH = "(SELECT MIN(decision_no) FROM decisions)"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE log SET body = body || ' ' WHERE seq = 5", "Entry 5 of the log"),
        ("UPDATE log SET at = at + 1 WHERE seq = 2", "Entry 2 of the log (project) was changed"),
        ("UPDATE log SET actor = 'Ben' WHERE kind = 'decision'", "(decision) was changed"),
        ("UPDATE log SET hash = 'x' || hash WHERE seq = 4", "Entry 4 of the log"),
        ("DELETE FROM log WHERE seq = 6", "Entry 6 of the log is missing"),
        (f"DELETE FROM log WHERE seq = {LAST}", "The end of the log is missing"),
        ("UPDATE chain SET hash = 'x'", "The end of the log is missing"),
        (
            f"UPDATE decisions SET label = 'scratch' WHERE decision_no = {A_DECISION}",
            "The record of entry",
        ),
        (f"UPDATE decisions SET comment = 'x' WHERE decision_no = {A_DECISION}", "The record of"),
        (f"UPDATE decisions SET blind = 1 - blind WHERE decision_no = {A_DECISION}", "The record"),
        (f"UPDATE decisions SET p_blind = 0.25 WHERE decision_no = {A_DECISION}", "The record of"),
        (f"UPDATE decisions SET case_no = 9 WHERE decision_no = {A_DECISION}", "The record of"),
        (f"DELETE FROM decisions WHERE decision_no = {A_DECISION}", "The record of entry"),
        (
            f"UPDATE decisions SET confidence = 0.5 WHERE decision_no = {IN_BATCH}",
            "Decisions of batch",
        ),
        (f"DELETE FROM decisions WHERE decision_no = {IN_BATCH}", "Decisions of batch"),
        ("UPDATE policies SET threshold = 0.1 WHERE version = 2", "The record of entry"),
        ("UPDATE policies SET always_person = '[\"ok\"]' WHERE version = 2", "The record of"),
        ("UPDATE policy_notes SET reason = 'bulb'", "(policy note) was changed or removed"),
        ("DELETE FROM retractions", "(retraction) was changed or removed"),
        ("UPDATE asides SET kind = 'escalated'", "(unsure) was changed or removed"),
        ("UPDATE marks SET text = 'look away'", "(comment) was changed or removed"),
        ("UPDATE agreement_counts SET n = n + 1 WHERE n > 0", "cells of the agreement counts"),
        ("UPDATE agreement_people SET n = n + 1 WHERE n > 0", "cells of the agreement counts"),
        ("UPDATE cases SET case_id = case_id || 'x' WHERE case_no = 20", "Decisions of batch"),
        ("UPDATE people SET role = 'supervisor' WHERE name = 'Ben'", "The person “Ben” was"),
        ("UPDATE people SET code = 'R9' WHERE name = 'Ben'", "The person “Ben” was changed"),
        ("UPDATE people SET pin_hash = 'x' WHERE name = 'Ben'", "The person “Ben” was changed"),
        ("DELETE FROM people WHERE name = 'Ben'", "The person “Ben” was changed, added or removed"),
        ("UPDATE people SET name = 'Eve' WHERE name = 'Ben'", "The person “Eve” was"),
        ("UPDATE projects SET labels = '[\"a\",\"b\"]'", "The project “Parts” was changed"),
        ("UPDATE projects SET salt = 'chosen'", "The project “Parts” was changed"),
        ("UPDATE projects SET question = 'Bad?'", "The project “Parts” was changed"),
        ("UPDATE projects SET kind = 'audio'", "The project “Parts” was changed"),
        ("UPDATE cases SET label = 'scratch' WHERE status = 'decided'", "The state of 3 cases"),
        ("UPDATE cases SET decided_by = 'Ben' WHERE status = 'decided'", "The state of 3 cases"),
        ("UPDATE cases SET status = 'waiting' WHERE case_no = 20", "The state of 1 cases"),
        ("UPDATE cases SET decided_at = 1 WHERE case_no = 20", "The state of 1 cases"),
        (
            UNDECIDED,
            "The state of 3 cases",
        ),
        (
            "UPDATE cases SET standing_id = 'automatic-1' WHERE status = 'decided'",
            "The state of 3 cases",
        ),
    ],
)  # fmt: skip
def test_that_a_change_is_found_and_named(busy_office: Office, change: str, words: str) -> None:
    busy_office.tamper(change)
    assert words in " ".join(busy_office.problems())


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (LAST, "The record of entry"),
        (f"{LAST} + 1", "There are records that the log does not know."),
        (2**63 - 1, "There are records that the log does not know."),
        (-(2**63), "There are records that the log does not know."),
        (0, "There are records that the log does not know."),
        ("2", "has a record that it did not seal"),
    ],
)
def test_that_an_added_decision_is_found(busy_office: Office, entry: str, words: str) -> None:
    columns = busy_office.columns("decisions")
    forged = {"decision_no": "9999", "decision_id": "'forged'", "log_seq": str(entry)}
    copied = ", ".join(forged.get(name, name) for name in columns)
    busy_office.tamper(
        f"INSERT INTO decisions SELECT {copied} FROM decisions WHERE decision_no = {A_DECISION}"
    )
    assert words in " ".join(busy_office.problems())


def test_that_a_flipped_byte_in_the_file_is_found(busy_office: Office) -> None:
    busy_office.store.close()
    content = bytearray(busy_office.path.read_bytes())
    place = content.index(b"said | so")
    content[place] ^= 1
    busy_office.path.write_bytes(content)
    busy_office.open_again()
    assert busy_office.problems()


def test_that_labels_with_a_bar_cannot_be_moved_across_it(new_office, tmp_path) -> None:
    office = new_office(tmp_path / "w.db", labels=("a", "a|a", "b"))
    office.receive(arrival("c", 0.5, "a"))
    office.decide(label="a|a", comment="x")
    assert office.query("SELECT label, first_label FROM decisions") == [("a|a", "a|a")]
    office.tamper("UPDATE decisions SET label = 'a', first_label = 'a|a|a'")
    assert any("(decision) was changed" in problem for problem in office.problems())


def test_that_a_long_list_of_problems_is_cut(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(60)))
    for _ in range(60):
        office.decide()
    office.tamper("UPDATE decisions SET label = 'dent'")
    assert len(office.problems()) == 20
