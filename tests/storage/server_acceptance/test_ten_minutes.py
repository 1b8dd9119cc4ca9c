from collections.abc import Sequence
from datetime import timedelta

import pytest

from hitl_app.domain.case import Project
from hitl_app.workflow import review
from hitl_app.workflow.ports import Answer, Store
from tests.servers.proxy import Proxy
from tests.storage.server_acceptance.hall import CHIEF, Hall, Machine, inspector, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
ANNA, BEN = 1, 2
MINUTES = 10
CASES = 60


def go_on(hall: Hall, minutes: int) -> None:
    """Let the server's clock go on."""
    hall.query(
        "CREATE OR REPLACE FUNCTION hitl.now_ms() RETURNS bigint LANGUAGE sql VOLATILE RETURN CAST("
        f"EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint) + {minutes * 60_000}"
    )


def give_away(hall: Hall, case_no: int) -> None:
    """Give a case to Ben, past the program; he decides it."""
    name = inspector(BEN)
    hall.query("UPDATE queue SET claimed_by = %s, session = 'b' WHERE case_no = %s", name, case_no)
    store = hall.store(name)
    (project,) = projects_of(store)
    answer = Answer(decision_id="bens", case_no=case_no, label="scratch")
    review.decide(store, project, hall.person(name), answer, hall.now())


def projects_of(store: Store) -> Sequence[Project]:
    with store.reading() as records:
        return records.projects()


def test_that_ten_minutes_without_network_and_a_killed_program_lose_nothing(
    hall: Hall, proxy: Proxy
) -> None:
    hall.open(CASES)
    post = hall.post(ANNA, steady=True, port=proxy.port)
    machine = Machine(post)
    while machine.state["left"] < 18:  # the packet grows with the pace
        machine.do("work", 3)
        machine.do("look")
    before = len(machine.done())
    proxy.block()
    proxy.cut()
    assert machine.do("work", 4, "dent")["away"]
    given_away = int(hall.notes("done")[-1][2])
    machine.do("wait", MINUTES * 30)
    machine.begin("work", 8, "dent")
    until(lambda: len(machine.done()) >= before + 8, "half of the answers are kept")
    machine.kill()
    again = Machine(post)
    assert again.state["away"]
    assert again.state["kept"] >= len(again.done()) - before
    again.do("wait", MINUTES * 60)
    again.do("work", 4, "scratch")
    assert len(hall.stored()) == before
    give_away(hall, given_away)
    go_on(hall, MINUTES)
    proxy.unblock()
    again.do("come back")
    again.do("work", 2, "ok")
    again.close()
    check(hall, before, given_away)


def check(hall: Hall, before: int, given_away: int) -> None:
    acknowledged = hall.acknowledged()
    mine = hall.query(
        "SELECT decision_id, case_no, decided_at FROM decisions WHERE reviewer = %s "
        "ORDER BY decision_no",
        inspector(ANNA),
    )
    stored = [(decision_id, case_no) for decision_id, case_no, _ in mine]
    # What was in the journal when the program was killed may be there without its line here.
    told = {decision_id for decision_id, _ in acknowledged}
    assert [each for each in stored if each[0] in told] == [
        each for each in acknowledged if each[1] != given_away
    ]
    assert len(stored) - len([each for each in stored if each[0] in told]) <= 1
    assert len({case_no for _, case_no in stored}) == len(stored)
    times = [at for *_, at in mine]
    assert times == sorted(times)
    assert times[-1] - times[before - 1] > MINUTES * 60_000 - 1
    assert hall.notes("refused") == []
    conflict_is_listed(hall, given_away)
    hall.check_the_books(len(stored) + 1, CASES)


def conflict_is_listed(hall: Hall, case_no: int) -> None:
    (words,) = [words for _, words in hall.notes("told")]
    (case_id,) = hall.query("SELECT case_id FROM cases WHERE case_no = %s", case_no)[0]
    assert words == (
        f"Case {case_id} went to {inspector(BEN)} before the server was here again. Your answer "
        f"“dent” changes nothing there and is kept for the supervisor."
    )
    chief = hall.store(CHIEF)
    (project,) = projects_of(chief)
    with chief.reading() as records:
        (conflict,) = records.conflicts(project, 10)
    assert (conflict.reviewer, conflict.label) == (inspector(ANNA), "dent")
    assert (conflict.with_whom, conflict.standing_label) == (inspector(BEN), "scratch")
    assert hall.query("SELECT label FROM cases WHERE case_no = %s", case_no) == [("scratch",)]


def test_that_a_case_comes_back_by_itself_when_a_machine_died(hall: Hall) -> None:
    hall.open(1)
    machine = Machine(hall.post(ANNA))
    held = machine.do("claim")["case"]
    machine.kill()
    ben = hall.store(inspector(BEN))
    (project,), person = projects_of(ben), hall.person(inspector(BEN))
    assert review.claim_next(ben, project, person, "b", hall.now()).value is None
    left = hall.query("SELECT lease_until FROM queue")[0][0] / 1000 - hall.now().timestamp()
    assert 0 < left <= review.LEASE.total_seconds()
    go_on(hall, int(review.LEASE / timedelta(minutes=1)))
    until(
        lambda: review.claim_next(ben, project, person, "b", hall.now()).value is not None,
        "the case comes back",
    )
    assert hall.query("SELECT case_no, claimed_by FROM queue") == [(held, inspector(BEN))]
