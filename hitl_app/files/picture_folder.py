"""A folder of pictures as cases, with or without labels in the names of its folders."""

import hashlib
import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from hitl_app.domain.case import Prediction
from hitl_app.domain.errors import Refused
from hitl_app.files.rows import RowReader
from hitl_app.files.values import BadRow
from hitl_app.files.words import cannot, quoted
from hitl_app.workflow.ports import Arrival, RecordedDecision, Refusal

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"})
"""Endings of the pictures that are taken in; other files are passed over."""

RECORDED = "recorded labels"
"""What stands for a reviewer where labels come without a person."""

PREDICTED_LABEL = "predicted_label"
HUMAN_LABEL = "human_label"

FOLDER_VERSION = "folder"
FOLDER_CONFIDENCE = 0.0
"""A folder says which label, and nothing of how sure: 0 passes no threshold, where 1 would
pass every one and let names of folders decide cases alone."""


class PictureFolder:
    """A folder as a source of rows; ``done`` and ``total`` count pictures.

    A case is called by its path below the folder, with forward slashes and composed letters
    (NFC), so that the same folder gives the same cases on every system. Where folders are labels
    a path would tell them to whoever reviews: there a case is called by the name of its file and
    a digest of its path, and its picture is a link or copy without a telling name.
    """

    def __init__(
        self, path: Path, reader: RowReader, folders_are: str | None, media_folder: Path | None
    ) -> None:
        """Count the pictures. ``media_folder`` takes pictures whose folders are labels.

        Raises:
            Refused: no pictures, no folder for them, or ``folders_are`` has no such meaning.
            Unavailable: the folder cannot be read.
        """
        if folders_are not in {None, PREDICTED_LABEL, HUMAN_LABEL}:
            raise Refused(
                f"--folders-are takes {PREDICTED_LABEL} or {HUMAN_LABEL}, "
                f"not {quoted(folders_are)}."
            )
        if folders_are and media_folder is None:
            raise Refused("Pictures in folders of labels need a folder in which no name tells.")
        self._path, self._reader, self._folders_are = path, reader, folders_are
        self._media_folder = media_folder
        self._total = sum(1 for _ in pictures_in(path))
        self._done = 0
        if not self._total:
            raise Refused(
                f"There is no picture in {path}. Known are names ending in "
                f"{', '.join(sorted(ENDINGS))}."
            )

    @property
    def done(self) -> int:
        """Pictures named so far."""
        return self._done

    @property
    def total(self) -> int | None:
        """Pictures in the folder when it was opened."""
        return self._total

    def rows(self) -> Iterator[Arrival | Refusal]:
        """Name the pictures in the order of their paths, or mixed where folders are labels.

        The line is the place in the order of the paths.

        Raises:
            Unavailable: a folder cannot be read.
        """
        numbered: Iterable[tuple[int, PurePath]] = enumerate(pictures_in(self._path), 1)
        if self._folders_are:
            # All of one label after the other would tell it: the queue keeps this order.
            numbered = sorted(numbered, key=lambda place: _digest(place[1].as_posix(), 16))
        for done, (line, relative) in enumerate(numbered, 1):
            self._done = done
            name = unicodedata.normalize("NFC", relative.as_posix())
            try:
                yield self._arrival(line, relative, name)
            except BadRow as bad:
                readable = name.encode(errors="replace").decode()
                yield Refusal(line=line, reason=str(bad), case_id=readable)

    def _arrival(self, line: int, relative: PurePath, name: str) -> Arrival:
        if not name.isprintable():
            raise BadRow(
                "The name of the picture or its folder holds signs that are no letters. Rename it."
            )
        picture = Path(os.path.realpath(self._path / relative.parent), relative.name)
        label, case_id = "", name
        if self._folders_are and self._media_folder:
            label = self._label(relative)
            case_id = _untold(name)
            if self._reader.copies is None:  # the name of a copy tells nothing either
                picture = untelling(picture, self._media_folder)
        return Arrival(
            line=line,
            case_id=case_id,
            media=self._reader.copied(str(picture), "picture"),
            prediction=(
                Prediction(model_version=FOLDER_VERSION, label=label, confidence=FOLDER_CONFIDENCE)
                if self._folders_are == PREDICTED_LABEL
                else None
            ),
            recorded=_recorded(label) if self._folders_are == HUMAN_LABEL else None,
        )

    def _label(self, relative: PurePath) -> str:
        name = unicodedata.normalize("NFC", relative.parent.name)
        if not name:
            raise BadRow(
                "The picture lies in no folder that names a label. Move it into one, "
                "or import without --folders-are."
            )
        return self._reader.label(name, "the folder")


def pictures_in(folder: Path) -> Iterator[PurePath]:
    """Yield the paths of pictures below a folder, in a stable order; hidden ones are passed over.

    Raises:
        Unavailable: a folder cannot be read.
    """

    def fail(error: OSError) -> None:
        raise cannot("read", Path(error.filename or folder), error) from error

    for here, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        below = PurePath(here).relative_to(folder)
        for name in sorted(names):
            if os.path.splitext(name)[1].lower() in ENDINGS and not name.startswith("."):  # noqa: PTH122  # a path for each file is slow
                yield below / name


def untelling(picture: Path, folder: Path) -> Path:
    """Return the picture under a name that tells nothing: a link in the folder, else a copy.

    Raises:
        Unavailable: neither can be made.
    """
    there = Path(os.path.realpath(folder), _digest(str(picture), 16) + picture.suffix.lower())
    beside = there.with_name(f"{there.name}.part")
    try:
        if there.exists() and there.stat().st_mtime_ns == picture.stat().st_mtime_ns:
            return there
        folder.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        try:
            beside.hardlink_to(picture)
        except OSError:
            shutil.copy2(picture, beside)
        beside.replace(there)
    except OSError as error:
        raise cannot("linked or copied", there, error) from error
    finally:
        with suppress(OSError):
            beside.unlink()
    return there


def _untold(name: str) -> str:
    """Return a name without folders; the digest keeps files of one name in two folders apart."""
    plain = PurePath(name)
    return f"{plain.stem}-{_digest(name, 4)}{plain.suffix}"


def _digest(name: str, size: int) -> str:
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=size).hexdigest()


def _recorded(label: str) -> RecordedDecision:
    return RecordedDecision(
        reviewer=RECORDED, label=label, decided_at=None, prediction_shown=False, seconds=None
    )
