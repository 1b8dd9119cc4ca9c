"""What a server says, sorted by code once: surroundings in words, mistakes stay bugs."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from hitl_app.domain.errors import Away, Refused, Unavailable

_AWAY = (
    "The server does not answer. What was saved before is safe; whether the last step was stored "
    "is not known, and it can be asked again without harm."
)
_BY_CODE = {
    "53100": "The server's disk is full. What was saved before is safe; this was not saved. "
    "Whoever keeps the server has to make room; then try again.",
    "53200": "The server has no memory left. This was not saved. Try again in a while.",
    "53300": "The server takes no more connections. Try again in a while, or ask whoever keeps "
    "the server for more (max_connections).",
    "25006": "This server may only be read. This was not saved. Use the address of the first one.",
    "55P03": "Somebody else is writing and does not finish. This was not saved. Try again.",
    "57014": "The server took too long and the step was stopped. This was not saved. Try again.",
    "40P01": "Two steps waited for each other. This was not saved. Try again.",
    "58030": "The server's disk could not be read or written. This was not saved. "
    "Whoever keeps the server has to look at it.",
}
_OLD = (
    "The server does not know what this version of hitl-app asks for. Whoever keeps the server "
    "brings it up to date with: hitl-app server init."
)


@contextmanager
def sorted_errors() -> Iterator[None]:
    """Turn errors of server and network into words; let our own mistakes through.

    Raises:
        Unavailable: the server is away, full, or busy.
        Refused: the login has no right to it, or the server's schema is another one.
    """
    try:
        yield
    except psycopg.Error as error:
        raise _in_words(error) from error


def _in_words(error: psycopg.Error) -> Exception:
    state = error.sqlstate or ""
    if state.startswith("HT"):
        return Refused(error.diag.message_primary or str(error))
    if isinstance(error, errors.InsufficientPrivilege):
        return Refused(
            "Your role does not allow this: the server refused it. A supervisor can do it, or "
            "whoever keeps the server gives another role."
        )
    if isinstance(error, errors.UndefinedFunction | errors.InvalidSchemaName):
        return Refused(_OLD)
    if state in _BY_CODE:
        return Unavailable(_BY_CODE[state])
    lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    if lost and (not state or state[:2] in {"08", "57"}):
        return Away(_AWAY)
    return error
