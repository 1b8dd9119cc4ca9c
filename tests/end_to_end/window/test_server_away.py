"""The window while its server is away: work goes on, is told of, and arrives once."""

import pytest

from hitl_app.app import Opening
from hitl_app.domain.policy import Degree
from hitl_app.settings import KeptSettings
from hitl_app.storage import open_store
from hitl_app.ui.review.gate import Stage
from hitl_app.workflow import projects
from hitl_app.workflow.ports import Window
from tests.end_to_end.window.conftest import INSPECTOR, SUPERVISOR
from tests.end_to_end.window.server_place import PASSWORDS, ServerPlace


@pytest.fixture
def server(tmp_path, cluster, database, proxy) -> ServerPlace:
    place = ServerPlace(tmp_path, cluster=cluster, database=database()).set_up()
    place.proxy = proxy
    return place


def opening(server: ServerPlace, person: str = INSPECTOR) -> Opening:
    """What the window opens: the way to the server leads through the proxy."""
    through = server.cluster.url(server.database, person, PASSWORDS[person], port=server.proxy.port)
    return server.opening(person, workspace=through)


def decided(server: ServerPlace) -> list[tuple[str, str]]:
    address = server.url(SUPERVISOR)
    store = open_store(address)
    try:
        project = projects.find_project(store, None)
        with store.reading() as records:
            page = records.decision_page(project, Window(), 0, 100)
    finally:
        store.close()
    return [(each.case_id, each.label) for _, each in page]


def has_a_packet(at, least: int = 5) -> bool:
    kept = at.program._place._line._kept  # noqa: SLF001  # shown nowhere while the server is there
    return kept.left >= least


def away_text(at) -> str:
    mark = at.find("top.away")
    return mark.accessibleName() if mark.isVisible() else ""


def pull(server: ServerPlace) -> None:
    server.proxy.block()
    server.proxy.cut()


def test_that_three_answers_are_kept_survive_a_restart_and_arrive_once_in_order(server, start):
    server.receive(12)
    mia = start(opening(server), server.clock)
    mia.decide("1")
    mia.until(lambda: has_a_packet(mia))
    pull(server)
    first = []
    for key in "234":
        mia.until_ready()
        first.append(mia.case_id)
        mia.decide(key)
    mia.until(lambda: away_text(mia) == "Server away · 3 kept here")
    assert not mia.find("top.saving").isVisible()
    mia.leave()

    again = start(opening(server), server.clock)
    again.until(lambda: away_text(again) == "Server away · 3 kept here")
    assert again.case_id not in first
    assert len(decided(server)) == 1
    server.proxy.unblock()
    again.until(lambda: away_text(again) == "")
    assert again.find("top.saving").text() == "All saved"
    assert [case for case, _ in decided(server)][1:] == first
    again.decide("1")
    assert len(decided(server)) == 5


def test_that_nothing_moves_when_the_server_goes_away(server, start):
    server.receive(12)
    mia = start(opening(server), server.clock)
    mia.decide("1")
    mia.until(lambda: has_a_packet(mia))
    buttons = [mia.find(f"review.class.{n}") for n in range(1, 4)]
    before = [(each.mapTo(mia.window, each.rect().topLeft()), each.size()) for each in buttons]
    pull(server)
    mia.decide("2")
    mia.until(lambda: away_text(mia) != "")
    after = [(each.mapTo(mia.window, each.rect().topLeft()), each.size()) for each in buttons]
    assert after == before


def test_that_the_limit_stops_with_words_and_the_way_back_goes_on(server, start):
    KeptSettings(server.settings).set("away_answers", 2)
    server.receive(12)
    mia = start(opening(server), server.clock)
    mia.until(lambda: has_a_packet(mia, 2))
    pull(server)
    mia.decide("1")
    mia.until_ready()
    mia.press("2")
    mia.until(lambda: mia.review.flow.stage is Stage.DONE)
    mia.until(lambda: "Cannot reach the server" in mia.find("review.done").accessibleName())
    assert "2 answers are safe on this machine" in mia.find("review.done").accessibleName()
    server.proxy.unblock()
    mia.until_ready()
    assert len(decided(server)) == 2


def test_that_an_inspector_away_sees_no_more_than_before(server, start):
    server.set_degree(Degree.SHADOW)
    server.receive(8, "Scratch")
    mia = start(opening(server), server.clock)
    mia.until(lambda: has_a_packet(mia))
    pull(server)
    mia.decide("12")
    kept = server.folder / "kept"
    everything = b"".join(each.read_bytes() for each in kept.iterdir() if each.suffix != ".lock")
    assert b"B-003" in everything
    assert b"m1" not in everything
    assert b"0.81" not in everything


def test_that_a_step_down_without_the_server_says_what_it_did(server, start):
    server.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    server.receive(12, "Scratch")
    sam = start(opening(server, SUPERVISOR), server.clock)
    sam.until(lambda: has_a_packet(sam))
    sam.window.show_page("automation")
    sam.until(lambda: sam.find("auto.step_down").isEnabled())
    pull(server)
    sam.find("auto.step_down").click()
    sam.until(lambda: "Shadow" in sam.find("top.degree").accessibleName())
    sam.until(lambda: away_text(sam) == "Server away · 1 kept here")
    server.proxy.unblock()
    sam.until(lambda: away_text(sam) == "")
    sam.until(lambda: "has taken effect" in sam.window.toast.text())
    address = server.url(SUPERVISOR)
    store = open_store(address)
    with store.reading() as records:
        policy = records.policy(projects.find_project(store, None))
    store.close()
    assert (policy.degree, policy.by) == (Degree.SHADOW, SUPERVISOR)
