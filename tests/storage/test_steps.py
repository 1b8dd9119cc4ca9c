"""A step is stored whole or not at all."""

import pytest

from tests.storage.office import CHIEF, Office


def test_that_a_step_that_fails_leaves_nothing(office: Office) -> None:
    def step() -> None:
        with office.store.transaction() as records:
            records.log_import(office.project, CHIEF.name, "x", "x", office.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()
    assert "import" not in office.kinds()
    assert office.problems() == ()
