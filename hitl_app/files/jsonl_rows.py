"""Cases in a JSONL file: one JSON object a line."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from hitl_app.files.lines import CELL_LIMIT, NUL, Lines
from hitl_app.files.rows import COLUMNS, RowReader
from hitl_app.files.values import BadRow
from hitl_app.files.words import cannot, quoted
from hitl_app.workflow.ports import Arrival, Refusal

_KNOWN = frozenset(COLUMNS)


class JsonlRows:
    """A JSONL file as a source of rows."""

    def __init__(self, path: Path, reader: RowReader, mapping: Mapping[str, str]) -> None:
        """See that the file can be opened.

        Raises:
            Unavailable: it cannot.
        """
        self._path, self._reader, self._mapping = path, reader, mapping
        self._lines: Lines | None = None
        try:
            with path.open("rb"):
                self._total = path.stat().st_size
        except OSError as error:
            raise cannot("read", path, error) from error

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self._lines.done if self._lines else 0

    @property
    def total(self) -> int | None:
        """Bytes of the file."""
        return self._total

    def rows(self) -> Iterator[Arrival | Refusal]:
        """Read line by line.

        Raises:
            Unavailable: the disk fails half way.
        """
        try:
            with self._path.open("rb", buffering=1 << 18) as file:
                self._lines = Lines(file)
                for text in self._lines:
                    fault, self._lines.fault = self._lines.fault, ""
                    if fault or not text.isspace():
                        yield self._read(self._lines.number, text, fault)
        except OSError as error:
            raise cannot("read", self._path, error) from error

    def _read(self, line: int, text: str, fault: str) -> Arrival | Refusal:
        row: dict[str, object] = {}
        try:
            row = self._mapped(_object(text, fault))
            cells = tuple(["" if (cell := row.get(name)) is None else cell for name in COLUMNS])
            fields = {
                name: value
                for name, value in row.items()
                if name not in _KNOWN and value is not None
            }
            return self._reader.arrival(line, cells, fields)
        except BadRow as bad:
            case_id = row.get("case_id")
            known = "" if case_id is None else str(case_id)
            return Refusal(line=line, reason=str(bad), case_id=known)

    def _mapped(self, row: dict[str, object]) -> dict[str, object]:
        if not self._mapping:
            return row
        mapped = {self._mapping.get(name, name): value for name, value in row.items()}
        if len(mapped) < len(row):
            raise BadRow(
                "Two values of the row have the same name after --map. Rename one of them."
            )
        return mapped


def _object(text: str, fault: str) -> dict[str, object]:
    if fault:
        raise BadRow(fault)
    try:
        row = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRow(f"The line is broken JSON: {error}.") from None
    if not isinstance(row, dict):
        raise BadRow(f"The line must be a JSON object with names and values, not {quoted(text)}.")
    if "\\u0000" in text:
        raise BadRow(NUL)
    if len(text) > CELL_LIMIT and any(
        isinstance(value, str) and len(value) > CELL_LIMIT for value in row.values()
    ):
        raise BadRow(
            f"A value is over {CELL_LIMIT // 1_000_000} MB. Put it into a file of its own."
        )
    return row
