"""People and what their role lets them do."""

from dataclasses import dataclass
from enum import StrEnum

from hitl_app.domain.errors import Refused


class Role(StrEnum):
    """What a person may do; intake only brings cases in, recorded people are only names."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    INTAKE = "intake"
    RECORDED = "recorded"


_HERE_AS = {
    Role.INSPECTOR: "an inspector",
    Role.SUPERVISOR: "a supervisor",
    Role.INTAKE: "here for intake alone",
    Role.RECORDED: "only a name in imported decisions",
}


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
    if person.role is Role.INTAKE:
        raise Refused(
            f"{person.name} is here for intake alone and cannot decide cases. "
            f"An inspector or a supervisor can."
        )


def require_supervisor(person: Person, what: str) -> None:
    """Refuse somebody who is not a supervisor, naming what was asked."""
    if person.role is not Role.SUPERVISOR:
        raise Refused(f"Only a supervisor can {what}. {person.name} is {_HERE_AS[person.role]}.")


def require_intake(person: Person, what: str) -> None:
    """Refuse somebody who may bring no cases in, naming what was asked."""
    if person.role is not Role.INTAKE:
        require_supervisor(person, what)
