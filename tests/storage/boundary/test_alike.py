"""Audited, held back or plainly a person's: no answer to an inspector tells which a case is."""
# ruff: noqa: S608 - every statement is put together from words of these tests

import re
from collections.abc import Callable

import pytest

from hitl_app.domain.policy import Degree
from tests.storage.boundary.house import ANN, House

EVERYTHING = """
SELECT * FROM hitl.projects() AS p(a, b, c, d, e, f, g, h, i);
SELECT * FROM hitl.policies(1, 0);
SELECT * FROM hitl.people();
SELECT * FROM hitl.person('Recorded labels');
SELECT * FROM hitl.stats(1);
SELECT * FROM hitl.glance(1);
SELECT * FROM hitl.upcoming(1, 1000);
SELECT * FROM hitl.day_counts(1, 0);
SELECT * FROM hitl.packet_room(1, 's');
SELECT * FROM hitl.packet_cases(1, 's');
SELECT * FROM hitl.ask_round(1);
SELECT * FROM hitl.calibration(1, 'm1') ORDER BY band;
SELECT case_number IS NULL FROM hitl.case_number(1, :'case');
SELECT * FROM hitl.claimed_case(1, :no);
SELECT * FROM hitl.fact_of_case(1, :'case');
SELECT * FROM hitl.own_facts(1, 100);
SELECT * FROM hitl.own_cases(1, '', 100);
SELECT * FROM hitl.own_page(1, 0, 9999999999999, 0, 100);
SELECT * FROM hitl.redoable(1, 100);
SELECT * FROM hitl.take_back('automatic-' || :no, 1, 's', 0, 1000);
SELECT * FROM hitl.decide('automatic-' || :no, 1, :no, 'ok', 1, 0, '', 0);
SELECT * FROM hitl.keep_conflict('k' || :n, 1, :no, 'decision', 'ok', '', 0);
SELECT reltuples FROM pg_class WHERE relnamespace = 'hitl'::regnamespace ORDER BY relname;
SELECT relname, n_tup_ins FROM pg_stat_all_tables;
SELECT relname, n_tup_ins FROM pg_stat_xact_all_tables;
SELECT relation, mode FROM pg_locks;
SELECT pg_relation_size('hitl.decisions');
SELECT pg_current_wal_insert_lsn();
"""
STEPS = (
    "SELECT * FROM hitl.claim_next(1, 's', 60000);",
    "SELECT * FROM hitl.renew(:no, 60000);",
    "SELECT * FROM hitl.mark(:no, 'comment', 'odd');",
    "SELECT * FROM hitl.decide('d1', 1, :no, 'ok', 1, 2, '', 0);",
    "BEGIN; SELECT * FROM hitl.decide('d1', 1, :no, 'dent', 1, 0, '', 0);",
    "SELECT * FROM hitl.stats(1); SELECT * FROM hitl.calibration(1, 'm1'); ROLLBACK;",
    "SELECT * FROM hitl.decide('d1', 1, :no, 'ok', 1, 0, '', 0);",
    "SELECT * FROM hitl.take_back('d1', 1, 's', 0, 60000);",
    "SELECT * FROM hitl.release(:no);",
    "SELECT * FROM hitl.claim_case(1, :no, 's', 60000);",
    "SELECT * FROM hitl.put_aside('a1', 1, :no, 'odd', '', 0);",
    "SELECT * FROM hitl.put_aside('a1', 1, :no, 'unsure', '', 0);",
    "SELECT * FROM hitl.take_back('a1', 1, 's', 0, 60000);",
    "SELECT * FROM hitl.release(:no);",
    "SELECT * FROM hitl.lay_in(1, 's+', 10, 60000);",
    "SELECT * FROM hitl.packet_cases(1, 's+');",
    "SELECT * FROM hitl.claim_next(1, 's', 60000);",
    "SELECT * FROM hitl.decide('d2', 1, :no, 'dent', 1, 0, '', 0);",
    "SELECT * FROM hitl.give_back(1, 's+', 0);",
)


