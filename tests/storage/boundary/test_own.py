"""The review loop by functions alone, and what it keeps back from whoever bends its arguments."""
# ruff: noqa: S608 - every statement is put together from words of these tests

import re

import pytest

from hitl_app.storage.operations import Operation, operations
from hitl_app.storage.postgres.people import add_person
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.postgres.translate import sent_arguments
from tests.storage.boundary.house import ANN, BOB, HEAD, PASSWORD, House

ODD = {
    "text": ("NULL", "''", "'odd'", "repeat('x', 9000)", "'automatic-' || :no"),
    "bigint": ("NULL", "-1", "2", "9223372036854775807", "-9223372036854775808"),
    "double precision": ("NULL", "'NaN'", "'Infinity'", "-1e308"),
}
PLAIN = {
    "project": "1",
    "case_no": ":no",
    "session": "'s'",
    "lease_ms": "60000",
    "label": "'ok'",
    "seconds": "1",
    "flagged": "0",
    "comment": "''",
    "text": "''",
    "ago": "0",
    "n": "9",
    "kind": "'unsure'",
    "decision_id": "'d1'",
    "fact_id": "'f1'",
    "correction": "0",
    "since": "0",
    "until": "9999999999999",
    "after": "0",
    "search": "''",
    "only_last": "0",
    "model_version": "'m1'",
    "case_id": "'known1'",
    "name": "'x'",
}
HIDDEN = re.compile(r"Failing row|0\.97|above_threshold|holdback\||\|audit|champion")


def claimed(house: House, kind: str = "audit", who: str = ANN) -> str:
    house.receive(kind)
    return house.answer(who, "SELECT * FROM hitl.claim_next(1, 's', 600000);")


def bent(operation: Operation) -> list[str]:
    """Return calls of an operation, each with one argument that nobody would send."""
    sent = sent_arguments(operation)
    return [
        f"hitl.{operation.name}({', '.join(odd if each == name else PLAIN[each] for each in sent)})"
        for name, kind in sent.items()
        for odd in ODD[kind]
    ]


def test_that_the_review_loop_works_by_functions_alone(house: House) -> None:
    house.receive("holdback", "audit")
    script = """
        SELECT case_no AS no FROM hitl.claim_next(1, 's', 60000) \\gset
        SELECT case_no = :no, model_label IS NULL FROM hitl.claimed_case(1, :no);
        SELECT case_no = :no FROM hitl.renew(:no, 60000);
        SELECT * FROM hitl.mark(:no, 'comment', 'hair');
        SELECT stored FROM hitl.decide('d1', 1, :no, 'ok', 2.5, 0, 'sure', 0);
        SELECT label FROM hitl.own_facts(1, 9);
        SELECT stored, label FROM hitl.take_back('d1', 1, 's', 1, 60000);
        SELECT previous_label, comment FROM hitl.claimed_case(1, :no);
        SELECT stored FROM hitl.put_aside('a1', 1, :no, 'escalated', 'look', 0);
        SELECT case_no AS next FROM hitl.claim_next(1, 's', 60000) \\gset
        SELECT :no <> :next;
        SELECT * FROM hitl.release(:next);
        SELECT claimed, waiting FROM hitl.glance(1), hitl.day_counts(1, 0);
    """
    said = [line for line in house.answer(ANN, script).splitlines() if line]
    assert said == ["t|t", "t", "1", "1", "ok", "1|ok", "ok|hair", "1", "t", "0|1"]


@pytest.mark.parametrize("kind", ["audit", "holdback"])
def test_that_no_bent_argument_shows_a_row_or_breaks_a_case(house: House, kind: str) -> None:
    number = claimed(house, kind)
    calls = [
        call
        for operation in operations().values()
        if operation.role in {"inspector", "anyone"}
        for call in bent(operation)
    ]
    lines = "".join(f"BEGIN; SELECT * FROM {call}; ROLLBACK;\n" for call in calls)
    said = house.psql(ANN, f"\\set no {number}\n{lines}")
    assert len(calls) > 150
    assert "syntax error" not in said.words
    assert not HIDDEN.search(re.sub(r"(?m)^CONTEXT:.*(\n .*)*", "", said.words))
    assert not re.search(r"0\.97|above_threshold|champion", said.out)


