"""Tables going out as CSV or JSONL, by the ending of the file's name."""

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import IO, Protocol

import orjson

from hitl_app.domain.errors import Refused
from hitl_app.files.atomic import writing
from hitl_app.files.label_studio_out import writing_tasks
from hitl_app.files.words import time_out
from hitl_app.workflow.ports import TableFile, TableStyle, TaskFile

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a text cell that begins with one of these."""

PLAIN = TableStyle()


class FileExports:
    """The way out for tables and texts: workflow.ports.Exports on the disk."""

    def table(
        self, path: Path, columns: Sequence[str], style: TableStyle = PLAIN
    ) -> AbstractContextManager[TableFile]:
        """Open a table whose header is written at once; see ``writing_table``."""
        return writing_table(path, columns, style)

    def tasks(self, path: Path) -> AbstractContextManager[TaskFile]:
        """Open a file of tasks for Label Studio."""
        return writing_tasks(path)

    def text(self, path: Path, content: str) -> None:
        """Write a short text whole."""
        with writing(path) as file:
            file.write(content)


def writing_table(
    path: Path, columns: Sequence[str], style: TableStyle = PLAIN
) -> AbstractContextManager[TableFile]:
    """Open a CSV or JSONL table that appears whole when the block ends well.

    Raises:
        Refused: an ending that cannot be written.
        Unavailable: the disk is full, or there is no right to write.
    """
    ending = path.suffix.lower()
    if ending == ".parquet":
        raise Refused(
            "Parquet files cannot be written yet. Choose a name ending in .csv or .jsonl."
        )
    if ending not in _WRITERS:
        raise Refused(
            f"“{path.name}” does not say which kind of table it is. "
            f"Choose a name ending in .csv or .jsonl."
        )
    return _table(path, columns, style, _WRITERS[ending])


class TableWriter(Protocol):
    """A table in one form, begun with its header."""

    def __init__(self, file: IO[str], columns: Sequence[str], style: TableStyle) -> None: ...
    def write(self, row: Sequence[object]) -> None: ...


@contextmanager
def _table(
    path: Path, columns: Sequence[str], style: TableStyle, writer: type[TableWriter]
) -> Iterator[TableFile]:
    bom = style.bom and writer is CsvWriter
    with writing(path, encoding="utf-8-sig" if bom else "utf-8") as file:
        yield writer(file, columns, style)


class CsvWriter(TableWriter):
    """RFC 4180 with CRLF; no text cell can run as a formula, no number is touched."""

    def __init__(self, file: IO[str], columns: Sequence[str], style: TableStyle) -> None:
        self._decimal_comma = style.decimal_comma
        self._writer = csv.writer(file, delimiter=";" if style.decimal_comma else ",")
        self.write(columns)

    def write(self, row: Sequence[object]) -> None:
        """Write a row; a None is an empty cell."""
        self._writer.writerow([self._cell(value) for value in row])

    def _cell(self, value: object) -> object:
        known = _CELLS.get(type(value))
        if known is None:
            known = _cell_of_kind(value)
        cell = known(value)
        if self._decimal_comma and isinstance(value, float):
            return cell.replace(".", ",")
        return cell


class JsonlWriter(TableWriter):
    """One JSON object a line, with the columns as its keys."""

    def __init__(self, file: IO[str], columns: Sequence[str], style: TableStyle) -> None:
        del style  # byte order marks and decimal commas are for spreadsheets
        self._file = file
        self._columns = tuple(columns)

    def write(self, row: Sequence[object]) -> None:
        """Write a row; a None is a null."""
        values = dict(zip(self._columns, map(_plain, row), strict=True))
        self._file.write(orjson.dumps(values, default=str).decode() + "\n")


_WRITERS: Mapping[str, type[TableWriter]] = {".csv": CsvWriter, ".jsonl": JsonlWriter}


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _text(value: object) -> str:
    return safe_text(str(value))


def _number(value: object) -> str:
    # The bare repr: numpy's own says np.float64(0.5).
    return float.__repr__(value) if isinstance(value, float) and math.isfinite(value) else ""


def _time(value: object) -> str:
    return time_out(value) if isinstance(value, datetime) else ""


def _json(value: object) -> str:
    return safe_text(orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode())


_CELLS: Mapping[type, Callable[[object], str]] = {
    str: _text,
    int: str,
    bool: lambda value: "true" if value else "false",
    float: _number,
    type(None): lambda _: "",
    datetime: _time,
    date: str,
    dict: _json,
    list: _json,
    tuple: _json,
}


def _cell_of_kind(value: object) -> Callable[[object], str]:
    """Return how to write a value of a derived type: an enumeration, a number of numpy."""
    if isinstance(value, Enum):
        return lambda item: safe_text(str(item.value)) if isinstance(item, Enum) else ""
    return next((write for kind, write in _CELLS.items() if isinstance(value, kind)), _text)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return time_out(value)
    if isinstance(value, float):
        return float(value)
    return value
