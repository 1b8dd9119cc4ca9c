"""The door for what comes in: opens a file or a folder as a source of rows."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hitl_app.domain.errors import Refused
from hitl_app.files.csv_rows import CsvRows
from hitl_app.files.jsonl_rows import JsonlRows
from hitl_app.files.label_studio import LabelStudioTasks
from hitl_app.files.picture_folder import PictureFolder
from hitl_app.files.rows import RowReader
from hitl_app.files.values import zone_named
from hitl_app.files.words import cannot, quoted
from hitl_app.workflow.ports import RowSource

if TYPE_CHECKING:  # only an import that copies media waits for what copying needs
    from hitl_app.files.media_copies import MediaCopies

FORMATS = ("csv", "jsonl", "label-studio", "folder")

_ENDINGS: Mapping[str, str] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


def open_source(
    path: Path,
    *,
    labels: tuple[str, ...],
    format: str | None = None,  # noqa: A002  # the word of the command line
    mapping: Mapping[str, str] | None = None,
    timezone: str | None = None,
    folders_are: str | None = None,
    media_folder: Path | None = None,
    copies: "MediaCopies | None" = None,
) -> RowSource:
    """Open a file or folder of cases. ``mapping`` leads from the file's names to ours.

    Paths in a file begin where the file lies. Where folders are labels, ``media_folder`` takes the
    pictures under names that do not tell them. Times without a zone are in ``timezone``. With
    ``copies`` each medium is copied, and its case has the address of the copy.

    Raises:
        Refused: an unknown format, header, zone or option; nothing can be read.
        Unavailable: the file is not there, or there is no right to read it.
    """
    kind = format or format_of(path)
    mapping = mapping or {}
    zone = zone_named(timezone)
    if folders_are is not None and kind != "folder":
        raise Refused(f"--folders-are is for folders of pictures; {path} is none.")
    if kind == "folder":
        if mapping:
            raise Refused("--map is for columns; a folder of pictures has none.")
        reader = RowReader.of(path, labels, zone, copies)
        return PictureFolder(path, reader, folders_are, media_folder)
    reader = RowReader.of(path.parent, labels, zone, copies)
    if kind == "csv":
        return CsvRows(path, reader, mapping)
    if kind == "jsonl":
        return JsonlRows(path, reader, mapping)
    if kind == "label-studio":
        return LabelStudioTasks(path, reader, mapping)
    raise Refused(f"There is no format {quoted(kind)}. Known are: {', '.join(FORMATS)}.")


def format_of(path: Path) -> str:
    """Tell the format from the name, and for .json from the first sign inside.

    Raises:
        Refused: the name tells nothing.
        Unavailable: the file is not there.
    """
    try:
        if path.is_dir():
            return "folder"
        ending = path.suffix.lower()
        if ending in _ENDINGS:
            return _ENDINGS[ending]
        if ending == ".json":
            with path.open("rb") as file:
                begin = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
            return "label-studio" if begin.startswith(b"[") else "jsonl"
        os.stat(path)  # noqa: PTH116  # a name that is not there at all: say that first
    except OSError as error:
        raise cannot("read", path, error) from error
    if ending == ".parquet":
        raise Refused("Parquet files cannot be read yet. Save the table as CSV or JSONL.")
    raise Refused(
        f"{path.name} does not say which kind of file it is. "
        f"Add --format {', '.join(FORMATS[:-1])}, or give a folder."
    )
