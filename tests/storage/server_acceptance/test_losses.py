from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hitl_app.domain.draw import draw
from tests.servers.proxy import Proxy
from tests.storage.server_acceptance.hall import Hall, floor, until

PEOPLE, CASES = 6, 1000
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def at_work(hall: Hall, cases: int, **way: int) -> Iterator[None]:
    """Let half of the people work on what is kept here too, the others on the server alone."""
    hall.open(cases)
    people = range(1, PEOPLE + 1)
    posts = [hall.post(n, steady=n % 2 == 0, ends=True, **way) for n in people]
    with floor(posts):
        yield
        until(lambda: len(hall.stored()) == cases, "everything decided and sent")
        hall.ends.touch()


def wait_for(hall: Hall, decisions: int) -> None:
    until(lambda: len(hall.acknowledged()) >= decisions, f"{decisions} decisions")


def test_that_what_was_acknowledged_outlives_ended_sessions_and_a_killed_server(
    lasting_hall: Hall,
) -> None:
    ended = 0
    with at_work(lasting_hall, CASES):
        for decisions in range(40, CASES, 40):
            wait_for(lasting_hall, decisions)
            ended += lasting_hall.terminate_all()
            if decisions in {320, 680}:
                lasting_hall.cluster.kill()
                lasting_hall.cluster.start()
    assert ended > CASES / 40
    lasting_hall.check_each_once(CASES)


def test_that_a_network_that_cuts_delays_and_loses_answers_loses_no_decision(
    lasting_hall: Hall,
) -> None:
    cluster = lasting_hall.cluster
    with Proxy(cluster.host, cluster.port) as proxy:
        with at_work(lasting_hall, CASES, port=proxy.port):
            lost = 0
            for decisions in range(30, CASES - 60, 30):
                wait_for(lasting_hall, decisions)
                lost += bad_turn(proxy, draw(str(decisions), "network"))
            proxy.delay(0)
        assert lost >= 10
        lasting_hall.check_each_once(CASES)


def bad_turn(proxy: Proxy, drawn: float) -> bool:
    """Let something happen to the network; says whether answers were lost."""
    if drawn < 0.3:
        proxy.cut()
    elif drawn < 0.5:
        proxy.delay(drawn / 50)
    else:
        proxy.delay(0)
        proxy.lose_answers_after(int(drawn * 10), cut_after=0.2)
        return proxy.lost.wait(30)
    return False
