"""Attempts with psql to do more than one's role allows, each refused in the server's words."""
# ruff: noqa: S608 - every statement is put together from words of these tests

import re
from collections.abc import Callable, Mapping

import pytest

from tests.storage.boundary.attempts import (
    CHANGING,
    DENIED,
    OF_INSPECTORS,
    OF_INTAKE,
    OF_SUPERVISORS,
    READING,
)
from tests.storage.boundary.house import ANN, BELT, BOB, HEAD, House

Record = Callable[[str, object], None]
EVERYBODYS = {**READING, **CHANGING}


def each(table: Mapping[str, object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attempt", table, ids=lambda name: name.replace(" ", "_"))


def refused(house: House, who: str, script: str, words: str, record: Record) -> None:
    """Hold what the server said against what is expected, and keep it in the test's record."""
    said = house.refusal(who, script)
    record("refusal", said)
    assert re.match(words, said), said


@pytest.mark.parametrize("who", [ANN, BELT, HEAD])
@each(EVERYBODYS)
def test_that_nobody_gets_at_the_tables_or_the_server(
    shared_house: House, who: str, attempt: str, record_property: Record
) -> None:
    refused(shared_house, who, *EVERYBODYS[attempt], record_property)


@pytest.mark.parametrize("who", [ANN, BELT])
@each(OF_SUPERVISORS)
def test_that_only_supervisors_do_what_is_theirs(
    shared_house: House, who: str, attempt: str, record_property: Record
) -> None:
    call = f"SELECT * FROM {OF_SUPERVISORS[attempt]};"
    refused(shared_house, who, call, f"{DENIED} function", record_property)


@each(OF_INTAKE)
def test_that_an_inspector_brings_nothing_in(
    shared_house: House, attempt: str, record_property: Record
) -> None:
    call = f"SELECT * FROM {OF_INTAKE[attempt]};"
    refused(shared_house, ANN, call, f"{DENIED} function", record_property)


@each(OF_INSPECTORS)
def test_that_intake_decides_nothing(
    shared_house: House, attempt: str, record_property: Record
) -> None:
    call = f"SELECT * FROM {OF_INSPECTORS[attempt]};"
    refused(shared_house, BELT, call, f"{DENIED} function", record_property)


def test_that_a_right_of_another_workspace_opens_nothing(
    shared_house: House, record_property: Record
) -> None:
    shared_house.as_keeper(f'GRANT hitl_supervisor TO "{ANN}"')
    try:
        for name, call in (OF_SUPERVISORS | OF_INTAKE).items():
            words = "HT002: ann of the house is here as inspector|42501: permission denied"
            refused(shared_house, ANN, f"SELECT * FROM {call};", words, record_property)
            assert name
    finally:
        shared_house.as_keeper(f'REVOKE hitl_supervisor FROM "{ANN}"')


def test_that_a_role_put_on_changes_nobodys_name(shared_house: House) -> None:
    name = shared_house.answer(ANN, "SET ROLE hitl_inspector; SELECT name FROM hitl.about();")
    assert name == ANN


def test_that_somebody_removed_from_the_people_is_refused(
    house: House, record_property: Record
) -> None:
    house.as_keeper(f"DELETE FROM hitl.people WHERE name = '{ANN}'")
    words = "HT001: ann of the house has no role in this workspace"
    for call in ("hitl.claim_next(1, 's', 60000)", "hitl.projects()"):
        refused(house, ANN, f"SELECT * FROM {call};", words, record_property)


@pytest.mark.parametrize(
    "script",
    [
        "EXPLAIN (ANALYZE, WAL) SELECT * FROM hitl.claim_next(1, 's', 60000);",
        "PREPARE c AS SELECT * FROM hitl.claim_next(1, 's', 6); EXPLAIN ANALYZE EXECUTE c;",
        "/* */ explain (analyze, buffers) SELECT * FROM hitl.upcoming(1, 9);",
    ],
)
def test_that_no_operation_is_measured(
    shared_house: House, script: str, record_property: Record
) -> None:
    refused(shared_house, ANN, script, "HT002: An operation is not measured", record_property)


def batch(route: str, confidence: float, label: str = "ok", answer: str = "null") -> str:
    row = (
        f'[1, 1, "forged", null, "", "", "{{}}", "", 0.5, 0.5, "m1", "{label}", {confidence}, "", '
        f'null, "", "", "{route}", "full", 0.5, null, {answer}, null, null, null]'
    )
    return f"'[{row}]'"


@pytest.mark.parametrize(
    ("rows", "terms"),
    [
        (batch("automatic", 0.2), "2, 'partial', 0.9"),
        (batch("audit", 0.2), "2, 'partial', 0.9"),
        (batch("recorded", 0.2), "2, 'partial', 0.9"),
        (batch("automatic", 0.2), "2, 'full', 0"),
        (batch("automatic", 0.2), "3, 'full', 0"),
        (batch("human", 0.2, "strange"), "2, 'partial', 0.9"),
    ],
)
def test_that_intake_lets_the_model_decide_nothing_that_the_policy_does_not(
    shared_house: House, rows: str, terms: str, record_property: Record
) -> None:
    script = f"SELECT * FROM hitl.receive({rows}, 1, {terms});"
    refused(shared_house, BELT, script, "HT004: ", record_property)
    assert shared_house.answer(BELT, "SELECT cases FROM hitl.stats(1);") == "25"


def test_that_a_supervisor_decides_under_no_other_name(house: House) -> None:
    house.receive("holdback")
    claim = "SELECT * FROM hitl.claim_next(1, 's', 60000)"
    number = house.answer(BOB, claim)
    decided = house.answer(
        HEAD,
        f"SELECT * FROM hitl.decide('d', 1, {number}, 'ok', 1, 0, '', 0);",
    )
    assert decided == f"0|0||{BOB}"
    assert house.as_keeper("SELECT * FROM hitl.decisions WHERE decision_id = 'd'") == []
