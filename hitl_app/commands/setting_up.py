"""Set a project up, and say who works in it."""

import os
from pathlib import Path

import click

from hitl_app.commands.frame import Command, Group
from hitl_app.commands.guide import read_guide
from hitl_app.commands.workplace import PIN_VARIABLE, Workplace, ask_unseen, with_workplace
from hitl_app.domain.case import CaseKind
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import pins, projects
from hitl_app.workflow.ports import NewProject, Store

NEW_PIN_VARIABLE = "HITL_NEW_PIN"
_ROLES = [Role.INSPECTOR.value, Role.SUPERVISOR.value, Role.INTAKE.value]


@click.command(cls=Command)
@click.option("--labels", required=True, metavar="A,B,C", help="Labels, in the order of keys.")
@click.option("--question", default="", help="What is asked of each case.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in CaseKind]),
    default=CaseKind.IMAGE.value,
    show_default=True,
    help="What a case is.",
)
@click.option(
    "--guide",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file with words and a picture a label.",
)
@with_workplace
def init(here: Workplace, labels: str, question: str, kind: str, guide: Path | None) -> None:
    """Set up a project; whoever does it becomes a supervisor under the account's name."""
    name = here.settings.project
    if not name:
        raise click.UsageError("Missing option '--project'.")
    entries, reference = read_guide(guide) if guide else ((), "")
    new = NewProject(
        name=name,
        labels=tuple(label.strip() for label in labels.split(",")),
        question=question,
        kind=CaseKind(kind),
        guide=entries,
        reference=reference,
    )
    with here.store(create=True) as store:
        by = _founder(here, store)
        project = projects.create(store, new, by, here.clock()).value
        workspace = store.address
    document = {
        "project": project.name,
        "labels": project.labels,
        "question": project.question,
        "kind": project.kind,
        "supervisor": by,
        "workspace": workspace,
    }
    here.answer(
        document,
        f"Project {project.name} is set up with the labels {', '.join(project.labels)}.\n"
        f"{by} supervises it. Workspace: {workspace}",
    )


def _founder(here: Workplace, store: Store) -> str:
    """Return who sets the project up: the account in a new workspace, later somebody known."""
    if store.signed_in is not None or projects.people(store).value:
        return here.actor(store).name
    if here.settings.actor not in {None, here.account}:
        raise Refused(
            f"Nobody called “{here.settings.actor}” is known in this new workspace. Whoever runs "
            f"init supervises it under the account's name: run it without --as."
        )
    return here.account


@click.group(cls=Group)
def person() -> None:
    """Say who works here."""


@person.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the person may do.")
@click.option("--pin", is_flag=True, help="Ask for a PIN that the person types from now on.")
@with_workplace
def add(here: Workplace, name: str, role: str, *, pin: bool) -> None:
    """Add somebody who decides, supervises or brings cases in."""
    with here.store() as store:
        actor = here.actor(store)
        asks = pin and store.signed_in is None
        pin_hash = pins.hash_pin(_new_pin(name, actor)) if asks else None
        before = {each.name: each for each in projects.people(store).value}
        added = projects.add_person(store, actor, name, Role(role), pin_hash, here.clock()).value
    if pin and before.get(added.name) == added:
        raise Refused(f"{added.name} is already here as {added.role}. The PIN was left as it was.")
    words = f"{added.name} is here as {added.role}; in exports the name is {added.code}."
    here.answer(_person(added), words)


@person.command(name="list")
@with_workplace
def list_people(here: Workplace) -> None:
    """Tell who works here."""
    with here.supervising("see who works here") as store:
        people = projects.people(store).value
    lines = [
        f"{each.code:<5} {each.role:<11} {each.name}{'  (PIN)' if each.has_pin else ''}"
        for each in people
    ]
    here.answer(
        {"people": [_person(each) for each in people]}, "\n".join(lines) or "Nobody works here yet."
    )


def _person(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "role": person.role,
        "code": person.code,
        "has_pin": person.has_pin,
    }


def _new_pin(name: str, actor: Person) -> str:
    """Ask for the new PIN; HITL_PIN is meant for it only where the actor needs none."""
    pin = os.environ.get(NEW_PIN_VARIABLE)
    if not pin and not actor.has_pin:
        pin = os.environ.get(PIN_VARIABLE)
    return pin or ask_unseen(f"New PIN of {name}", NEW_PIN_VARIABLE, twice=True)
