"""The rows that an import left out, as a file that says why."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from hitl_app.domain.errors import HitlError
from hitl_app.files.tables_out import writing_table
from hitl_app.workflow.ports import Refusal, TableFile

COLUMNS = ("line", "case_id", "reason")


def refused_path(source: Path) -> Path:
    """Return where the refused rows of a source are written unless somebody says otherwise."""
    return source.with_name(f"{source.name}.refused.csv")


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
