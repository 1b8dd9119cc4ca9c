import pytest

from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role, require_reviewer, require_supervisor


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
