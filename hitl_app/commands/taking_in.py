"""Take cases, predictions and past decisions in; refused rows are written down with reasons."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.later import refuse_later
from hitl_app.commands.progress import shown
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.files.media_copies import MediaCopies
from hitl_app.files.refused import (
    RefusedRows,
    prove_writable,
    refused_path,
    remove_old,
    writable_place,
)
from hitl_app.files.sources import FORMATS, open_source
from hitl_app.files.values import zone_named
from hitl_app.storage import is_server
from hitl_app.workflow import intake
from hitl_app.workflow.intake import Intake
from hitl_app.workflow.ports import Arrival, Progress, Refusal, RowSource

_NUMBERED_ON = 10**12
_TELL_EVERY = 500
"""Lines of each further source are numbered on from here, so that one import can hold several."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Several sources as one: --strict means all of them or none."""

    paths: tuple[Path, ...]
    opened: tuple[RowSource, ...]
    progress: Progress

    @property
    def done(self) -> int:
        """Return how much was read."""
        return sum(source.done for source in self.opened)

    @property
    def total(self) -> int | None:
        """Return how much there is, None where one source does not know."""
        totals = [source.total for source in self.opened]
        return None if None in totals else sum(total or 0 for total in totals)

    def rows(self) -> Iterator[Arrival | Refusal]:
        """Yield the rows of one source after the other, until somebody stops the import.

        Where media are copied a batch of rows takes long, so it is not waited for.
        """
        for number, source in enumerate(self.opened):
            for row in source.rows():
                if self.progress.stopped:
                    return
                yield replace(row, line=row.line + number * _NUMBERED_ON) if number else row

    def place_of(self, refusal: Refusal) -> tuple[Path, Refusal]:
        """Return the source of a refusal, and the refusal with its line there."""
        number, line = divmod(refusal.line, _NUMBERED_ON)
        return self.paths[number], replace(refusal, line=line)


class Refusals:
    """Where refused rows are written: beside each source, or all in one file."""

    def __init__(
        self, sources: Sources, file: Path | None, others: tuple[Path, ...], open_files: ExitStack
    ) -> None:
        """Find a place for each file, before anything is stored; it is made when it is needed.

        Raises:
            Unavailable: there is no right to write the file, nor one in the other folders.
        """
        self._sources, self._file, self._open = sources, file, open_files
        if file is not None:
            prove_writable(file)
        self._places = {
            path: file or writable_place(refused_path(path), others) for path in sources.paths
        }
        self._by_path: dict[Path, RefusedRows] = {}

    @property
    def files(self) -> list[str]:
        """Name the files that were written."""
        return [str(path) for path in self._by_path]

    def add(self, refusal: Refusal) -> None:
        """Write one refusal."""
        source, placed = self._sources.place_of(refusal)
        if self._file is not None and len(self._sources.paths) > 1:
            placed = replace(placed, reason=f"{source}: {placed.reason}")
        path = self._places[source]
        if path not in self._by_path:
            self._by_path[path] = self._open.enter_context(RefusedRows(path))
        self._by_path[path].add(placed)

    @property
    def moved(self) -> list[str]:
        """Name the files that are not where one would look for them."""
        usual = {refused_path(source) for source in self._sources.paths}
        return [str(path) for path in self._by_path if self._file is None and path not in usual]

    def remove_old(self) -> list[str]:
        """Remove what an earlier import left beside a source of which nothing is refused now."""
        olds = {refused_path(source) for source in self._sources.paths} - self._by_path.keys()
        return sorted(str(old) for old in olds if remove_old(old))


