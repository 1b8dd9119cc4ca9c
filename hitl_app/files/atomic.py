"""Write a file whole or not at all: beside its place first, then renamed into it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, AnyStr

from hitl_app.files.words import cannot

PART = ".part"
"""Ending of a file that is not finished."""

_NOTHING_LEFT = "Nothing was left there; what stood there before is unchanged."


def writing(
    path: Path, *, encoding: str = "utf-8", part: str = PART
) -> AbstractContextManager[IO[str]]:
    """Open a text file that appears at ``path`` when the block ends well. Line ends are kept.

    Raises:
        Unavailable: the disk is full, the folder is missing, or there is no right to write.
    """
    return _whole(path, part, lambda beside: beside.open("w", encoding=encoding, newline=""))


def writing_bytes(
    path: Path, *, part: str = PART, durable: bool = True
) -> AbstractContextManager[IO[bytes]]:
    """Open a binary file likewise; one that can be made again need not be ``durable``."""
    return _whole(path, part, lambda beside: beside.open("wb"), durable=durable)


@contextmanager
def _whole(
    path: Path, part: str, opened: Callable[[Path], IO[AnyStr]], *, durable: bool = True
) -> Iterator[IO[AnyStr]]:
    beside = path.with_name(path.name + part)
    finished = False
    try:
        with opened(beside) as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        beside.replace(path)
        finished = True
    except OSError as error:
        if error.filename not in {None, str(beside)}:
            raise  # the block stumbled over a file of its own
        raise cannot("written", path, error, _NOTHING_LEFT) from error
    finally:
        # Also when the block was stopped: GeneratorExit, KeyboardInterrupt, an error of ours.
        if not finished:
            with suppress(OSError):
                beside.unlink()
