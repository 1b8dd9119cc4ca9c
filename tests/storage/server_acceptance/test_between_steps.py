"""What two people do to the same case at the same moment, as the locks let it through."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.rows import Row
from hitl_app.workflow import intake, projects, review
from hitl_app.workflow.ports import Arrival
from tests.storage.office import arrival, recorded
from tests.storage.server_acceptance.desk import Desk
from tests.storage.server_acceptance.hall import CHIEF, DEPUTY, Hall, inspector, until

SETTLED = "SELECT COUNT(*) FROM queue q JOIN cases c USING (case_no) WHERE c.status = 'decided'"
HELD = "SELECT 1 FROM queue WHERE case_no = %s FOR NO KEY UPDATE"
CLAIM = {"project": 1, "session": "window", "lease_ms": 600_000}


@pytest.fixture
def side(hall: Hall) -> Iterator[ThreadPoolExecutor]:
    """Somebody who waits for a lock while the test goes on."""
    hall.open(cases=6)
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool


@contextmanager
def importing(hall: Hall, *rows: Arrival) -> Iterator[None]:
    """Take rows in, and end the transaction only behind what happens meanwhile."""
    store = hall.store(DEPUTY)
    project = projects.find_project(store, None)
    with store.transaction() as records:
        # Nothing but a step of an import can be stopped before its end.
        received = intake._receive(records, project, rows, hall.now())  # noqa: SLF001  # as said above
        assert received.refused == ()
        yield


def past(case_id: str) -> Arrival:
    return arrival(case_id, recorded=recorded("dent"))


def waits(hall: Hall) -> bool:
    (found,) = hall.query(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND datname = current_database()"
    )
    return found != (0,)


def started(hall: Hall, side: ThreadPoolExecutor, step: Callable[[], object]) -> Future[object]:
    """Begin a step beside the test, until it waits for somebody or has come through."""
    running = side.submit(step)
    until(lambda: waits(hall) or running.done(), "a step that waits")
    return running


def test_that_a_case_settled_while_it_is_given_back_leaves_the_queue(
    hall: Hall, side: ThreadPoolExecutor
) -> None:
    desk = Desk(hall, hall.store(inspector(1)), inspector(1))
    case = desk.claim().case
    with importing(hall, past(case.case_id)):
        step = started(hall, side, lambda: review.release(desk.store, desk.person, case.case_no))
    step.result()
    assert hall.query(SETTLED) == [(0,)]


def test_that_a_case_settled_while_a_packet_is_given_back_leaves_the_queue(
    hall: Hall, side: ThreadPoolExecutor
) -> None:
    store = hall.store(inspector(1))
    lay_in(store, 4)
    with importing(hall, past("c0002")):
        step = started(
            hall, side, lambda: asked(store, "give_back", project=1, session="window+", n=0)
        )
    step.result()
    assert hall.query(SETTLED) == [(0,)]


def test_that_a_case_settled_while_another_one_is_taken_back_leaves_the_queue(
    hall: Hall, side: ThreadPoolExecutor
) -> None:
    desk = Desk(hall, hall.store(inspector(1)), inspector(1))
    following = desk.decide("first", desk.claim()).next
    assert following is not None
    with importing(hall, past(following.case.case_id)):
        step = started(
            hall,
            side,
            lambda: review.take_back(
                desk.store, desk.project, desk.person, "first", "window", hall.now()
            ),
        )
    step.result()
    assert hall.query(SETTLED) == [(0,)]


def test_that_a_packet_is_held_longer_while_an_import_goes_through_its_cases(
    hall: Hall, side: ThreadPoolExecutor
) -> None:
    store = hall.store(inspector(1))
    lay_in(store, 6)
    # It lies behind the others now, so that it would be come to last.
    hall.query("UPDATE queue SET turn = turn WHERE case_no = 1")
    with beside(hall) as other:
        other.execute(HELD, [1])
        step = started(hall, side, lambda: lay_in(store, 6))
        other.execute(HELD, [6])
    step.result()


def test_that_a_case_of_an_old_packet_is_not_taken_from_whoever_has_it_now(
    hall: Hall, side: ThreadPoolExecutor
) -> None:
    store, other = hall.store(inspector(1)), hall.store(inspector(2))
    lay_in(store, 2)
    hall.query("UPDATE queue SET lease_until = 1 WHERE claimed_by IS NOT NULL")
    with other.transaction():
        (taken,) = other.call("claim_next", CLAIM)
        step = started(hall, side, lambda: asked(store, "claim_next", **CLAIM))
    assert step.result() != [taken]
    whose = "SELECT claimed_by FROM queue WHERE case_no = %s"
    assert hall.query(whose, taken["case_no"]) == [(inspector(2),)]


def test_that_new_names_of_two_imports_get_codes_of_their_own(
    hall: Hall, side: ThreadPoolExecutor
) -> None:
    chief = hall.store(CHIEF)
    with importing(hall, arrival("p1", recorded=recorded("ok", reviewer="One"))):
        step = started(
            hall,
            side,
            lambda: intake.receive(
                chief,
                projects.find_project(chief, None),
                [arrival("p2", recorded=recorded("ok", reviewer="Two"))],
                hall.now(),
            ),
        )
    step.result()
    assert len(hall.query("SELECT 1 FROM people WHERE role = 'recorded'")) == 2


def lay_in(store: PostgresStore, n: int) -> None:
    asked(store, "lay_in", project=1, session="window+", n=n, lease_ms=600_000)


def asked(store: PostgresStore, name: str, **arguments: object) -> list[Row]:
    with store.transaction():
        return store.call(name, arguments)


@contextmanager
def beside(hall: Hall) -> Iterator[psycopg.Connection]:
    """Open a transaction past the operations."""
    with psycopg.connect(hall.cluster.url(hall.database)) as connection:
        connection.execute("SET search_path = hitl")
        yield connection
