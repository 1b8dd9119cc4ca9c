"""Passwords go to the keyring of the system or nowhere, never to a file in plain text."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from hitl_app.domain.errors import Unavailable
from hitl_app.files.secrets import KeyringSecrets

PLACE, NAME, WORD = "postgresql://host/db", "Mia Kraft", "of Mia"


class Ring(KeyringBackend):
    """A keyring that holds what it is given."""

    priority = 0.9  # never chosen by itself, not even by another test

    def __init__(self, priority: float = 5) -> None:
        super().__init__()
        self.priority = priority
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class PlaintextKeyring(Ring):
    """Stands for those that write files which everybody can read."""


class LockedRing(Ring):
    """A keyring whose person did not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(service, username, len(password))


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def use(backend: KeyringBackend) -> KeyringSecrets:
    keyring.set_keyring(backend)
    return KeyringSecrets()


def test_that_a_password_is_kept_found_and_forgotten() -> None:
    ring = Ring()
    secrets = use(ring)
    assert secrets.why_not() == ""
    assert secrets.find(PLACE, NAME) is None
    secrets.keep(PLACE, NAME, WORD)
    assert secrets.find(PLACE, NAME) == WORD
    assert secrets.find(PLACE, "Sam") is None
    assert list(ring.kept) == [(f"hitl-app {PLACE}", NAME)]
    secrets.forget(PLACE, NAME)
    secrets.forget(PLACE, NAME)
    assert ring.kept == {}


@pytest.mark.parametrize(
    "backend",
    [fail.Keyring(), null.Keyring(), PlaintextKeyring(), Ring(priority=0.5)],
    ids=["none", "null", "plain text", "not recommended"],
)
def test_that_what_is_no_keyring_keeps_nothing_and_says_so(backend: KeyringBackend) -> None:
    secrets = use(backend)
    assert "This machine has no keyring" in secrets.why_not()
    assert "Nothing is written to disk" in secrets.why_not()
    assert secrets.find(PLACE, NAME) is None
    with pytest.raises(Unavailable, match="has no keyring"):
        secrets.keep(PLACE, NAME, WORD)
    secrets.forget(PLACE, NAME)
    assert getattr(backend, "kept", {}) == {}


def test_that_of_several_keyrings_only_a_safe_one_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, safe = PlaintextKeyring(), Ring()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain, safe])
    secrets = use(chainer.ChainerBackend())
    secrets.keep(PLACE, NAME, WORD)
    assert plain.kept == {}
    assert list(safe.kept.values()) == [WORD]


def test_that_a_locked_keyring_is_told_and_finds_nothing() -> None:
    ring = LockedRing()
    secrets = use(ring)
    assert secrets.find(PLACE, NAME) is None
    with pytest.raises(Unavailable, match=r"did not take the password \(KeyringLocked\)"):
        secrets.keep(PLACE, NAME, WORD)


def test_that_a_keyring_that_does_not_let_go_is_told() -> None:
    class Stubborn(Ring):
        def delete_password(self, service: str, username: str) -> None:
            raise PasswordDeleteError(service, username)

    secrets = use(Stubborn())
    secrets.keep(PLACE, NAME, WORD)
    with pytest.raises(Unavailable, match="still in the keyring"):
        secrets.forget(PLACE, NAME)
