"""What both ways have in common: what was moved, how far it is, and the verdict on a copy."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar, cast

from hitl_app.domain.errors import Refused
from hitl_app.workflow.ports import Progress, Verification

Row = TypeVar("Row")

_TOLD_EVERY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was moved, where it is now, and who needs a login there."""

    target: str
    rows: int
    entries: int
    people: tuple[tuple[str, str], ...] = ()


class Moving:
    """How far a copy is; stopping it ends it in words, and nothing of it stays."""

    def __init__(self, progress: Progress, rows: int, entries: int) -> None:
        """Begin with what there is to do: rows to move, then entries of the log to check."""
        self._progress, self._rows, self._entries = progress, rows, entries
        self._done = 0

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass rows on.

        Raises:
            Refused: somebody asked to stop.
        """
        for row in rows:
            yield row
            self._done += 1
            if self._done % _TOLD_EVERY == 0:
                self._tell(self._done)
        self._tell(self._done)

    def checked(self, walk: Iterator[Verification | int]) -> None:
        """Walk over the chain of the copy.

        Raises:
            Refused: the copy is not whole, or somebody asked to stop.
        """
        # Closed at once: a walk that was left half way would hold its store open.
        with closing(cast("Generator[Verification | int, None, None]", walk)) as steps:
            for found in steps:
                if isinstance(found, Verification):
                    _refuse_broken(found)
                else:
                    self._tell(self._rows + found)

    def _tell(self, done: int) -> None:
        self._progress.report(done, self._rows + self._entries)
        if self._progress.stopped:
            raise Refused("The copy was stopped. Nothing of it was kept; all is as it was before.")


def _refuse_broken(found: Verification) -> None:
    if found.problems:
        raise Refused(
            f"The copy was not kept, because it is not whole: {found.problems[0]} "
            f"See what hitl-app verify says where it was copied from."
        )
