"""A person with a PIN signs in at the window before anything of the workspace is shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from hitl_app.domain.reviewer import Role
from hitl_app.ui.widgets import Label
from hitl_app.workflow import pins, projects
from tests.end_to_end.window.conftest import START, SUPERVISOR

NAME = "Lea Osei"


def give_pin(place, pin):
    with place.store() as store:
        supervisor = projects.who_acts(store, SUPERVISOR)
        hashed = pins.hash_pin(pin)
        projects.add_person(store, supervisor, NAME, Role.INSPECTOR, hashed, START)


def field_of(at) -> QLineEdit | None:
    first = at.program.first
    fields = first.findChildren(QLineEdit, "first.pin") if first is not None else []
    shown = [field for field in fields if field.isVisible()]
    return shown[-1] if shown else None


def send(at, qtbot, pin):
    at.until(lambda: field_of(at) is not None)
    field = field_of(at)
    field.setText(pin)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field


def test_that_the_right_pin_opens_the_window(place, start, qtbot):
    place.receive(1)
    give_pin(place, "2468")
    at = start(place.opening(NAME), place.clock, ready=False)
    at.until(lambda: field_of(at) is not None)

    assert at.program.window is None
    send(at, qtbot, "2468")

    at.until(lambda: at.program.window is not None)
    at.until_ready()
    assert at.program.desk.person.name == NAME


def test_that_a_wrong_pin_is_told_and_asked_for_again(place, start, qtbot):
    give_pin(place, "2468")
    at = start(place.opening(NAME), place.clock, ready=False)
    at.until(lambda: field_of(at) is not None)

    before = send(at, qtbot, "1111")
    at.until(lambda: field_of(at) not in {None, before})

    card = at.program.first.findChildren(QWidget, "first.sign_in")[-1]
    assert f"The PIN of {NAME} is not right." in [each.text() for each in card.findChildren(Label)]
    assert at.program.window is None
