"""Care of a workspace: how much waits in it, whether it is whole, and a copy of it."""

from dataclasses import asdict
from pathlib import Path

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.progress import Shown, shown
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.domain.reviewer import require_supervisor
from hitl_app.workflow.ports import Store, Verification


@click.command(cls=Command)
@with_workplace
def stats(here: Workplace) -> None:
    """Count cases, predictions and decisions, and tell how long the oldest case waits."""
    with here.project() as (store, project), store.reading() as records:
        counted = asdict(records.stats(project, here.clock()))
    waits = counted["oldest_waiting_seconds"]
    lines = [f"{name:<12} {value:>10,}" for name, value in counted.items() if type(value) is int]
    lines.append("nothing waits" if waits is None else f"the oldest case waits {_duration(waits)}")
    here.answer(counted, "\n".join(lines))


@click.command(cls=Command)
@with_workplace
def verify(here: Workplace) -> None:
    """Walk the whole chain of facts; exit 1 if anything was changed, added or removed."""
    with here.supervising("walk the chain") as store, shown("Checking") as progress:
        found = _walked(store, progress)
    document = {
        "holds": not found.problems,
        "entries": found.entries,
        "decisions": found.decisions,
        "head": found.head,
        "problems": found.problems,
    }
    counts = f"{found.entries:,} entries, {found.decisions:,} decisions"
    if not found.problems:
        here.answer(document, f"The chain holds: {counts}. Its end is {found.head}")
        return
    here.answer(document, f"The chain does not hold ({counts}).")
    for problem in found.problems:
        here.say(problem)
    click.get_current_context().exit(1)


@click.command(cls=Command)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_workplace
def backup(here: Workplace, file: Path) -> None:
    """Copy the workspace while it is in use; the copy is checked before it gets its name."""
    with here.store() as store:
        require_supervisor(here.actor(store), "copy the workspace")
        store.backup(file)
    here.answer({"file": str(file)}, f"A checked copy is in {file}.")


def _walked(store: Store, progress: Shown) -> Verification:
    for found in store.verify():
        if isinstance(found, Verification):
            return found
        progress.report(found, None)
        if progress.stopped:
            raise KeyboardInterrupt
    raise RuntimeError("a walk over the chain ends with a verdict")


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days} d {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
