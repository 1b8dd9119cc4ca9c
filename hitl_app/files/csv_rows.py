"""Cases in a CSV file (RFC 4180, UTF-8; comma, semicolon or tab)."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from hitl_app.domain.errors import Refused
from hitl_app.files.lines import CELL_LIMIT, Lines
from hitl_app.files.rows import COLUMNS, RowReader
from hitl_app.files.values import BadRow
from hitl_app.files.words import cannot, quoted
from hitl_app.workflow.ports import Arrival, Refusal

_SAMPLE = 1_000_000
_DELIMITERS = (",", ";", "\t")
_CASE_ID = COLUMNS.index("case_id")


@dataclass(frozen=True, slots=True)
class Header:
    """What the first row says: the delimiter, and which column stands where."""

    delimiter: str
    columns: tuple[str, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Where the cells of COLUMNS stand; one past the end for those that the file has not."""
        return tuple(
            self.columns.index(name) if name in self.columns else len(self.columns)
            for name in COLUMNS
        )

    @property
    def fields(self) -> tuple[tuple[str, int], ...]:
        """The columns that become fields of the case, and where they stand."""
        return tuple((name, at) for at, name in enumerate(self.columns) if name not in COLUMNS)


class CsvRows:
    """A CSV file as a source of rows."""

    def __init__(self, path: Path, reader: RowReader, mapping: Mapping[str, str]) -> None:
        """Read the header.

        Raises:
            Refused: a header that cannot be meant.
            Unavailable: the file cannot be opened.
        """
        # Setting of the csv module as a whole; the default of 131,072 is too small for texts.
        csv.field_size_limit(CELL_LIMIT)
        self._path, self._reader = path, reader
        self._lines: Lines | None = None
        try:
            self._total = path.stat().st_size
            with path.open("rb") as file:
                self.header = header_of(file.read(_SAMPLE), mapping)
        except OSError as error:
            raise cannot("read", path, error) from error
        # Worked out once: these run for every row.
        self._width = len(self.header.columns)
        self._known = itemgetter(*self.header.places)
        self._fields = self.header.fields

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self._lines.done if self._lines else 0

    @property
    def total(self) -> int | None:
        """Bytes of the file."""
        return self._total

    def rows(self) -> Iterator[Arrival | Refusal]:
        """Read row by row; each has the line on which it begins.

        Raises:
            Unavailable: the disk fails half way.
        """
        try:
            with self._path.open("rb", buffering=1 << 18) as file:
                self._lines = Lines(file)
                yield from self._rows(self._lines)
        except OSError as error:
            raise cannot("read", self._path, error) from error

    def _rows(self, lines: Lines) -> Iterator[Arrival | Refusal]:
        records = csv.reader(lines, delimiter=self.header.delimiter, strict=True)
        header_seen = False
        while True:
            line = lines.number + 1
            try:
                row = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                reason = _why(error, lines, line)
                lines.fault = ""
                yield Refusal(line=line, reason=reason)
                continue
            if lines.fault:
                yield self._refusal(line, row, lines.fault)
                lines.fault = ""
            elif not header_seen:
                header_seen = any(row)
            elif row:
                read = self._read(line, row)
                if read is not None:
                    yield read

    def _read(self, line: int, row: list[str]) -> Arrival | Refusal | None:
        """Read a record; None for one that is empty."""
        if len(row) != self._width:
            if not any(row):
                return None
            return self._refusal(line, row, _wrong_width(len(row), self._width))
        row.append("")  # where `places` points for what the file has not
        try:
            return self._reader.arrival(
                line, self._known(row), {name: row[at] for name, at in self._fields if row[at]}
            )
        except BadRow as bad:
            return self._refusal(line, row, str(bad)) if any(row) else None

    def _refusal(self, line: int, row: list[str], reason: str) -> Refusal:
        place = self.header.places[_CASE_ID]
        return Refusal(
            line=line, reason=reason, case_id=row[place].strip() if place < len(row) else ""
        )


def header_of(sample: bytes, mapping: Mapping[str, str]) -> Header:
    """Read the header from the beginning of a file.

    Raises:
        Refused: no header, a column without a name or twice, no case_id, an unknown column.
    """
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("The file is UTF-16. Save it as UTF-8 (CSV UTF-8) and import it again.")
    text = sample.removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
    found = [Header(sign, _columns(text, sign)) for sign in _DELIMITERS]
    header = max(found, key=lambda header: len(header.columns))
    if not header.columns:
        raise Refused("The file is empty. It needs a row of column names, and one of them case_id.")
    columns = _mapped(header.columns, mapping)
    _check(columns)
    return Header(header.delimiter, columns)


def _columns(text: str, delimiter: str) -> tuple[str, ...]:
    records = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    try:
        row: list[str] = next(filter(any, records), [])
    except csv.Error:
        return ()
    return tuple(name.strip() for name in row)


def _mapped(columns: tuple[str, ...], mapping: Mapping[str, str]) -> tuple[str, ...]:
    for theirs in mapping:
        if theirs not in columns:
            raise Refused(
                f"--map names the column {quoted(theirs)}, which the file has not. "
                f"It has: {', '.join(columns)}."
            )
    return tuple(mapping.get(name, name) for name in columns)


def _check(columns: tuple[str, ...]) -> None:
    if "" in columns:
        raise Refused(f"Column {columns.index('') + 1} has no name. Name it, or remove it.")
    for name in columns:
        if columns.count(name) > 1:
            raise Refused(f"Two columns are named {quoted(name)}. Rename one of them.")
    if "case_id" not in columns:
        raise Refused(
            f"There is no column case_id. The file has: {', '.join(columns)}. "
            f"If one of them names the case, say so with --map THEIRS=case_id."
        )


def _why(error: csv.Error, lines: Lines, first: int) -> str:
    begun = lines.number
    words = str(error)
    if "field limit" in words:
        lines.skip_record(first)
        return (
            f"A cell is over {CELL_LIMIT // 1_000_000} MB, or a quote that opens in this row is "
            f"never closed; read on after line {lines.number}."
        )
    if "unexpected end" in words:
        return (
            f"A quote that opens in this row is never closed, so all up to line {begun} was read "
            f"as one cell. Close it and import the file again."
        )
    if lines.fault:
        return lines.fault
    return "The quotes are broken. A quote inside a quoted cell must be written twice."


def _wrong_width(found: int, expected: int) -> str:
    if found > expected:
        return (
            f"The row has {found} cells, the header has {expected}. "
            f"Put a cell that holds the delimiter into quotes."
        )
    return f"The row has {found} cells, the header has {expected}. Was the file cut off?"
