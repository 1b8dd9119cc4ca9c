"""Keep a server: lay its workspace out, and say who may sign in."""

import os

import click

from hitl_app.commands.frame import Group
from hitl_app.commands.workplace import Workplace, ask_unseen, with_workplace
from hitl_app.domain.reviewer import Role
from hitl_app.storage import add_person_on_server, init_server, shown_address

NEW_PASSWORD_VARIABLE = "HITL_NEW_PASSWORD"  # noqa: S105  # the name of a variable
_ROLES = [Role.INSPECTOR.value, Role.SUPERVISOR.value, Role.INTAKE.value]
_admin = click.option(
    "--admin",
    required=True,
    metavar="URL",
    help="An administrator's address: postgresql://admin@host/database.",
)


@click.group(cls=Group)
def server() -> None:
    """Keep a workspace on a PostgreSQL server, for many workstations."""


@server.command(name="init")
@_admin
@with_workplace
def init_workspace(here: Workplace, admin: str) -> None:
    """Make the workspace of a database, or bring it up to date; a second time changes nothing."""
    done = init_server(admin)
    here.answer({"workspace": shown_address(admin), "done": done}, "\n".join(done))


@server.command(name="add-person")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the person may do.")
@_admin
@click.option("--no-password", is_flag=True, help="The login has a certificate or Kerberos.")
@with_workplace
def add_person(here: Workplace, name: str, role: str, admin: str, *, no_password: bool) -> None:
    """Make a login with a role, or give somebody known a new password."""
    password = None if no_password else _new_password(name)
    code = add_person_on_server(admin, name, role, password)
    document = {"name": name, "role": role, "code": code, "workspace": shown_address(admin)}
    here.answer(document, f"{name} can sign in as {role}; in exports the name is {code}.")


def _new_password(name: str) -> str:
    """Ask for the new password; a program may give it in a variable or as a line."""
    return os.environ.get(NEW_PASSWORD_VARIABLE) or ask_unseen(
        f"New password of {name}", NEW_PASSWORD_VARIABLE, twice=True
    )
