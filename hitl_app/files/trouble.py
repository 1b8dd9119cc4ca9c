"""Why a medium cannot be opened, in words that tell no password and no signature."""

import errno
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from hitl_app.domain.errors import Unavailable
from hitl_app.files.words import cannot

SECONDS = 10
"""How long a server may take to accept, and how long it may fall silent."""

_PACKAGES = {"s3": "hitl-app[s3]", "s3a": "hitl-app[s3]", "http": "fsspec[http]"}
_PACKAGES["https"] = _PACKAGES["http"]
_PLAIN_HOST = re.compile(r"(?:[^:@\[\]]*|\[[0-9A-Fa-f:.]+\])(?::\d+)?")
_CHAIN = re.compile(r"::(?=[A-Za-z][\w+.-]*(?:://|::|$))")
"""Between the addresses of one inside the other, and not inside of [::1]."""

DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_MISSING, _NO_RIGHT = {404, 410}, {401, 403, 407}


class Trouble(StrEnum):
    """Why a medium cannot be opened."""

    MISSING = "missing"
    NO_RIGHT = "no_right"
    AWAY = "away"
    CUT_OFF = "cut_off"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"


_THEN: Mapping[Trouble, str] = {
    Trouble.MISSING: "Put it back, or put the case aside.",
    Trouble.NO_RIGHT: "Ask whoever keeps it for the right to read it, or put the case aside.",
    Trouble.AWAY: "Try again later, or put the case aside.",
    Trouble.CUT_OFF: "Try again.",
    Trouble.TOO_LARGE: "Make it smaller, or put the case aside.",
    Trouble.UNKNOWN: "Ask whoever looks after this program, or put the case aside.",
}


class MediumUnavailable(Unavailable):
    """Say in words that a medium cannot be opened: a state of its case."""

    def __init__(self, address: str, trouble: Trouble, why: str) -> None:
        super().__init__(f"{told(address)} cannot be opened: {why}. {_THEN[trouble]}")
        self.trouble, self.why = trouble, why


# The kinds of failure by the names of their classes: to compare the classes themselves, every
# package of every scheme would have to be imported. The first line that fits counts.
_KINDS: tuple[tuple[frozenset[str], Trouble, str], ...] = (
    (
        frozenset({"FileNotFoundError", "NotADirectoryError", "IsADirectoryError"}),
        Trouble.MISSING,
        "it is missing there",
    ),
    (
        frozenset({"NoCredentialsError", "PartialCredentialsError"}),
        Trouble.NO_RIGHT,
        "no access key is set up on this machine",
    ),
    (frozenset({"PermissionError"}), Trouble.NO_RIGHT, "you have no right to it"),
    (
        frozenset({"TimeoutError", "ConnectTimeoutError", "ReadTimeoutError"}),
        Trouble.AWAY,
        f"the server gave no answer for {SECONDS} seconds",
    ),
    (
        frozenset(
            {"ClientPayloadError", "IncompleteReadError", "ResponseStreamingError", "EOFError"}
        ),
        Trouble.CUT_OFF,
        "it was cut off half way",
    ),
    (frozenset({"SSLError", "ClientSSLError"}), Trouble.AWAY, "its certificate is not trusted"),
    (
        frozenset(
            {"ConnectionError", "ClientConnectionError", "EndpointConnectionError", "gaierror"}
        ),
        Trouble.AWAY,
        "the server cannot be reached",
    ),
    (frozenset({"ValueError"}), Trouble.UNKNOWN, "there is no such kind of address"),
)  # fmt: skip


def scheme_of(address: str) -> str:
    """Return the kind of an address, empty for a plain path."""
    scheme, colon, _ = address.partition("://")
    return scheme.lower() if colon else ""


def told(address: str) -> str:
    """Return an address as it may be told: without name, password, query and signature."""
    shown = "::".join(_told(bit) for bit in _CHAIN.split(address))
    return "".join(sign if sign.isprintable() else " " for sign in shown)


def has_secret(address: str) -> bool:
    """Say whether an address holds more than may be told."""
    return told(address) != address


def in_words(address: str, error: Exception, disk: Path | None) -> Unavailable:
    """Return the error that tells of another one; ``disk`` is where was being written."""
    if isinstance(error, Unavailable):
        return error
    if disk is not None and isinstance(error, OSError) and error.errno in DISK:
        return cannot("written", disk, error)
    return MediumUnavailable(address, *_trouble(address, error))


def _trouble(address: str, error: Exception) -> tuple[Trouble, str]:
    if isinstance(error, ImportError):
        return Trouble.UNKNOWN, _install(address)
    status = _status(error)
    if status in _MISSING:
        return Trouble.MISSING, "it is missing there"
    if status in _NO_RIGHT:
        return Trouble.NO_RIGHT, "you have no right to it"
    names = {kind.__name__ for kind in type(error).__mro__}
    for kinds, trouble, why in _KINDS:
        if kinds & names:
            return trouble, why
    if status:
        return Trouble.AWAY, f"the server answers {status}"
    return Trouble.AWAY, f"its server failed ({type(error).__name__})"


def _install(address: str) -> str:
    package = _PACKAGES.get(scheme_of(address))
    how = f": pip install {package}" if package else ""
    return f"the package that opens {scheme_of(address)} addresses is not installed{how}"


def _status(error: BaseException | None) -> int | None:
    """Return the number that an HTTP server answered, also where another error stands before."""
    while error is not None:
        status = getattr(error, "status", None)
        if isinstance(status, int):
            return status
        response = getattr(error, "response", None)
        if isinstance(response, dict):
            found = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            return found if isinstance(found, int) else None
        error = error.__cause__
    return None


def _told(bit: str) -> str:
    scheme, colon, rest = bit.partition("://")
    if not colon:
        return bit
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    host = host.rpartition("@")[2]
    if not _PLAIN_HOST.fullmatch(host):  # a sign of the password has cut it
        host, path = "…", path.rpartition("@")[2]
    return f"{scheme}://{host}{slash}{path}"
