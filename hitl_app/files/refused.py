"""The rows that an import left out, as a file that says why."""

import secrets
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from hitl_app.domain.errors import HitlError, Unavailable
from hitl_app.files.tables_out import writing_table
from hitl_app.files.words import cannot
from hitl_app.workflow.ports import Refusal, TableFile

COLUMNS = ("line", "case_id", "reason")


def refused_path(source: Path) -> Path:
    """Return where the refused rows of a source are written unless somebody says otherwise."""
    return source.with_name(f"{source.name}.refused.csv")


def writable_place(path: Path, others: tuple[Path, ...]) -> Path:
    """Return the path if a file can be written there, else the first other folder that takes it.

    Raises:
        Unavailable: none of them can be written.
    """
    wrong: Unavailable | None = None
    for place in (path, *(folder / path.name for folder in others)):
        try:
            prove_writable(place)
        except Unavailable as error:
            wrong = wrong or error
        else:
            return place
    raise wrong or Unavailable(f"{path} cannot be written.")


def prove_writable(path: Path) -> None:
    """Make sure that a file can be written, and leave nothing there.

    Raises:
        Unavailable: it cannot.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        beside.touch(exist_ok=False)
        beside.unlink()
    except OSError as error:
        raise cannot("written", path, error) from error


def remove_old(path: Path) -> bool:
    """Remove refused rows of an earlier import; a file that is not one of ours stays.

    Raises:
        Unavailable: it cannot be removed.
    """
    header = ",".join(COLUMNS)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            ours = file.readline(len(header) + 2).rstrip("\r\n") == header
        if ours:
            path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot("removed", path, error) from error
    return ours


class RefusedRows:
    """Collects refusals in a CSV that is made only if there are any.

    The file stays when the import itself was refused (--strict), for then it says what to
    mend; after any other error nothing is left.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._open = ExitStack()
        self._table: TableFile | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, refusal: Refusal) -> None:
        """Write one refusal."""
        if self._table is None:
            self._table = self._open.enter_context(writing_table(self.path, COLUMNS))
        self._table.write((refusal.line, refusal.case_id, refusal.reason))
        self.count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, HitlError):
            self._open.close()
        else:
            self._open.__exit__(kind, error, trace)