def everything_said(house: House, kind: str, before_claiming: Degree) -> str:
    """Return all that an inspector is told from before a case arrives until it is decided."""
    said = [asked(house, "case0000", 0, EVERYTHING)]
    (case_id,) = house.receive(kind)
    house.set_degree(before_claiming)
    ((number,),) = house.as_keeper(f"SELECT case_no FROM hitl.cases WHERE case_id = '{case_id}'")
    script = EVERYTHING + "".join(f"\\echo {step}\n{step}\n{EVERYTHING}" for step in STEPS)
    said.append(asked(house, case_id, int(str(number)), f"LISTEN hitl;\n{script}"))
    plain = re.sub(r"(?m) from server process.*$|LINE \d+:.*$", "", "\n".join(said))
    return re.sub(r"\b1[78]\d{11}\b", "TIME", plain).replace(case_id, "case0000")


def asked(house: House, case_id: str, number: int, script: str) -> str:
    """Ask in one session, answers and refusals in the order in which they came."""
    counted = "".join(
        line.replace(":n,", f"{place},") + "\n" for place, line in enumerate(script.splitlines())
    )
    variables = f"\\set case {case_id}\n\\set no {number}\n\\set VERBOSITY verbose\n"
    said = house.psql(ANN, f"{variables}{counted}")
    assert "FATAL" not in said.words
    return f"{said.out}\n{said.words}"


@pytest.mark.parametrize(
    ("degree", "kinds"),
    [
        (Degree.PARTIAL, ("audit", "holdback")),
        (Degree.ASSISTANCE, ("audit", "holdback")),
        (Degree.SHADOW, ("audit", "holdback", "human")),
        (Degree.HUMAN_ONLY, ("audit", "holdback", "human")),
    ],
)
def test_that_no_answer_to_an_inspector_tells_by_which_route_a_blind_case_came(
    new_house: Callable[[], House], degree: Degree, kinds: tuple[str, ...]
) -> None:
    first, *others = [everything_said(new_house(), kind, degree) for kind in kinds]
    assert "|ok|" in first
    for other in others:
        assert other == first


def test_that_the_comparison_finds_what_is_told(new_house: Callable[[], House]) -> None:
    hidden, shown = (
        everything_said(new_house(), kind, Degree.PARTIAL) for kind in ("holdback", "human")
    )
    assert "0.42" not in hidden
    assert "0.42" in shown


def test_that_the_numbers_of_own_answers_have_no_gap_where_the_model_decided(house: House) -> None:
    house.receive("holdback", "audit", "automatic", "holdback")
    for n in range(3):
        house.answer(ANN, decide_the_next(f"d{n}"))
        house.receive("automatic")
    page = house.answer(ANN, "SELECT decision_no FROM hitl.own_page(1, 0, 9999999999999, 0, 9);")
    keys = house.answer(ANN, "SELECT key FROM hitl.own_cases(1, '', 9) ORDER BY 1;")
    assert (page, keys) == ("1\n2\n3", "1\n2\n3")


def test_that_an_answer_dated_yesterday_or_taken_back_moves_no_figure(house: House) -> None:
    house.receive("holdback")
    figures = "SELECT * FROM hitl.calibration(1, 'm1') ORDER BY band;"
    before = house.answer(ANN, figures)
    house.answer(ANN, "SELECT * FROM hitl.claim_next(1, 's', 60000);")
    house.as_keeper("UPDATE hitl.queue SET claimed_at = claimed_at - 200000000")
    decided = decide_the_next("old", ago=90_000_000)
    for script in (decided, "SELECT * FROM hitl.take_back('old', 1, 's', 0, 60000);"):
        assert house.answer(ANN, script)
        assert house.answer(ANN, figures) == before
    assert "\n" in before


def decide_the_next(decision_id: str, ago: int = 0) -> str:
    return (
        f"SELECT d.stored FROM hitl.claim_next(1, 's', 60000) AS c, LATERAL "
        f"hitl.decide('{decision_id}', 1, c.case_no, 'ok', 1, 0, '', {ago}) AS d;"
    )
