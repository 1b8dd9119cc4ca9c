"""One step of review asks the server five times; whichever answer is lost, the step holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hitl_app.storage.away.store import SteadyStore
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.workflow.ports import Store
from tests.servers.proxy import Proxy
from tests.storage.server_acceptance.desk import Desk
from tests.storage.server_acceptance.hall import Hall, inspector, password, until

ANNA = inspector(1)
QUESTIONS = ("begin", "decide", "claim", "read", "commit")
lost = pytest.mark.parametrize("answered", range(5), ids=[f"{each} lost" for each in QUESTIONS])


@pytest.fixture(params=[SteadyStore, PostgresStore], ids=["also kept here", "server alone"])
def store(
    hall: Hall, proxy: Proxy, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Store]:
    hall.open(30)
    kept = [tmp_path / "kept"] if request.param is SteadyStore else []
    opened = request.param(hall.address(ANNA, proxy.port), password(ANNA), *kept)
    yield opened
    opened.close()


@lost
def test_that_a_decision_holds_whichever_answer_is_lost(
    hall: Hall, proxy: Proxy, store: Store, answered: int
) -> None:
    desk = Desk(hall, store, ANNA)
    step = desk.decide("a", desk.claim())
    desk.look()
    proxy.lose_answers_after(answered, cut_after=0.05)
    step = desk.decide("b", step.next)
    step = desk.decide("c", step.next)
    until(desk.look, "the server is back")
    # What is on the screen when the server is back stays in hand there.
    again = desk.claim()
    assert again.case == step.next.case
    desk.decide("d", again)
    assert [decision_id for decision_id, _ in hall.stored()] == ["a", "b", "c", "d"]
    assert store.told() == ()


def test_that_the_case_on_the_screen_outlives_a_second_loss(
    hall: Hall, proxy: Proxy, tmp_path: Path
) -> None:
    hall.open(30)
    store = SteadyStore(hall.address(ANNA, proxy.port), password(ANNA), tmp_path / "kept")
    desk = Desk(hall, store, ANNA)
    step = desk.decide("a", desk.claim())
    desk.look()
    proxy.cut()
    step = desk.decide("b", step.next)
    until(desk.look, "the server is back")
    proxy.cut()
    step = desk.decide("c", step.next)
    until(desk.look, "the server is back")
    desk.decide("d", step.next)
    assert [decision_id for decision_id, _ in hall.stored()] == ["a", "b", "c", "d"]
    store.close()
