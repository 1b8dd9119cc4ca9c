"""What the database says, sorted by code once: surroundings in words, mistakes stay bugs."""

from collections.abc import Iterator
from contextlib import contextmanager

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.storage.library import sqlite3

_IN_THE_WAY = "Another program is writing to the workspace and does not finish. Try again."
_SURROUNDINGS = {
    sqlite3.SQLITE_BUSY: _IN_THE_WAY,
    sqlite3.SQLITE_LOCKED: _IN_THE_WAY,
    sqlite3.SQLITE_FULL: "The disk is full. What was saved before is safe; this was not saved. "
    "Free some space and try again.",
    sqlite3.SQLITE_IOERR: "The disk could not be read or written. What was saved before is "
    "safe; this was not saved. Check the disk and try again.",
    sqlite3.SQLITE_READONLY: "The workspace may only be read. This was not saved. "
    "Give your account the right to write it.",
    sqlite3.SQLITE_CANTOPEN: "The workspace cannot be opened. Check that its folder exists and "
    "that your account may write in it.",
    sqlite3.SQLITE_PERM: "Your account may not open the workspace.",
    sqlite3.SQLITE_NOMEM: "The machine has no memory left. This was not saved.",
}
_BROKEN = {
    sqlite3.SQLITE_CORRUPT: "The workspace file is damaged. Copy it away, then restore a backup.",
    sqlite3.SQLITE_NOTADB: "This file is not a workspace. Name another one with --workspace.",
}


@contextmanager
def sorted_errors() -> Iterator[None]:
    """Turn errors of the surroundings into words; let our own mistakes through.

    Raises:
        Unavailable: disk, rights, memory or another program in the way.
        Refused: the file is no workspace, or a damaged one.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _SURROUNDINGS:
            raise Unavailable(_SURROUNDINGS[code]) from error
        if code in _BROKEN:
            raise Refused(_BROKEN[code]) from error
        raise
