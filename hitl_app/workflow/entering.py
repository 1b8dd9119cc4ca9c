"""What somebody finds who comes in: project, person, policy, and how the clocks differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import Policy
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import automation, projects
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A person at a project; ``ahead`` is what the server's clock shows more than ours."""

    project: Project
    person: Person
    policy: Policy
    ahead: timedelta = timedelta()


def enter(
    store: Store,
    project: str | None,
    name: str | None,
    clock: Callable[[], datetime],
    pin_fits: Callable[[str], bool] | None = None,
) -> Outcome[Entry]:
    """Find the project, and the person: whoever is named, else whoever the server let in.

    Raises:
        Refused: no such project or person, the name is not the login's, the PIN is wrong, or
            the person is here for intake alone.
    """
    person = projects.who_acts(store, name or store.signed_in or "", pin_fits=pin_fits)
    if person.role is Role.INTAKE:
        raise Refused(
            f"{person.name} is here for intake alone, and the window is for review. "
            f"Cases are brought in with: hitl-app import FILE."
        )
    found = projects.find_project(store, project)
    return Outcome(
        Entry(
            project=found,
            person=person,
            policy=automation.policy(store, found).value,
            ahead=store.clock_ahead(clock()),
        )
    )
