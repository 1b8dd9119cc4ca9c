"""Opening a connection: how it is secured, and in words why it cannot be had."""

import os
import re
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import conninfo
from psycopg.rows import dict_row

from hitl_app.domain.errors import Away, HitlError, Refused, Unavailable
from hitl_app.storage.rows import Row

CONNECT_SECONDS = 3
ANSWER_MS = 10_000
"""How long a sent question may stay unacknowledged before the network counts as gone."""

_KEPT_ALIVE: Mapping[str, str | int] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": ANSWER_MS,
    "application_name": "hitl-app",
}

Connection = psycopg.Connection[Row]


def connect(address: str, password: str | None = None) -> Connection:
    """Open a connection as libpq understands the address, encrypted and checked off this machine.

    Raises:
        Refused: the address, the name, the password or the certificate is not accepted.
        Unavailable: the host is unknown, silent, or has no room.
    """
    given = parts_of(address)
    wanted = {**_KEPT_ALIVE, **_secured(given), **given}
    if password is not None:
        wanted["password"] = password
    try:
        return psycopg.connect(
            conninfo.make_conninfo("", **wanted), autocommit=True, row_factory=dict_row
        )
    except psycopg.Error as error:
        raise _not_let_in(error, given) from error


def parts_of(address: str) -> dict[str, str | int | None]:
    """Return what libpq reads in an address.

    Raises:
        Refused: it is no address of a server.
    """
    try:
        return conninfo.conninfo_to_dict(address)
    except psycopg.Error as error:
        raise Refused(
            f"“{without_password(address)}” is not an address of a server. It looks like "
            f"postgresql://name@host/database."
        ) from error


def without_password(address: str) -> str:
    """Return an address that may be shown and logged."""
    try:
        parts = conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        # What cannot be read may hold the password anywhere but between host and options.
        return address.rsplit("@", maxsplit=1)[-1].partition("?")[0]
    host = f"{parts.get('host', '')}{':' + str(parts['port']) if 'port' in parts else ''}"
    name = f"{parts['user']}@" if "user" in parts else ""
    return f"postgresql://{name}{host}/{parts.get('dbname', '')}"


def signed_in_as(address: str, name: str) -> str:
    """Return the address by which somebody else signs in, without a password."""
    parts = {
        key: value for key, value in parts_of(address).items() if key not in {"user", "password"}
    }
    database = quote(str(parts.pop("dbname", "")), safe="")
    rest = urlencode(parts, quote_via=quote)
    return f"postgresql://{quote(name, safe='')}@/{database}?{rest}"


def is_near(host: str) -> bool:
    """Say whether a host, or each of a list of them, is this machine: nobody could listen."""
    return all(_is_this_machine(each) for each in host.split(","))


def _is_this_machine(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _secured(given: Mapping[str, object]) -> dict[str, str | int]:
    """Return the TLS settings where the address names none: certificate and host are checked."""
    host = str(given.get("host") or given.get("hostaddr") or os.environ.get("PGHOST", ""))
    if is_near(host) or "sslmode" in given or "PGSSLMODE" in os.environ or "service" in given:
        return {}
    own = "sslrootcert" in given or "PGSSLROOTCERT" in os.environ
    if own or (Path.home() / ".postgresql" / "root.crt").exists():
        return {"sslmode": "verify-full"}
    return {"sslmode": "verify-full", "sslrootcert": "system"}


_WORDS: tuple[tuple[str, type[HitlError], str], ...] = (
    (
        r"password authentication failed",
        Refused,
        (
            "The server does not know “{name}” with this password. Type it again; whoever keeps "
            "the server can give a new one."
        ),
    ),
    (
        r"no password supplied|password must be provided",
        Refused,
        (
            "The server asks for the password of “{name}”. Sign in with it; commands take it from "
            "PGPASSWORD or a password file (.pgpass)."
        ),
    ),
    (
        r'role ".*" does not exist',
        Refused,
        (
            "The server knows nobody called “{name}”. Whoever keeps the server adds a name with: "
            "hitl-app server add-person."
        ),
    ),
    (
        r'database ".*" does not exist',
        Refused,
        (
            "The server has no database “{database}”. Check the address; whoever keeps the server "
            "makes one with: hitl-app server init."
        ),
    ),
    (
        r"permission denied for database",
        Refused,
        (
            "“{name}” has no role in “{database}”. Whoever keeps the server gives one with: "
            "hitl-app server add-person."
        ),
    ),
    (
        r"no pg_hba\.conf entry",
        Refused,
        (
            "The server does not let “{name}” in from this machine. Whoever keeps the server has "
            "to allow it (pg_hba.conf)."
        ),
    ),
    (
        r"(certificate|SSL|ssl).*",
        Refused,
        (
            "The connection to {host} could not be secured ({said}). Whoever keeps the server "
            "can give you its root certificate; it is named with sslrootcert in the address."
        ),
    ),
    (
        r"too many|remaining connection slots",
        Unavailable,
        "{host} takes no more connections. Try again in a while.",
    ),
    (
        r"starting up|shutting down|recovery",
        Away,
        "The server on {host} is starting or stopping. Try again in a moment.",
    ),
)
"""What libpq says when it is not let in, and what to do then."""


def _not_let_in(error: psycopg.Error, given: Mapping[str, object]) -> HitlError:
    host = str(given.get("host") or "this machine")
    told = {
        "name": given.get("user") or "your account",
        "database": given.get("dbname") or "",
        "host": host,
    }
    for pattern, kind, words in _WORDS:
        found = re.search(pattern, str(error))
        if found:
            return kind(words.format(**told, said=found[0]))
    if not _is_known(host):
        return Away(f"Nobody knows a host “{host}”. Check the address and the network.")
    return Away(
        f"The server on {host} does not answer. Check the network, or ask whoever keeps the server."
    )


def _is_known(host: str) -> bool:
    if is_near(host) or host == "this machine":
        return True
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return False
    return True