def test_that_a_foreign_case_is_neither_decided_nor_given_back_nor_marked(house: House) -> None:
    number = claimed(house, "holdback", BOB)
    before = house.as_keeper("SELECT * FROM hitl.queue")
    for call in (
        f"decide('d1', 1, {number}, 'ok', 1, 0, '', 0)",
        f"decide('d2', 1, {number}, 'ok', 1, 0, '', 100000)",
        f"put_aside('a1', 1, {number}, 'unsure', '', 0)",
        f"release({number})",
        f"renew({number}, 60000)",
        f"claim_case(1, {number}, 's', 60000)",
        f"claimed_case(1, {number})",
        f"mark({number}, 'flag', '')",
        "give_back(1, 's', 0)",
    ):
        house.answer(ANN, f"SELECT * FROM hitl.{call};")
    assert house.as_keeper("SELECT * FROM hitl.queue") == before
    for table in ("asides", "marks"):
        assert house.as_keeper(f"SELECT * FROM hitl.{table}") == []


def test_that_a_foreign_decision_is_neither_taken_back_nor_told(house: House) -> None:
    number = claimed(house, "holdback", BOB)
    house.answer(BOB, f"SELECT * FROM hitl.decide('bobs', 1, {number}, 'dent', 1, 0, '', 0);")
    taken = "SELECT * FROM hitl.take_back('bobs', 1, 's', 0, 60000);"
    assert house.answer(ANN, taken) == ""
    mine = claimed(house, "holdback")
    aside = f"SELECT stored FROM hitl.put_aside('bobs', 1, {mine}, 'unsure', '', 0);"
    assert house.answer(ANN, aside) == "0"
    assert house.as_keeper("SELECT * FROM hitl.retractions") == []


def test_that_the_models_answer_falls_with_no_case_of_the_same_id(house: House) -> None:
    number = claimed(house, "audit")
    for forged in (f"automatic-{number}", f"Automatic-{number}", "recorded-1-x"):
        aside = f"SELECT stored FROM hitl.put_aside('{forged}', 1, {number}, 'unsure', '', 0);"
        assert house.answer(ANN, aside) == "0"
        taken = f"SELECT * FROM hitl.take_back('{forged}', 1, 's', 0, 60000);"
        assert house.answer(ANN, taken) == ""


def test_that_nobody_empties_the_queue_with_names_of_sessions(house: House) -> None:
    house.receive("holdback")
    house.as_keeper(
        "INSERT INTO hitl.cases (project_id, case_id, arrived_at, media, text, fields, "
        "content_hash, u_audit, u_holdback, route, route_reason, p_blind, policy_version, status) "
        "SELECT 1, 'more' || n, n, '', '', '{}', '', 1, 1, 'human', 'waited', 1, 2, 'waiting' "
        "FROM generate_series(1, 300) n;"
        "INSERT INTO hitl.queue (case_no, project_id, turn) SELECT case_no, 1, arrived_at "
        "FROM hitl.cases WHERE case_id LIKE 'more%'"
    )
    claims = "".join(f"SELECT * FROM hitl.claim_next(1, 's{n}', 3600000);\n" for n in range(300))
    assert len(house.answer(ANN, claims).splitlines()) == 210
    assert house.answer(BOB, "SELECT * FROM hitl.claim_next(1, 's', 60000);") != ""


NAMES = (
    *("O'Neil", "Ünal", "a b", 'the "Chief"', "back\\slash", "50%", "semi;colon--", "山田 太郎"),
    *("Select", "CURRENT_USER", "MiXed", "mixed", "x" * 63, "ü" * 31, "a@b:c/d?e#f"),
)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_name_of_any_letters_works_from_adding_to_verifying(house: House, name: str) -> None:
    code = add_person(house.cluster.url(house.database), name, "inspector", PASSWORD)
    house.receive("holdback")
    store = PostgresStore(house.address(name))
    assert store.signed_in == name
    store.close()
    decided = house.answer(
        name,
        "SELECT d.stored FROM hitl.claim_next(1, 's', 60000) AS c, "
        "LATERAL hitl.decide('d', 1, c.case_no, 'ok', 1, 0, '', 0) AS d;",
    )
    assert (code[0], decided) == ("R", "1")
    assert house.as_keeper("SELECT reviewer FROM hitl.decisions WHERE decision_id = 'd'") == [
        (name,)
    ]
    head = PostgresStore(house.address(HEAD))
    *_, verdict = head.verify()
    head.close()
    assert verdict.problems == ()
    house.as_keeper('DROP ROLE "' + name.replace('"', '""') + '"')
