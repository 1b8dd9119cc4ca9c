"""What a command works with: settings, a clock, a store, whoever acts, and where answers go."""

import getpass
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any, TypeVar

import click

from hitl_app.commands.frame import given, is_json, to_json
from hitl_app.domain.case import Project
from hitl_app.domain.decision import HoldBack
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.settings import KeptSettings, Settings, settings_from
from hitl_app.storage import open_store
from hitl_app.workflow import pins, projects
from hitl_app.workflow.ports import Store

R = TypeVar("R")
Clock = Callable[[], datetime]
Desk = tuple[Store, Project, Person]

SESSION = "command line"
"""One hand a person: `next` twice gives the same case."""
PIN_VARIABLE = "HITL_PIN"


@dataclass(frozen=True, slots=True)
class Workplace:
    """A command's view of the world."""

    settings: Settings
    clock: Clock
    as_json: bool

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        """Open the workspace and close it whatever happens.

        Raises:
            Refused: no workspace there, or one that cannot be opened.
            Unavailable: disk or rights do not allow it.
        """
        store = open_store(self.settings.workspace, create=create)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def looking(self) -> Iterator[Store]:
        """Open the workspace for whoever only looks: no role is needed, but no false name either.

        Raises:
            Refused: --as or HITL_AS names somebody whom nobody knows here.
        """
        with self.store() as store:
            if self.settings.actor:
                projects.who_acts(store, self.settings.actor)
            yield store

    @contextmanager
    def supervising(self, what: str) -> Iterator[Store]:
        """Open the workspace for whoever looks; on a server only for a supervisor.

        Raises:
            Refused: somebody else on a server asks for what only supervisors are told there.
        """
        with self.looking() as store:
            if store.signed_in is not None:
                require_supervisor(self.actor(store), what)
            yield store

    @contextmanager
    def project(self) -> Iterator[tuple[Store, Project]]:
        """Open the workspace at the project that is meant, for whoever only looks."""
        with self.looking() as store:
            yield store, projects.find_project(store, self.settings.project)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open the workspace at a project as whoever acts."""
        with self.store() as store:
            project = projects.find_project(store, self.settings.project)
            yield store, project, self.actor(store)

    @property
    def account(self) -> str:
        """Return the name under which the operating system knows whoever runs the command."""
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise Refused("The account has no name here. Say who acts with --as NAME.") from None

    @property
    def actor_name(self) -> str:
        """Return the name behind --as, else the account."""
        return self.settings.actor or self.account

    def actor(self, store: Store) -> Person:
        """Return whoever acts: on a server the name signed in, else by the PIN where there is one.

        Raises:
            Refused: nobody of that name, the PIN does not fit, or the server knows another name.
        """
        name = self.settings.actor or store.signed_in or self.account
        return projects.who_acts(
            store, name, pin_fits=lambda stored: pins.pin_fits(_pin_of(name), stored)
        )

    @property
    def hold_back(self) -> HoldBack:
        """Return how long a result is held back, as the window on this workstation has it."""
        kept = KeptSettings(self.settings.file)
        return HoldBack(kept.get("hold_back_seconds"), kept.get("hold_back_decisions"))

    def answer(self, document: Mapping[str, Any], words: str) -> None:
        """Give the answer: a document to a program, words to a person."""
        if self.as_json:
            click.echo(to_json(document), nl=False)
        else:
            click.echo(words)

    def say(self, words: str) -> None:
        """Tell a person something beside the answer."""
        click.echo(words, err=True)


def with_workplace(command: Callable[..., R]) -> Callable[..., R]:
    """Hand the workplace to a command as its first argument."""

    def run(*args: Any, **kwargs: Any) -> R:
        context = click.get_current_context()
        said = {name: value for name, value in given(context).items() if name != "json"}
        settings = settings_from(os.environ, said)
        clock: Clock = context.obj
        return command(Workplace(settings, clock, is_json(context)), *args, **kwargs)

    return update_wrapper(run, command)


def ask_unseen(question: str, variable: str, *, twice: bool = False) -> str:
    """Ask for a PIN or password, unseen on a terminal; a program may give it as a line.

    Raises:
        Refused: nobody answered.
    """
    try:
        typed: str = click.prompt(
            question, hide_input=sys.stdin.isatty(), confirmation_prompt=twice, err=True
        )
    except click.Abort:
        raise Refused(
            f"No answer to “{question}”. Type it when asked, or give it in {variable}."
        ) from None
    return typed


def _pin_of(name: str) -> str:
    return os.environ.get(PIN_VARIABLE) or ask_unseen(f"PIN of {name}", PIN_VARIABLE)
