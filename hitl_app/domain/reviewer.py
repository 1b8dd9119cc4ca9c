"""People and what their role lets them do."""

from dataclasses import dataclass
from enum import StrEnum

from hitl_app.domain.errors import Refused


class Role(StrEnum):
    """What a person may do; recorded people are only names in imported decisions."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who decides or supervises; the code stands for the name in exports."""

    name: str
    role: Role
    code: str
    has_pin: bool = False


def require_reviewer(person: Person) -> None:
    """Refuse somebody who may not decide cases."""
    if person.role is Role.RECORDED:
        raise Refused(
            f"{person.name} is only a name in imported decisions and cannot decide cases. "
            f"Add the person with: hitl-app person add."
        )


def require_supervisor(person: Person, what: str) -> None:
    """Refuse somebody who is not a supervisor, naming what was asked."""
    if person.role is not Role.SUPERVISOR:
        raise Refused(f"Only a supervisor can {what}. {person.name} is an inspector.")
