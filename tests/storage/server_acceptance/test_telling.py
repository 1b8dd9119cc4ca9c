from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hitl_app.domain.errors import Away
from hitl_app.storage.away.store import SteadyStore
from hitl_app.workflow import automation, projects
from hitl_app.workflow.ports import Changes, Store
from tests.storage.office import REASON
from tests.storage.server_acceptance.hall import CHIEF, Hall, inspector, password, until


@pytest.fixture
def steady(hall: Hall, tmp_path: Path) -> Iterator[SteadyStore]:
    hall.open(3)
    store = SteadyStore(hall.address(inspector(1)), password(inspector(1)), tmp_path / "kept")
    yield store
    store.close()


def heard(hall: Hall, store: Store, wanted: Changes) -> bool:
    return wanted in store.changed_elsewhere(hall.now())


def change_policy(hall: Hall, share: float) -> None:
    chief = hall.store(CHIEF)
    project = projects.find_project(chief, None)
    now = automation.policy(chief, project).value
    draft = replace(now.terms, audit_rate=share)
    who = hall.person(CHIEF)
    automation.apply(chief, project, who, draft, now.version, REASON, hall.now())


def asked_of(hall: Hall) -> list[tuple[object, ...]]:
    """Return when each inspector's connection last asked the server something."""
    return hall.query(
        "SELECT pid, query_start FROM pg_stat_activity WHERE datname = current_database() "
        "AND usename LIKE 'inspector-%%' ORDER BY pid"
    )


def test_that_a_change_of_policy_reaches_others_who_ask_the_server_nothing(
    hall: Hall, steady: SteadyStore
) -> None:
    plain = hall.store(inspector(2))
    for store in (steady, plain):
        store.changed_elsewhere(hall.now())
    before = asked_of(hall)
    assert len(before) == 2
    change_policy(hall, 0.3)
    for store in (steady, plain):
        until(lambda store=store: heard(hall, store, Changes.POLICY), "the policy is told of")
    assert asked_of(hall) == before


def test_that_after_a_lost_connection_everything_is_read_again(
    hall: Hall, steady: SteadyStore
) -> None:
    projects.find_project(steady, None)
    projects.who_acts(steady, inspector(1))
    steady.changed_elsewhere(hall.now())
    assert hall.terminate_all() == 1
    # What is told while nobody listens is never heard, so the state is read again.
    change_policy(hall, 0.3)
    until(lambda: heard(hall, steady, Changes.ALL), "everything may be otherwise")
    until(lambda: back(hall, steady), "the server is back")
    project = projects.find_project(steady, None)
    assert automation.policy(steady, project).value.terms.audit_rate == 0.3


def back(hall: Hall, store: Store) -> bool:
    before = store.kept_here()
    changes = store.changed_elsewhere(hall.now())
    kept = store.kept_here()
    if before is not None and before.away and kept is not None and not kept.away:
        assert changes == Changes.ALL
    return kept is not None and not kept.away


def test_that_without_a_journal_everything_is_read_again_too(hall: Hall) -> None:
    hall.open(1)
    plain = hall.store(inspector(2))
    assert hall.terminate_all() == 1
    change_policy(hall, 0.3)
    with pytest.raises(Away):
        until(lambda: heard(hall, plain, Changes.ALL), "the connection is lost")
    projects.find_project(plain, None)
    until(lambda: heard(hall, plain, Changes.ALL), "everything may be otherwise")
