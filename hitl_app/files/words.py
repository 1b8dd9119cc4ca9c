"""Wording that all readers and writers share: quotes, times, and what the disk said."""

import errno
from datetime import UTC, datetime
from pathlib import Path

from hitl_app.domain.errors import Unavailable

_LONGEST = 60
_KNOWN = {
    errno.ENOENT: "it does not exist",
    errno.ENOTDIR: "its folder does not exist",
    errno.EISDIR: "it is a folder",
    errno.EACCES: "you have no right to it",
    errno.EPERM: "you have no right to it",
    errno.EROFS: "the disk is write-protected",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EMFILE: "too many files are open",
    errno.EIO: "the disk reports a fault",
}


def quoted(value: object) -> str:
    """Return a value as it may stand in a sentence: in quotes, short, in one line."""
    text = str(value)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return f"“{''.join(sign if sign.isprintable() else ' ' for sign in text)}”"


def listed(names: tuple[str, ...], most: int = 12) -> str:
    """Return names in a row, cut where it would fill the screen."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def time_out(at: datetime) -> str:
    """Return a time as ISO 8601 in UTC with milliseconds and Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def why(error: OSError) -> str:
    """Return the reason of a failure of the disk, in words where it is a usual one."""
    known = _KNOWN.get(error.errno or 0)
    return known or str(error.strerror or error).rstrip(".") or type(error).__name__


def cannot(what: str, path: Path, error: OSError, then: str = "") -> Unavailable:
    """Return the error that says what could not be done with a file, and why."""
    return Unavailable(f"{path} cannot be {what}: {why(error)}.{' ' if then else ''}{then}")
