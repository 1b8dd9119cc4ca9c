"""Each login on a server seals in a lane of its own, and a walk goes along all of them."""

from pathlib import Path

import psycopg
import pytest

from hitl_app.storage import open_store
from hitl_app.storage.copying.down import copy_down
from hitl_app.storage.copying.up import copy_up
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from hitl_app.storage.verify import first_of
from hitl_app.workflow import projects, review
from hitl_app.workflow.ports import Answer, Store, Verification
from tests.storage.away.conftest import Seat, Team, password
from tests.storage.office import arrival


class Unhurried:
    """Progress that nobody watches."""

    stopped = False

    def report(self, done: int, total: int | None) -> None:
        """Tell nobody."""


@pytest.fixture
def busy(team: Team) -> Team:
    """Anna and Ben decided four cases each, in turns, and each took one back."""
    team.fill(*(arrival(f"c{n:02}", 0.8) for n in range(20)))
    anna, ben = at(team, "Anna"), at(team, "Ben")
    for _ in range(4):
        for seat in (anna, ben):
            seat.work(1)
    for seat in (anna, ben):
        take_last_back(seat)
    return team


def at(team: Team, name: str) -> Seat:
    store = team.direct(name)
    return Seat(team, store, projects.find_project(store, None), projects.who_acts(store, name))  # type: ignore[arg-type]  # a seat that keeps nothing


def take_last_back(seat: Seat) -> str:
    now = seat.team.clock()
    (last, *_) = review.own_facts(seat.store, seat.project, seat.person, 5, now).value
    review.take_back(seat.store, seat.project, seat.person, last.fact_id, "window", now)
    return last.fact_id


def problems(store: Store) -> tuple[str, ...]:
    return next(each for each in store.verify() if isinstance(each, Verification)).problems


def tamper(team: Team, *statements: str) -> None:
    with psycopg.connect(team.cluster.url(team.database), autocommit=True) as connection:
        connection.execute("SET search_path = hitl")
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            assert connection.execute(statement.encode()).rowcount, statement


def test_that_everybody_seals_in_a_lane_of_ones_own(busy: Team) -> None:
    lanes = dict(busy.query("SELECT name, lane FROM people"))
    assert len(set(lanes.values())) == 3
    for name in ("Anna", "Ben"):
        first = first_of(lanes[name])
        sealed = busy.query("SELECT seq, kind FROM log WHERE actor = %s ORDER BY seq", name)
        own = [(seq, kind) for seq, kind in sealed if kind != "person"]
        assert [seq for seq, _ in own] == [first + n for n in range(1, 6)]
        assert [kind for _, kind in own] == ["decision"] * 4 + ["retraction"]
    assert problems(busy.direct("Chief")) == ()


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (
            ["UPDATE log SET body = 'x' WHERE kind = 'retraction' AND actor = 'Ben'"],
            "was changed",
        ),
        (["DELETE FROM log WHERE kind = 'retraction' AND actor = 'Anna'"], "The end of the log"),
        (["DELETE FROM log WHERE kind = 'decision' AND actor = 'Anna'"], "is missing"),
        (
            ["DELETE FROM chain WHERE chain = (SELECT lane FROM people WHERE name = 'Ben')"],
            "is missing",
        ),
        (
            [
                "DELETE FROM chain WHERE chain = (SELECT lane FROM people WHERE name = 'Ben')",
                "DELETE FROM log WHERE actor = 'Ben' AND kind <> 'person'",
            ],
            "that the log does not know",
        ),
        (
            [
                "UPDATE chain SET hash = (SELECT hash FROM chain WHERE chain = 1) WHERE chain > 1",
            ],
            "The end of the log",
        ),
    ],
)
def test_that_a_change_in_any_lane_is_found(busy: Team, statements: list[str], words: str) -> None:
    tamper(busy, *statements)
    assert any(words in each for each in problems(busy.direct("Chief")))


def decide_on_a_file(file: Path, busy: Team) -> None:
    """Let Anna decide a case in the copy; what she did on the server comes behind it."""
    store = open_store(str(file))
    try:
        project, anna = projects.find_project(store, None), projects.who_acts(store, "Anna")
        now = busy.clock()
        before = {fact.fact_id for fact in review.own_facts(store, project, anna, 9, now).value}
        case = review.claim_next(store, project, anna, "file", now).value
        assert case is not None
        answer = Answer(decision_id="on a file", case_no=case.case.case_no, label="dent")
        review.decide(store, project, anna, answer, now)
        (last, *rest) = review.own_facts(store, project, anna, 9, now).value
        assert last.fact_id == "on a file"
        assert {fact.fact_id for fact in rest} == before
        assert problems(store) == ()
    finally:
        store.close()


def test_that_work_goes_on_behind_all_lanes_on_a_file_and_back_on_a_server(
    busy: Team, tmp_path: Path
) -> None:
    file = tmp_path / "down.db"
    copy_down(busy.cluster.url(busy.database), file, None, Unhurried())
    decide_on_a_file(file, busy)

    other = f"{busy.database}_again"
    busy.cluster.create_database(other)
    try:
        init(busy.cluster.url(other))
        copy_up(file, busy.cluster.url(other), None, Unhurried())
        for name, role in (("Chief", "supervisor"), ("Anna", "inspector")):
            add_person(busy.cluster.url(other), name, role, password(name))
        busy.database, first = other, busy.database
        seat = at(busy, "Anna")
        seat.work(1)
        assert take_last_back(seat).startswith("answer-")
        assert take_last_back(seat) == "on a file"
        assert problems(busy.direct("Chief")) == ()
        for each in busy.opened:
            each.close()
        busy.database = first
    finally:
        busy.cluster.drop_database(other)
