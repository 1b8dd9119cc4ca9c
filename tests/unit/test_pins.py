"""PINs: what is stored is a hash that fits one PIN only."""

import pytest

from hitl_app.domain.errors import Refused
from hitl_app.workflow.pins import hash_pin, pin_fits


def test_that_a_hash_fits_its_pin_and_no_other() -> None:
    stored = hash_pin("4711")
    assert stored.startswith("$argon2id$")
    assert "4711" not in stored
    assert pin_fits("4711", stored)
    assert not pin_fits("4712", stored)
    assert not pin_fits("", stored)


def test_that_the_same_pin_is_stored_differently_each_time() -> None:
    assert hash_pin("4711") != hash_pin("4711")


def test_that_a_hash_of_another_kind_fits_nothing() -> None:
    assert not pin_fits("4711", "4711")


@pytest.mark.parametrize("pin", ["", "123", "1" * 201])
def test_that_a_pin_that_slows_nobody_down_is_refused(pin: str) -> None:
    with pytest.raises(Refused, match="4 to 200 characters"):
        hash_pin(pin)
