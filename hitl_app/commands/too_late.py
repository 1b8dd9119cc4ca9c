"""Answers that came when their case was somebody else's."""

from dataclasses import asdict

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.presentation import conflicts as words
from hitl_app.workflow import conflicts as steps

_ALL = 1_000_000


@click.command(cls=Command)
@with_workplace
def conflicts(here: Workplace) -> None:
    """List answers that came when their case had gone to somebody else, beside what stands."""
    with here.desk() as (store, project, actor):
        found = steps.conflicts(store, project, actor, _ALL).value
    now = here.clock()
    document = {"project": project.name, "conflicts": [asdict(each) for each in found]}
    lines = [words.in_full(each, now) for each in found] or [words.NONE.title]
    here.answer(document, "\n".join(lines))
