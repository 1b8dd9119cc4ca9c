import pytest

from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import (
    Person,
    Role,
    require_intake,
    require_reviewer,
    require_supervisor,
)


def somebody(role: Role) -> Person:
    return Person(name="Anna", role=role, code="R1")


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPERVISOR])
def test_that_inspectors_and_supervisors_decide(role: Role) -> None:
    require_reviewer(somebody(role))


def test_that_a_name_in_imported_decisions_does_not_decide() -> None:
    with pytest.raises(Refused, match="Anna is only a name in imported decisions"):
        require_reviewer(somebody(Role.RECORDED))


def test_that_supervising_is_for_supervisors() -> None:
    require_supervisor(somebody(Role.SUPERVISOR), "import cases")


def test_that_an_inspector_is_told_what_needs_a_supervisor() -> None:
    with pytest.raises(Refused, match="Only a supervisor can import cases"):
        require_supervisor(somebody(Role.INSPECTOR), "import cases")


@pytest.mark.parametrize("role", [Role.INTAKE, Role.SUPERVISOR])
def test_that_intake_and_supervisors_bring_cases_in(role: Role) -> None:
    require_intake(somebody(role), "import cases")


@pytest.mark.parametrize(
    ("role", "why"),
    [
        (Role.INSPECTOR, "Anna is an inspector."),
        (Role.RECORDED, "Anna is only a name in imported decisions."),
    ],
)
def test_that_nobody_else_brings_cases_in(role: Role, why: str) -> None:
    with pytest.raises(Refused) as refused:
        require_intake(somebody(role), "import cases")
    assert str(refused.value) == f"Only a supervisor can import cases. {why}"


def test_that_intake_neither_decides_nor_supervises() -> None:
    with pytest.raises(Refused, match="Anna is here for intake alone and cannot decide cases"):
        require_reviewer(somebody(Role.INTAKE))
    with pytest.raises(Refused, match=r"can add people\. Anna is here for intake"):
        require_supervisor(somebody(Role.INTAKE), "add people")
