"""On a server whoever signed in acts, and people are added there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import projects

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SUE = Person(name="Sue", role=Role.SUPERVISOR, code="R1", has_pin=True)


class Records:
    """Knows one person, who had a PIN where the workspace was copied from."""

    def person(self, name: str) -> Person | None:
        return SUE if name == SUE.name else None


class Server:
    """A store that vouches for a name."""

    def __init__(self, signed_in: str) -> None:
        self.signed_in = signed_in

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield Records()


def store(signed_in: str) -> Any:
    return Server(signed_in)


def test_that_whoever_signed_in_acts_without_a_pin() -> None:
    found = projects.who_acts(store("Sue"), "Sue", pin_fits=lambda _stored: False)
    assert (found.name, found.role, found.has_pin) == ("Sue", Role.SUPERVISOR, False)


def test_that_nobody_acts_under_a_name_that_did_not_sign_in() -> None:
    with pytest.raises(Refused, match="The server knows you as “Mia”, so you cannot act as “Sue”"):
        projects.who_acts(store("Mia"), "Sue")


def test_that_a_name_without_a_role_is_refused() -> None:
    with pytest.raises(Refused, match="Nobody called “Mia” is known in this workspace"):
        projects.who_acts(store("Mia"), "Mia")


def test_that_people_are_added_by_whoever_keeps_the_server() -> None:
    with pytest.raises(Refused, match="hitl-app server add-person NAME --role ROLE"):
        projects.add_person(store("Sue"), SUE, "Ben", Role.INSPECTOR, None, NOW)
