"""Windows on one server: what one login changes the other sees, and whose clock counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hitl_app.domain.policy import Degree
from hitl_app.presentation.degrees import degree_name
from hitl_app.ui.review.gate import Stage
from hitl_app.workflow import automation
from hitl_app.workflow.changes import Changes
from tests.end_to_end.window.conftest import INSPECTOR, SUPERVISOR, Clock
from tests.end_to_end.window.server_place import ServerPlace

HOUR = timedelta(hours=1)
AROUND = timedelta(minutes=10)


@pytest.fixture
def server(tmp_path, cluster, database) -> ServerPlace:
    return ServerPlace(tmp_path, cluster=cluster, database=database()).set_up()


def at_a_clock(server: ServerPlace, ahead: timedelta) -> Clock:
    return Clock(server.clock.now + ahead)


def real_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the server's clock is the real one


def what_is_told(at) -> list[Changes]:
    """Return the list that what changes elsewhere is going to be written to."""
    told: list[Changes] = []
    at.program.desk.background.changed.connect(told.append)
    return told


def is_told_of_policy(told: list[Changes]) -> bool:
    return any(Changes.POLICY in changes for changes in told)


def test_that_a_policy_change_reaches_an_open_window_and_its_case_keeps_its_route(server, start):
    server.receive(3, "Scratch")
    mia = start(server.opening(INSPECTOR), server.clock)
    sam = start(server.opening(SUPERVISOR), server.clock)
    case_id, flow = mia.case_id, mia.review.flow
    told = what_is_told(mia)
    assert flow.case.suggestion is None

    server.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    mia.until(lambda: is_told_of_policy(told))
    shown = degree_name(Degree.ASSISTANCE)
    sam.until(lambda: shown in sam.find("top.degree").accessibleName())

    assert (mia.case_id, flow.stage) == (case_id, Stage.READY)
    assert flow.case.suggestion is None
    assert flow.case.degree is Degree.HUMAN_ONLY
    mia.decide("1")
    mia.until_ready()
    assert flow.case.suggestion is not None


def test_that_a_change_made_in_one_window_is_seen_in_the_other(server, start):
    server.receive(3)
    mia = start(server.opening(INSPECTOR), server.clock)
    sam = start(server.opening(SUPERVISOR), server.clock)
    desk, now = sam.program.desk, sam.program.desk.clock()

    def change(store):
        policy = automation.policy(store, desk.project).value
        terms = replace(policy.terms, degree=Degree.SHADOW)
        reason = "because the test says so"
        return automation.apply(store, desk.project, desk.person, terms, 1, reason, now)

    told = what_is_told(mia)
    desk.background.run(change, lambda _policy: None)
    mia.until(lambda: is_told_of_policy(told))
    mia.decide("1")
    mia.until_ready()
    assert mia.review.flow.case.degree is Degree.SHADOW


@pytest.mark.parametrize("ahead", [-HOUR, HOUR], ids=["behind", "ahead"])
def test_that_a_workstation_an_hour_off_follows_the_clock_of_the_server(server, start, ahead):
    server.receive(3)
    off = start(server.opening(INSPECTOR), at_a_clock(server, ahead))
    right = start(server.opening(SUPERVISOR), server.clock)

    assert abs(off.program.desk.clock() - real_now()) < AROUND
    assert off.case_id != right.case_id
    held = off.case_id
    right.decide("1")
    right.until_ready()
    assert right.case_id != held
    off.decide("2")
    times = [entry.at for entry in server.log("decision")]
    assert len(times) == 2
    assert all(abs(at - real_now()) < AROUND for at in times)
