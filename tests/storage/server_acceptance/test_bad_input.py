import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from hitl_app.domain.errors import Away, Refused, Unavailable
from hitl_app.domain.policy import Degree
from hitl_app.storage.away.store import SteadyStore
from hitl_app.workflow import automation, projects, review
from hitl_app.workflow.ports import Answer, ClaimedCase, Store
from tests.servers.postgres import Cluster
from tests.storage.office import REASON
from tests.storage.server_acceptance.desk import Desk
from tests.storage.server_acceptance.hall import (
    CHIEF,
    DEPUTY,
    Hall,
    furnish,
    inspector,
    password,
    until,
)

ANNA, BEN = inspector(1), inspector(2)
HOUR = timedelta(hours=1)


# -- a full disk ------------------------------------------------------------------------------


class FullDisk:
    """The table of decisions on a disk without room: writes end as the system ends them then.

    Only for a table that is empty yet: its file is put away and the system's full device put
    in its place, which can be read (there is nothing) and has no room for a first page.
    """

    def __init__(self, hall: Hall) -> None:
        (row,) = hall.query(
            "SELECT current_setting('data_directory'), pg_relation_filepath('hitl.decisions')"
        )
        self._file = Path(row[0], row[1])
        assert self._file.stat().st_size == 0

    def fill(self) -> None:
        self._file.rename(f"{self._file}.away")
        self._file.symlink_to("/dev/full")

    def make_room(self) -> None:
        self._file.unlink()
        shutil.move(f"{self._file}.away", self._file)


@pytest.mark.timeout(90)
@pytest.mark.parametrize("steady", [False, True], ids=["server alone", "also kept here"])
def test_that_a_full_disk_of_the_server_is_told_and_work_goes_on_once_there_is_room(
    tmp_path: Path, steady: bool
) -> None:
    with Cluster() as cluster:
        cluster.create_database("full")
        furnish(cluster.url("full"), inspectors=1)
        hall = Hall(cluster, "full", tmp_path)
        hall.open(3)
        disk = FullDisk(hall)
        cluster.stop()
        disk.fill()
        cluster.start()
        store: Store = (
            SteadyStore(hall.address(ANNA), password(ANNA), tmp_path)
            if steady
            else hall.store(ANNA)
        )
        desk = Desk(hall, store, ANNA)
        case = refused_for_want_of_room(desk)
        disk.make_room()
        # A server that runs keeps its files open: whoever makes room ends the sessions.
        assert hall.terminate_all() > 0
        desk.decide("first", case)
        until(desk.look, "the server is back")
        desk.decide("second", desk.claim())
        assert [decision_id for decision_id, _ in hall.stored()] == ["first", "second"]
        store.close()
        for each in hall.stores:
            each.close()


def refused_for_want_of_room(desk: Desk) -> ClaimedCase:
    case = desk.claim()
    for _ in range(2):
        with pytest.raises(Unavailable) as caught:
            desk.decide("first", case)
        assert not isinstance(caught.value, Away)
        assert str(caught.value) == (
            "The server's disk is full. What was saved before is safe; this was not saved. "
            "Whoever keeps the server has to make room; then try again."
        )
    assert desk.hall.stored() == []
    assert desk.claim().case == case.case
    return case


# -- a clock that is wrong --------------------------------------------------------------------


@pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["ahead", "behind"])
def test_that_a_clock_an_hour_off_takes_nobodys_case_and_moves_no_decision(
    hall: Hall, off: timedelta
) -> None:
    hall.open(3)
    ben, anna = hall.store(BEN), hall.store(ANNA)
    project, bens, annas = (
        projects.find_project(ben, None),
        hall.person(BEN),
        hall.person(ANNA),
    )
    his = review.claim_next(ben, project, bens, "b", hall.now()).value
    hers = review.claim_next(anna, project, annas, "a", hall.now() + off).value
    assert his is not None
    assert hers is not None
    assert hers.case.case_no != his.case.case_no
    assert abs(hers.lease_until - hall.now() - review.LEASE) < timedelta(minutes=1)
    with pytest.raises(Refused, match=f"{BEN} has just taken or decided this case"):
        decide(anna, hall, annas, "stolen", his.case.case_no, off)
    decide(anna, hall, annas, "hers", hers.case.case_no, off)
    decide(ben, hall, bens, "his", his.case.case_no, timedelta())
    rows = hall.query("SELECT decision_id, reviewer, decided_at FROM decisions ORDER BY decided_at")
    assert [row[:2] for row in rows] == [("hers", ANNA), ("his", BEN)]
    assert all(abs(at / 1000 - hall.now().timestamp()) < 60 for *_, at in rows)


def decide(store, hall: Hall, person, decision_id: str, case_no: int, off: timedelta) -> None:
    answer = Answer(decision_id=decision_id, case_no=case_no, label="ok")
    project = projects.find_project(store, None)
    review.decide(store, project, person, answer, hall.now() + off)


# -- two supervisors --------------------------------------------------------------------------


def test_that_the_second_of_two_supervisors_sees_the_difference_first(hall: Hall) -> None:
    hall.open(1)
    chief, deputy = hall.store(CHIEF), hall.store(DEPUTY)
    project = projects.find_project(chief, None)
    seen = automation.policy(chief, project).value  # both look before either applies
    lower = replace(seen.terms, degree=Degree.SHADOW)
    audited = replace(seen.terms, audit_rate=0.3)
    automation.apply(chief, project, hall.person(CHIEF), lower, seen.version, "", hall.now())
    who = hall.person(DEPUTY)
    with pytest.raises(Refused) as caught:
        automation.apply(deputy, project, who, audited, seen.version, REASON, hall.now())
    assert str(caught.value) == (
        f"{CHIEF} has set policy {seen.version + 1} in the meantime. Look at the difference, "
        f"then apply again."
    )
    (latest, before, *_) = automation.history(deputy, project).value
    assert (latest.by, latest.terms) == (CHIEF, lower)
    assert before.terms == seen.terms
    both = replace(lower, audit_rate=0.3)
    automation.apply(deputy, project, who, both, latest.version, REASON, hall.now())
    assert automation.policy(chief, project).value.terms == both


def test_that_of_two_supervisors_who_apply_at_once_one_is_refused(hall: Hall) -> None:
    hall.open(1)
    names = (CHIEF, DEPUTY)
    stores = {name: hall.store(name) for name in names}
    people = {name: hall.person(name) for name in names}
    project = projects.find_project(stores[CHIEF], None)
    for turn in range(6):
        seen = automation.policy(stores[CHIEF], project).value
        together = Barrier(2)

        def apply(name: str, share: float) -> str:
            draft = replace(seen.terms, audit_rate=share)  # noqa: B023  # called in this turn
            together.wait()  # noqa: B023  # the same
            try:
                automation.apply(
                    stores[name], project, people[name], draft, seen.version, REASON, hall.now()  # noqa: B023  # the same
                )  # fmt: skip
            except Refused as refused:
                return str(refused)
            return ""

        shares = (0.1 + turn / 50, 0.3 + turn / 50)
        with ThreadPoolExecutor(2) as both:
            told = list(both.map(apply, names, shares))
        (winner,) = [name for name, words in zip(names, told, strict=True) if not words]
        assert max(told) == (
            f"{winner} has set policy {seen.version + 1} in the meantime. Look at the difference, "
            f"then apply again."
        )
