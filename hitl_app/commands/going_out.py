"""Tables that go out, whole or not at all."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import click
from click.core import ParameterSource

from hitl_app import __version__
from hitl_app.commands.filters import NARROWING, window_of, with_filters
from hitl_app.commands.frame import Command
from hitl_app.commands.later import refuse_later
from hitl_app.commands.progress import shown
from hitl_app.commands.workplace import Desk, Workplace, with_workplace
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Role
from hitl_app.files.tables_out import FileExports
from hitl_app.workflow import export as going_out
from hitl_app.workflow.agreement import By, Period
from hitl_app.workflow.export import Names, Seen, What, Wish
from hitl_app.workflow.ports import Progress, TableStyle, Window
from hitl_app.workflow.tasks_out import export_tasks

_TASKS = "label-studio"
_FORMATS = ["csv", "jsonl", "parquet", _TASKS, "coco"]
_NARROWED = {
    What.DECISIONS: NARROWING | {"names", "seen", "released_only"},
    What.AGREEMENT: NARROWING | {"names", "by", "period", "by_label_too"},
    What.CASES: frozenset({"names"}),
}
_FILTERS = frozenset[str]().union(*_NARROWED.values())
_FOR_INSPECTORS = frozenset({"since", "until", "names"})
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.argument("what", metavar="WHAT", type=click.Choice([what.value for what in What]))
@click.option("--out", type=_FILE, required=True, help="The file; .csv or .jsonl.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Else by the file's ending.")
@with_filters
@click.option(
    "--names",
    type=click.Choice(["codes", "names", "none"]),
    default="codes",
    show_default=True,
    help="How reviewers are written.",
)
@click.option(
    "--seen",
    type=click.Choice([seen.value for seen in Seen]),
    default=Seen.BOTH.value,
    show_default=True,
    help="Which decisions.",
)
@click.option("--by-label-too", is_flag=True, help="Agreement by period and label.")
@click.option("--released-only", is_flag=True, help="Leave out what can still be undone.")
@click.option("--bom", is_flag=True, help="Begin with a byte order mark, for spreadsheets.")
@click.option("--decimal-comma", is_flag=True, help="Write 0,5 and separate by semicolons.")
@with_workplace
def export(here: Workplace, what: str, out: Path, form: str | None, **asked: Any) -> None:
    """Write a table: whole, or not at all.

    WHAT is decisions, agreement, cases, predictions, policies or audit-trail. With --format
    label-studio cases are tasks, with all that was predicted and decided.
    """
    _check_form(What(what), out, form)
    for option in _idle(_NARROWED.get(What(what), frozenset())):
        raise click.UsageError(f"{option} does not go with {what}.")
    write = _write_tasks if form == _TASKS else _write_table
    with here.desk() as desk, shown("Writing") as progress:
        rows = write(here, desk, What(what), out, asked, progress)
    about = out.with_name(f"{out.stem}_about.txt") if what == What.AGREEMENT else None
    document = {"file": str(out), "rows": rows, "about": about and str(about)}
    here.answer(document, f"{rows:,} rows are in {out}.{f' See {about}.' if about else ''}")


def _write_table(
    here: Workplace,
    desk: Desk,
    what: What,
    out: Path,
    asked: Mapping[str, Any],
    progress: Progress,
) -> int:
    store, project, actor = desk
    if actor.role is not Role.SUPERVISOR and what is What.DECISIONS:
        for option in _idle(_FOR_INSPECTORS):
            raise Refused(f"Only a supervisor can export with {option}.")
    wish = _wish(here, what, window_of(store, project, asked), asked)
    return going_out.export(
        store, project, actor, wish, out, FileExports(), here.clock(), progress, __version__
    ).value


def _write_tasks(
    _here: Workplace,
    desk: Desk,
    _what: What,
    out: Path,
    asked: Mapping[str, Any],
    progress: Progress,
) -> int:
    return export_tasks(*desk, out, FileExports(), progress, asked["names"]).value


def _check_form(what: What, out: Path, form: str | None) -> None:
    ending = out.suffix.lower().removeprefix(".")
    for wanted in (form, ending):
        refuse_later(wanted or "")
    if form == _TASKS and what is not What.CASES:
        raise click.UsageError(
            "--format label-studio goes with cases: each is a task with all that was said of it."
        )
    expected = {_TASKS: {"json"}, None: {"csv", "jsonl"}}.get(form, {form})
    if ending not in expected:
        raise click.UsageError(
            f"“{out.name}” does not end as the form wants it: .csv, .jsonl, or .json for "
            f"--format label-studio."
        )


def _idle(used: frozenset[str]) -> Iterator[str]:
    """Name filters that were given and would be passed over.

    A table must hold what its maker believes that it holds.
    """
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        was_given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if was_given and name in _FILTERS - used:
            yield option.opts[0]


def _wish(here: Workplace, what: What, window: Window, asked: Mapping[str, Any]) -> Wish:
    return Wish(
        what=what,
        window=window,
        names=cast("Names", asked["names"]),
        seen=Seen(asked["seen"]),
        by=By(asked["by"] or By.PERIOD),
        period=Period(asked["period"]),
        by_label_too=asked["by_label_too"],
        released_only=asked["released_only"],
        hold_back=here.hold_back,
        style=TableStyle(bom=asked["bom"], decimal_comma=asked["decimal_comma"]),
    )
