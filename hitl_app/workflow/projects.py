"""Setting up: projects, and the people who work in them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import PolicyTerms
from hitl_app.domain.reviewer import Person, Role, require_supervisor
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import NewProject, Store

_LONGEST_NAME = 200


def create(store: Store, new: NewProject, by: str, now: datetime) -> Outcome[Project]:
    """Set a project up under human only; who does it becomes a supervisor.

    Raises:
        Refused: the name is taken, or the labels cannot be told apart.
    """
    _check(new)
    with store.transaction() as records:
        known = records.person(by)
        if known is None:
            records.add_person(by, Role.SUPERVISOR, None, now)
        else:
            require_supervisor(known, "set up a project")
        project = records.add_project(new, secrets.token_hex(8), by, now)
        records.set_policy(project, PolicyTerms(), 0, by, "The project was set up.", None, now)
    return Outcome(project, Changes.ALL)


def add_person(
    store: Store, actor: Person, name: str, role: Role, pin_hash: str | None, now: datetime
) -> Outcome[Person]:
    """Add somebody who decides, supervises or brings cases in.

    Raises:
        Refused: the actor is no supervisor, the name has another role already, or the workspace
            is on a server, which has its own logins.
    """
    require_supervisor(actor, "add people")
    if store.signed_in is not None:
        raise Refused(
            "On a server, people sign in with a name that the server knows. Whoever keeps it adds "
            "one with: hitl-app server add-person NAME --role ROLE --admin ADDRESS"
        )
    cleaned = name.strip()
    if not cleaned or len(cleaned) > _LONGEST_NAME:
        raise Refused(f"A name needs 1 to {_LONGEST_NAME} characters.")
    with store.transaction() as records:
        known = records.person(cleaned)
        if known is not None and known.role not in {role, Role.RECORDED}:
            raise Refused(f"{cleaned} is already here as {known.role}.")
        person = records.add_person(cleaned, role, pin_hash, now)
    return Outcome(person, Changes.PEOPLE)


def people(store: Store) -> Outcome[Sequence[Person]]:
    """Return everybody, by name."""
    with store.reading() as records:
        return Outcome(records.people())


def who_acts(store: Store, name: str, *, pin_fits: Callable[[str], bool] | None = None) -> Person:
    """Return the person of that name; on a server only whoever is signed in, and without a PIN.

    ``pin_fits`` is asked with the stored hash where the person has a PIN.

    Raises:
        Refused: nobody has that name here, the PIN is missing or wrong, or the server knows
            whoever asks under another name.
    """
    known_as = store.signed_in
    if known_as not in {None, name}:
        raise Refused(
            f"The server knows you as “{known_as}”, so you cannot act as “{name}”. Leave --as "
            f"away, or sign in as “{name}”: postgresql://NAME@host/database."
        )
    with store.reading() as records:
        person = records.person(name)
        asks_pin = person is not None and person.has_pin and known_as is None
        pin_hash = records.pin_hash(name) if asks_pin else None
    if person is None:
        raise Refused(
            f"Nobody called “{name}” is known in this workspace. A supervisor can add the name "
            f"with: hitl-app person add."
        )
    if pin_hash is not None and pin_fits is not None and not pin_fits(pin_hash):
        raise Refused(f"The PIN of {name} is not right.")
    # The server has checked who signs in; the PIN of a copied workspace asks nobody there.
    return person if known_as is None else replace(person, has_pin=False)


def find_project(store: Store, name: str | None) -> Project:
    """Return the project of that name, or the only one.

    Raises:
        Refused: there is none, or several and no name was given.
    """
    with store.reading() as records:
        projects = records.projects()
    named = [project for project in projects if name in {None, project.name}]
    if len(named) == 1:
        return named[0]
    listing = ", ".join(project.name for project in projects)
    if not projects:
        raise Refused("The workspace has no project yet. Make one with: hitl-app init.")
    if name is None:
        raise Refused(f"The workspace has several projects: {listing}. Name one with --project.")
    raise Refused(f"There is no project “{name}”. The workspace has: {listing}.")


def _check(new: NewProject) -> None:
    if not new.name.strip():
        raise Refused("A project needs a name.")
    if len(new.labels) < 2:  # noqa: PLR2004  # one label leaves nothing to decide
        raise Refused("A project needs at least two labels, for example --labels ok,scratch.")
    for label in new.labels:
        if not label.strip() or len(label) > _LONGEST_NAME:
            raise Refused(f"A label needs 1 to {_LONGEST_NAME} characters, not “{label}”.")
        if new.labels.count(label) > 1:
            raise Refused(f"The label “{label}” stands twice. Labels must differ.")
