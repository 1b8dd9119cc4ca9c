"""A step is stored whole or not at all, and others notice it."""

import pytest

from tests.servers.processes import wait_until
from tests.storage.office import CHIEF, Office, arrival

SECONDS = 10.0


def test_that_a_step_that_fails_leaves_nothing(office: Office) -> None:
    def step() -> None:
        with office.store.transaction() as records:
            records.log_import(office.project, CHIEF.name, "x", "x", office.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()
    assert "import" not in office.kinds()
    assert office.problems() == ()


def test_that_what_others_wrote_is_noticed_once(office: Office) -> None:
    there = office.another()
    office.receive(arrival("a"))
    assert wait_until(lambda: bool(there.store.changed_elsewhere(office.now)), SECONDS)
    assert not office.store.changed_elsewhere(office.now)
    assert not there.store.changed_elsewhere(office.now)
