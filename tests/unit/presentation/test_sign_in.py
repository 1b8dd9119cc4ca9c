"""The sign-in card's words: what an address says, how it is secured, where a sentence belongs."""

import pytest

from hitl_app.presentation.sign_in import (
    Access,
    Field,
    access,
    connecting,
    field_of,
    is_server,
    is_wrong_password,
    secured,
    shown,
    stopped,
    what_is_missing,
)
from hitl_app.storage.postgres import signing_in


@pytest.mark.parametrize(
    ("typed", "address", "name", "password"),
    [
        ("", "", "", None),
        ("host/db", "postgresql://host/db", "", None),
        (" postgresql://host:5433/db ", "postgresql://host:5433/db", "", None),
        ("postgres://mia@host/db", "postgresql://host/db", "mia", None),
        ("Mia%20Kraft:s%2Fc@host/db", "postgresql://host/db", "Mia Kraft", "s/c"),
        ("host/db?user=mia&password=s&a=b", "postgresql://host/db?a=b", "mia", "s"),
        ("[::1]:5433/db", "postgresql://[::1]:5433/db", "", None),
        ("a:1,b:2/db", "postgresql://a:1,b:2/db", "", None),
        ("host/db?sslrootcert=/a/b.crt", "postgresql://host/db?sslrootcert=/a/b.crt", "", None),
        ("h/db?sslcert=/a+b%20c", "postgresql://h/db?sslcert=/a%2Bb%20c", "", None),
        ("/db?host=/run/pg", "postgresql:///db?host=/run/pg", "", None),
    ],
)
def test_that_an_address_is_taken_apart(typed, address, name, password) -> None:
    found = access(typed)
    assert (found.address, found.name, found.password) == (address, name, password)


def test_that_what_stands_in_the_fields_comes_before_what_stands_in_the_address() -> None:
    found = access("mia:old@host/db", " sam ", "new")
    assert (found.name, found.password) == ("sam", "new")
    assert found.url == "postgresql://sam@host/db"


def test_that_the_url_holds_the_name_and_never_the_password() -> None:
    found = access("host/db", "Mia Kraft/é", "secret")
    assert found.url == "postgresql://Mia%20Kraft%2F%C3%A9@host/db"
    assert access(found.url).name == "Mia Kraft/é"
    assert access("host/db").url == "postgresql://host/db"
    assert "secret" not in repr(found)


def test_that_no_secret_is_in_what_is_written_down() -> None:
    found = access("mia:s@host/db?sslpassword=s&password=s&sslmode=require")
    assert found.kept_address == "postgresql://host/db?sslmode=require"
    assert access("host/db?sslpassword=s").kept_address == "postgresql://host/db"
    assert found.place == "postgresql://host/db"


def test_that_addresses_are_shown_as_they_are_typed() -> None:
    assert shown("postgresql://host/db") == "host/db"
    assert connecting(access("a,b:1/db", "Mia")) == "Signing in to a, b as Mia …"
    assert access("/db").host == "this machine"
    assert connecting(access("host/db")) == "Signing in to host …"
    assert access("[::1]:5/db").host == "::1"
    assert "sent to host" in stopped(access("host/db"))
    assert is_server("postgres://a/b")
    assert not is_server("/a/b.db")


@pytest.mark.parametrize(
    ("typed", "environment", "words"),
    [
        ("", {}, "is missing"),
        ("host", {}, "names no database"),
        ("host/", {}, "names no database"),
        ("host=a dbname=b", {}, "is not the address"),
        ("https://host/db", {}, "is not the address"),
        ("host", {"PGDATABASE": "db"}, ""),
        ("?service=plant", {}, ""),
        ("host?dbname=db", {}, ""),
        ("host/db", {}, ""),
    ],
)
def test_that_what_an_address_lacks_is_said(typed, environment, words) -> None:
    said = what_is_missing(access(typed), environment)
    assert words in said
    assert bool(words) == bool(said)


CHECKED = "Encrypted, the server's certificate is checked."
NEAR = "This machine: no encryption needed."


@pytest.mark.parametrize(
    ("typed", "environment", "words"),
    [
        ("", {}, ""),
        ("host/db", {}, CHECKED),
        ("host/db?sslmode=verify-full", {}, CHECKED),
        ("127.0.0.1:1/db", {}, NEAR),
        ("localhost/db", {}, NEAR),
        ("[::1]/db", {}, NEAR),
        ("/db", {}, NEAR),
        ("/db?host=/run/pg", {}, NEAR),
        ("/db", {"PGHOST": "host"}, CHECKED),
        ("/db?host=host", {}, CHECKED),
        ("host/db?sslmode=verify-ca", {}, "not whether it belongs to this host"),
        ("host/db?sslmode=require", {}, "nobody checks whose server answers"),
        ("host/db", {"PGSSLMODE": "disable"}, "Others may be able to read along"),
        ("host/db?sslmode=prefer", {}, "sslmode=prefer"),
        ("?service=plant", {}, "as the service file says"),
    ],
)
def test_that_the_card_says_how_it_is_secured(typed, environment, words) -> None:
    assert words in secured(access(typed).address, environment).words


@pytest.mark.parametrize("typed", ["host/db", "127.0.0.1/db", "[::1]/db", "/db", "localhost/db"])
def test_that_the_card_says_what_the_connection_does(typed, monkeypatch) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.delenv("PGHOST", raising=False)
    wanted = access(typed).address
    done = signing_in._secured(signing_in.parts_of(wanted))  # noqa: SLF001  # what is really done
    assert (done.get("sslmode") == "verify-full") == (secured(wanted, {}).words == CHECKED)


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("The server does not know “Mia” with this password.", Field.PASSWORD),
        ("The server asks for the password of “Mia”.", Field.PASSWORD),
        ("The server knows nobody called “Mia”.", Field.NAME),
        ("“Mia” has no role in this workspace.", Field.NAME),
        ("The server does not let “Mia” in from this machine.", Field.NAME),
        ("Nobody knows a host “host”.", Field.ADDRESS),
        ("The server on host does not answer.", Field.ADDRESS),
    ],
)
def test_that_a_sentence_goes_to_the_field_it_is_about(sentence, field) -> None:
    assert field_of(sentence) is field


def test_that_an_access_without_anything_can_be_shown() -> None:
    nothing = Access(address="")
    assert (nothing.url, nothing.host, nothing.kept_address) == ("", "this machine", "")


def test_that_only_a_password_that_does_not_fit_is_of_no_use() -> None:
    assert is_wrong_password("The server does not know “Mia” with this password. Type it again.")
    assert not is_wrong_password("The server asks for the password of “Mia”.")
