"""Answers that came when their case was somebody else's."""

from dataclasses import asdict

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.workflow import conflicts as steps
from hitl_app.workflow.ports import Conflict

_ALL = 1_000_000


@click.command(cls=Command)
@with_workplace
def conflicts(here: Workplace) -> None:
    """List answers that came when their case had gone to somebody else, beside what stands."""
    with here.desk() as (store, project, actor):
        found = steps.conflicts(store, project, actor, _ALL).value
    document = {"project": project.name, "conflicts": [asdict(each) for each in found]}
    here.answer(document, "\n".join(map(_line, found)) or "There are no conflicts.")


def _line(conflict: Conflict) -> str:
    said = f"“{conflict.label}”" if conflict.label else conflict.kind
    words = (
        f"{conflict.decided_at:%Y-%m-%d %H:%M} UTC  case {conflict.case_id}  "
        f"{conflict.reviewer}: {said}; {_standing(conflict)}"
    )
    # One line a conflict, whatever somebody wrote.
    comment = " ".join(conflict.comment.split())
    return f"{words}; comment: {comment}" if comment else words


def _standing(conflict: Conflict) -> str:
    if conflict.standing_label is not None:
        return f"“{conflict.standing_label}” by {conflict.standing_by} stands"
    if conflict.standing_by == "":
        return "the model's answer stands"
    return "nothing stands yet"