def _mapping(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Read THEIRS=OURS, once a column."""
    pairs = [value.rpartition("=") for value in values]
    for value, (theirs, equals, ours) in zip(values, pairs, strict=True):
        if not (theirs and equals and ours):
            raise click.BadParameter(f"{value!r} is not of the form THEIRS=OURS.")
    return {theirs: ours for theirs, _, ours in pairs}


def _zone(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    try:
        zone_named(value)
    except Refused as error:
        raise click.BadParameter(str(error)) from None
    return value


@click.command(name="import", cls=Command)
@click.argument(
    "sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format",
    type=click.Choice([*FORMATS, "parquet", "coco"]),
    help="Else by the file's ending.",
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_mapping,
    metavar="THEIRS=OURS",
    help="A column of another name; may be given again.",
)
@click.option("--strict", is_flag=True, help="Store all rows or none.")
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where refused rows go; else SOURCE.refused.csv.",
)
@click.option("--timezone", callback=_zone, metavar="Z", help="Zone of times that have none.")
@click.option(
    "--folders-are",
    type=click.Choice(["predicted_label", "human_label"]),
    help="What the names of folders of pictures mean.",
)
@click.option(
    "--copy-media",
    metavar="FOLDER",
    help="Copy each picture or sound there; its case has the copy. Also an address, as s3://…",
)
@with_workplace
def import_sources(
    here: Workplace, sources: tuple[Path, ...], *, strict: bool, refused: Path | None, **how: Any
) -> None:
    """Take cases, predictions and past decisions in; a second time changes nothing."""
    for source in sources:
        refuse_later(how["format"] or source.suffix.lower().removeprefix("."))
    with here.desk() as (store, project, actor), shown("Importing") as progress:
        media, others = _places(here.settings.workspace, how)
        copies = MediaCopies(how["copy_media"]) if how["copy_media"] else None
        if copies and strict:
            # Before all or nothing is one transaction, during which nobody else could decide.
            _copy_all(_opened(sources, project, media, how, copies, progress))
        opened = _opened(sources, project, media, how, copies, progress)
        with ExitStack() as open_files:
            refusals = Refusals(opened, refused, others, open_files)
            try:
                taken = intake.take_in(
                    store,
                    project,
                    actor,
                    opened,
                    ", ".join(map(str, sources)),
                    here.clock(),
                    strict=strict,
                    refuse=refusals.add,
                    progress=progress,
                ).value
            finally:
                for file in refusals.files:
                    here.say(f"Refused rows, with their reasons, go to {file}")
                for _ in refusals.moved:
                    here.say("The folder of the source cannot be written, so they go elsewhere.")
        if not (taken.refused or taken.stopped):
            for old in refusals.remove_old():
                here.say(f"Nothing is refused any more, so {old} was removed.")
    _tell(here, taken, refusals, strict=strict)


def _places(workspace: str, how: Mapping[str, Any]) -> tuple[Path, tuple[Path, ...]]:
    """Return where pictures go whose folders are labels, and where else refusals may go.

    Raises:
        Refused: a folder of this machine would be asked to hold pictures for all.
    """
    if not is_server(workspace):
        return Path(f"{workspace}.media"), (Path.cwd(), Path(workspace).parent)
    if how["folders_are"] and not how["copy_media"]:
        raise Refused(
            "On a server, --folders-are needs --copy-media FOLDER: the names of the folders would "
            "tell the label, and every workstation has to find the pictures."
        )
    return Path(how["copy_media"] or "."), (Path.cwd(),)


def _opened(
    paths: tuple[Path, ...],
    project: Project,
    media: Path,
    how: Mapping[str, Any],
    copies: MediaCopies | None,
    progress: Progress,
) -> Sources:
    opened = [
        open_source(
            path,
            labels=project.labels,
            format=how["format"],
            mapping=how["mapping"],
            timezone=how["timezone"],
            folders_are=how["folders_are"],
            media_folder=media,
            copies=copies,
        )
        for path in paths
    ]
    return Sources(paths, tuple(opened), progress)


def _copy_all(sources: Sources) -> None:
    """Copy the media of all rows; what cannot be copied is told when the rows are stored."""
    for number, _ in enumerate(sources.rows()):
        if number % _TELL_EVERY == 0:
            sources.progress.report(sources.done, sources.total)


def _tell(here: Workplace, taken: Intake, refusals: Refusals, *, strict: bool) -> None:
    document = {
        "cases": taken.cases,
        "predictions": taken.predictions,
        "decisions": taken.decisions,
        "automatic": taken.automatic,
        "refused": taken.refused,
        "stopped": taken.stopped,
        "refused_files": refusals.files,
    }
    words = (
        f"New: {taken.cases:,} cases, {taken.predictions:,} predictions, {taken.decisions:,} past "
        f"decisions; {taken.automatic:,} cases decided alone. Refused rows: {taken.refused:,}"
    )
    here.answer(document, words)
    if taken.stopped:
        here.say(
            "Stopped. Nothing was stored (--strict)."
            if strict
            else "Stopped. What is counted here is stored; the same import goes on from there."
        )
    if taken.stopped or taken.refused:
        click.get_current_context().exit(1)
