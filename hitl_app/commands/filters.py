"""Options that narrow figures and exports to days, a label, a person, a model or a degree."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import click

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import Degree
from hitl_app.workflow import projects
from hitl_app.workflow.agreement import By, Period
from hitl_app.workflow.ports import Store, Window

F = TypeVar("F", bound=Callable[..., Any])

_DAY = click.DateTime(["%Y-%m-%d"])
_OPTIONS = (
    click.option("--since", type=_DAY, metavar="DAY", help="First day, as 2026-03-14, in UTC."),
    click.option("--until", type=_DAY, metavar="DAY", help="Last day, included."),
    click.option("--label", metavar="L", help="Only where people or the model said this label."),
    click.option("--reviewer", metavar="NAME", help="Only what this person decided."),
    click.option("--model-version", metavar="V", help="Only this version of the model."),
    click.option(
        "--degree", type=click.Choice([degree.value for degree in Degree]), help="Only this degree."
    ),
    click.option("--by", type=click.Choice([by.value for by in By]), help="Split figures by this."),
    click.option(
        "--period",
        type=click.Choice([period.value for period in Period]),
        default=Period.DAY.value,
        show_default=True,
        help="Length of a period.",
    ),
)

NARROWING = frozenset({"since", "until", "label", "reviewer", "model_version", "degree"})
"""Names of the options that narrow."""


def with_filters(command: F) -> F:
    """Give a command the options that narrow and split."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def window_of(store: Store, project: Project, asked: Mapping[str, Any]) -> Window:
    """Return the window that was asked for.

    Raises:
        click.UsageError: the filters contradict each other.
        Refused: a label or a name that is not known here, which would give an empty table.
    """
    window = Window(
        since=_day(asked["since"]),
        until=_day(asked["until"]),
        label=asked["label"],
        reviewer=asked["reviewer"],
        model_version=asked["model_version"],
        degree=Degree(asked["degree"]) if asked["degree"] else None,
    )
    if window.since and window.until and window.since > window.until:
        raise click.UsageError("--since lies after --until.")
    if window.reviewer and asked["by"] == By.BAND:
        raise click.UsageError("--by band does not go with --reviewer.")
    if window.label is not None and window.label not in project.labels:
        raise Refused(
            f"The project has no label “{window.label}”. Its labels: {', '.join(project.labels)}."
        )
    if window.reviewer is not None:
        names = [person.name for person in projects.people(store).value]
        if window.reviewer not in names:
            raise Refused(f"Nobody called “{window.reviewer}” is known in this workspace.")
    return window


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
