"""Copies of media in a folder of one's own, each under the digest of its content."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import uuid4

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files.atomic import PART, writing_bytes
from hitl_app.files.elsewhere import bring, local_path, put, size_there
from hitl_app.files.media import ending_of
from hitl_app.files.trouble import (
    DISK,
    MediumUnavailable,
    Trouble,
    has_secret,
    scheme_of,
    told,
)
from hitl_app.files.words import cannot, why

_IN_MEMORY = 32 << 20
_CHUNK = 1 << 20
_GIVE_UP_AFTER = 3
"""Media in a row whose server is away, before the import is broken off: each costs its time-out."""


class MediaCopies:
    """Copies each medium once; the same content is one file, whatever it was called."""

    def __init__(self, folder: str) -> None:
        """Make the folder, a path or an address that fsspec can write to.

        Raises:
            Refused: an address that cannot be written, or one that would tell a password.
            Unavailable: there is no right to make the folder.
        """
        if scheme_of(folder) in {"http", "https"}:
            raise Refused(f"Copies cannot be put at {told(folder)}: such addresses are only read.")
        if "://" in folder and has_secret(folder):
            raise Refused(
                f"{told(folder)} came with a password or query, which every case would show. "
                f"Give it by the settings of the machine instead."
            )
        local = local_path(folder)
        self._folder = None if local is None else Path(os.path.realpath(local))
        self._root = folder.rstrip("/") if self._folder is None else str(self._folder)
        self._found: dict[str, str | MediumUnavailable] = {}
        self._away = 0
        if self._folder is not None:
            _make(self._folder)

    def copy_of(self, address: str) -> str:
        """Return the address of the copy of a medium, made if it is not there.

        Raises:
            MediumUnavailable: the medium cannot be read.
            Unavailable: the copy cannot be written, or several servers in a row are away.
        """
        if address not in self._found:
            self._found[address] = self._copied(address)
        found = self._found[address]
        if isinstance(found, MediumUnavailable):
            raise found
        return found

    def _copied(self, address: str) -> str | MediumUnavailable:
        try:
            with _content(address) as (file, digest):
                self._away = 0
                name = f"{digest}{ending_of(address)}"
                return self._put(file, digest[:2], name)
        except MediumUnavailable as error:
            self._away = self._away + 1 if error.trouble is Trouble.AWAY else 0
            if self._away >= _GIVE_UP_AFTER:
                raise Unavailable(
                    f"{error} So were the {_GIVE_UP_AFTER - 1} before it, so the import ends here."
                ) from None
            return error

    def _put(self, file: IO[bytes], begin: str, name: str) -> str:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if self._folder is not None:
            return str(_put_here(file, size, self._folder / begin / name))
        there = f"{self._root}/{begin}/{name}"
        try:
            if size_there(there) != size:
                _put_there(file, there)
        except MediumUnavailable as error:
            raise Unavailable(f"{told(there)} cannot be written: {error.why}.") from None
        return there


@contextmanager
def _content(address: str) -> Iterator[tuple[IO[bytes], str]]:
    """Read a medium once; yield its content and the digest of it."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        local = local_path(address)
        if local is not None:
            digest = _read(address, local, file)
        else:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                brought = Path(folder, "medium")
                bring(address, brought)
                digest = _read(address, brought, file)
        yield file, digest


def _read(address: str, path: Path, into: IO[bytes]) -> str:
    digest = sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                into.write(chunk)
    except FileNotFoundError:
        raise MediumUnavailable(address, Trouble.MISSING, "it is missing there") from None
    except PermissionError:
        raise MediumUnavailable(address, Trouble.NO_RIGHT, "you have no right to it") from None
    except OSError as error:
        if error.filename is None and error.errno in DISK:
            raise cannot("written", Path(tempfile.gettempdir()), error) from error
        raise MediumUnavailable(address, Trouble.CUT_OFF, why(error)) from error
    return digest.hexdigest()


def _put_here(file: IO[bytes], size: int, there: Path) -> Path:
    if there.is_file() and there.stat().st_size == size:
        return there
    _make(there.parent)
    with writing_bytes(there, part=f".{os.getpid()}-{threading.get_ident()}{PART}") as copy:
        shutil.copyfileobj(file, copy, _CHUNK)
    return there


def _put_there(file: IO[bytes], there: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        whole = Path(folder, "medium")
        with whole.open("wb") as copy:
            shutil.copyfileobj(file, copy, _CHUNK)
        put(whole, there, f".{uuid4().hex}{PART}")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot("made", folder, error) from error
