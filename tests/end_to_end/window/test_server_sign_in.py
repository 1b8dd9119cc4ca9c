"""Signing in to a real server: what is asked, what is said, and what is kept."""

import json
import socket
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from hitl_app.settings import KeptSettings
from hitl_app.storage import add_person_on_server
from hitl_app.ui.sign_in import SignInCard
from hitl_app.workflow import projects
from hitl_app.workflow.ports import NewProject
from tests.end_to_end.window.conftest import INSPECTOR, SUPERVISOR
from tests.end_to_end.window.server_place import INTAKE, PASSWORDS, Ring, ServerPlace

SHORTCUT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
NO_KEYRING = "This machine has no keyring."


@pytest.fixture(autouse=True)
def no_variables(monkeypatch, tmp_path):
    """What libpq would take from whoever runs the tests."""
    for name in ("PGPASSWORD", "PGUSER", "PGSSLMODE", "PGHOST", "PGSERVICE", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "no password file"))


@pytest.fixture
def server(tmp_path, cluster, database) -> ServerPlace:
    return ServerPlace(tmp_path, cluster=cluster, database=database()).set_up()


class Card:
    """The card as a person sees it."""

    def __init__(self, at, qtbot) -> None:
        self.at, self.qtbot = at, qtbot
        at.until(lambda: self.card is not None)

    @property
    def card(self) -> SignInCard | None:
        first = self.at.program.first
        cards = first.findChildren(SignInCard) if first is not None else []
        return next((card for card in cards if card.isVisible() and not card.is_busy), None)

    def find(self, name: str) -> QWidget:
        (found,) = self.at.program.first.findChildren(QWidget, f"sign_in.{name}")
        return found

    def text(self, field: str) -> str:
        found = self.find(field)
        assert isinstance(found, QLineEdit)
        return found.text()

    def error(self, field: str) -> str:
        return self.find(f"{field}.error").text()

    def errors(self) -> dict[str, str]:
        said = {field: self.error(field) for field in ("address", "name", "password")}
        return {field: text for field, text in said.items() if text}

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.find(name).setText(text)

    def send(self) -> None:
        self.qtbot.keyClick(self.find("password"), Qt.Key.Key_Return)

    def ask(self, **fields: str) -> None:
        self.fill(**fields)
        self.send()

    def answered(self) -> dict[str, str]:
        """Wait for the server's answer; return what is said at which field."""
        self.at.until(lambda: self.card is not None and bool(self.errors()))
        return self.errors()


@pytest.fixture
def card(start, qtbot):
    def begin(opening, clock) -> Card:
        return Card(start(opening, clock, ready=False), qtbot)

    return begin


def until_in(at, name):
    at.until(lambda: at.program.window is not None)
    assert at.program.desk.person.name == name


def test_that_the_card_asks_for_the_password_and_enter_opens_the_window(server, card):
    server.receive(1)
    asked = card(server.opening(), server.clock)
    assert asked.text("address") == server.address
    asked.ask(name=INSPECTOR, password=PASSWORDS[INSPECTOR])

    until_in(asked.at, INSPECTOR)
    asked.at.until_ready()
    assert asked.at.program.first.isHidden()


def test_that_a_name_known_to_the_address_leaves_only_the_password_to_be_typed(server, card):
    opening = server.opening(workspace=server.cluster.url(server.database, INSPECTOR))
    asked = card(opening, server.clock)
    said = asked.answered()
    assert (asked.text("address"), asked.text("name")) == (server.address, INSPECTOR)
    assert list(said) == ["password"]
    assert said["password"].startswith(f"The server asks for the password of “{INSPECTOR}”. Sign")
    assert asked.at.program.first.focusWidget() is asked.find("password")


def test_that_a_wrong_password_is_said_at_its_field_and_not_kept(server, card):
    asked = card(server.opening(), server.clock)
    asked.ask(name=INSPECTOR, password="wrong")  # noqa: S106  # that is what is tested
    said = asked.answered()
    assert list(said) == ["password"]
    assert "Type it again" in said["password"]
    assert (asked.text("name"), asked.text("password")) == (INSPECTOR, "")
    assert asked.at.program.window is None
    asked.ask(password=PASSWORDS[INSPECTOR])
    until_in(asked.at, INSPECTOR)


def test_that_address_and_name_are_remembered_and_the_password_is_in_no_file(server, card, start):
    server.receive(1)
    asked = card(server.opening(), server.clock)
    asked.find("remember").setChecked(False)
    asked.ask(name=INSPECTOR, password=PASSWORDS[INSPECTOR])
    until_in(asked.at, INSPECTOR)
    asked.at.until_ready()

    kept = json.loads(server.settings.read_text("utf-8"))
    assert kept["server"] == server.url()
    assert kept["server_name"] == INSPECTOR
    assert server.ring.kept == {}
    secret = PASSWORDS[INSPECTOR].encode()
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    assert [path for path in files if secret in path.read_bytes()] == []

    again = start(server.opening(), server.clock, ready=False)
    second = Card(again, asked.qtbot)
    assert second.text("name") == INSPECTOR


def test_that_a_ticked_box_keeps_the_password_in_the_keyring_and_the_next_start_asks_nobody(
    server, card, start
):
    server.receive(2)
    asked = card(server.opening(), server.clock)
    asked.at.until(lambda: asked.find("remember").isEnabled())
    asked.find("remember").setChecked(True)
    asked.ask(name=INSPECTOR, password=PASSWORDS[INSPECTOR])
    until_in(asked.at, INSPECTOR)
    asked.at.until(lambda: bool(server.ring.kept))
    assert server.ring.kept == {(server.url(), INSPECTOR): PASSWORDS[INSPECTOR]}

    again = start(server.opening(), server.clock)
    assert again.program.desk.person.name == INSPECTOR
    assert server.ring.kept


def test_that_a_password_of_the_keyring_that_fits_no_more_brings_the_card(server, card):
    server.ring.kept[server.url(), INSPECTOR] = "of last year"
    opening = server.opening(workspace=server.cluster.url(server.database, INSPECTOR))
    asked = card(opening, server.clock)
    said = asked.answered()
    assert list(said) == ["password"]
    assert asked.text("password") == ""
    asked.at.until(lambda: asked.find("remember").isChecked())
    asked.ask(password=PASSWORDS[INSPECTOR])
    until_in(asked.at, INSPECTOR)
    asked.at.until(lambda: PASSWORDS[INSPECTOR] in server.ring.kept.values())


def test_that_a_machine_without_a_keyring_says_so(server, card):
    asked = card(server.opening(secrets=Ring(NO_KEYRING)), server.clock)
    asked.at.until(lambda: asked.find("keyring").text() == NO_KEYRING)
    assert not asked.find("remember").isEnabled()
    assert not asked.find("remember").isChecked()
    asked.ask(name=INSPECTOR, password=PASSWORDS[INSPECTOR])
    until_in(asked.at, INSPECTOR)


# -- what can go wrong, each at its field --------------------------------------------------------


def refused(server, card, **fields):
    asked = card(server.opening(), server.clock)
    asked.ask(**{"name": INSPECTOR, "password": PASSWORDS[INSPECTOR], **fields})
    said = asked.answered()
    assert asked.at.program.window is None
    for field, text in fields.items():
        assert asked.text(field) == text
    return said


def test_that_an_unknown_host_is_said_at_the_address(server, card):
    said = refused(server, card, address="nowhere.invalid/hitl")
    assert said == {
        "address": "Nobody knows a host “nowhere.invalid”. Check the address and the network."
    }


def test_that_a_database_that_is_not_there_is_said_at_the_address(server, card):
    place = f"{server.cluster.host}:{server.cluster.port}/nothing"
    said = refused(server, card, address=place)
    assert "has no database “nothing”" in said["address"]
    assert "hitl-app server init" in said["address"]


def test_that_a_database_without_a_workspace_is_said_at_the_address(server, card, database):
    place = f"{server.cluster.host}:{server.cluster.port}/{database()}"
    said = refused(server, card, address=place)
    assert "There is no workspace" in said["address"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE hitl.installed SET operations = 'those of last year'", "hitl-app server init"),
        (
            "INSERT INTO hitl.steps SELECT 999, checksum FROM hitl.steps LIMIT 1",
            "made by a newer version of hitl-app",
        ),
    ],
    ids=["older", "newer"],
)
def test_that_another_schema_is_said_at_the_address(server, card, change, words):
    server.administer(change)
    said = refused(server, card)
    assert list(said) == ["address"]
    assert words in said["address"]


def test_that_a_login_without_a_role_is_said_at_the_name(server, card):
    server.administer("CREATE ROLE \"Ola Berg\" LOGIN PASSWORD 'right for Ola'")
    try:
        said = refused(server, card, name="Ola Berg", password="right for Ola")  # noqa: S106  # no password of anything real
    finally:
        server.administer('DROP ROLE "Ola Berg"')
    assert list(said) == ["name"]
    assert "“Ola Berg” has no role in" in said["name"]
    assert "hitl-app server add-person" in said["name"]


def test_that_somebody_here_for_intake_alone_is_told_at_the_name(server, card):
    add_person_on_server(server.cluster.url(server.database), INTAKE, "intake", "right for Line 4")
    said = refused(server, card, name=INTAKE, password="right for Line 4")  # noqa: S106  # no password of anything real
    assert "here for intake alone" in said["name"]


def test_that_another_name_behind_as_is_refused_at_the_name(server, card):
    opening = replace(server.opening(INSPECTOR), person=SUPERVISOR, named=True)
    asked = card(opening, server.clock)
    said = asked.answered()
    assert f"The server knows you as “{INSPECTOR}”" in said["name"]
    asked.ask(name=SUPERVISOR, password=PASSWORDS[SUPERVISOR])
    until_in(asked.at, SUPERVISOR)


def test_that_a_certificate_that_is_not_trusted_is_said_at_the_address(server, card):
    place = f"{server.address}?sslmode=verify-full"
    said = refused(server, card, address=place)
    assert "could not be secured" in said["address"]


def test_that_what_is_no_address_is_said_before_anybody_is_asked(server, card):
    asked = card(server.opening(), server.clock)
    for typed, words in (
        ("", "The address is missing"),
        ("db.example.org", "names no database"),
        ("host=a dbname=b", "is not the address of a server"),
    ):
        asked.ask(address=typed)
        assert words in asked.errors()["address"]
        assert asked.at.program.first.focusWidget() is asked.find("address")


def test_that_several_projects_are_told_as_ever(server, card):
    with server.store() as store:
        new = NewProject(name="Bolts", labels=("OK", "Bent"))
        projects.create(store, new, SUPERVISOR, server.clock.now)
    said = refused(server, card)
    assert "The workspace has several projects" in said["address"]


# -- waiting ---------------------------------------------------------------------------------------


@pytest.fixture
def silent():
    """A host that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}/hitl"


def test_that_waiting_for_a_silent_host_can_be_stopped_and_what_was_typed_is_still_there(
    server, card, silent, qtbot
):
    asked = card(server.opening(), server.clock)
    asked.ask(address=silent, name=INSPECTOR, password="typed")  # noqa: S106  # no password of anything real
    stop = asked.find("stop")
    assert stop.isVisible()
    assert asked.at.program.first.focusWidget() is stop
    assert "Signing in to 127.0.0.1" in asked.find("words").text()
    assert not asked.find("address").isEnabled()

    qtbot.keyClick(stop, Qt.Key.Key_Escape)
    assert asked.card is not None
    assert asked.text("address") == silent
    assert asked.text("password") == "typed"
    assert "Stopped" in asked.find("words").text()
    asked.ask(address=server.address, password=PASSWORDS[INSPECTOR])
    until_in(asked.at, INSPECTOR)


def test_that_a_silent_host_is_said_at_the_address(server, card, silent):
    said = refused(server, card, address=silent)
    assert "does not answer" in said["address"]


# -- coming and going ------------------------------------------------------------------------------


def ask_for_a_server(at, qtbot):
    qtbot.keyClick(at.window, Qt.Key.Key_S, SHORTCUT)


def test_that_signing_in_elsewhere_gives_the_open_case_back(server, card, place, start, qtbot):
    server.receive(1)
    place.receive(1)
    settings = KeptSettings(place.settings)
    opening = replace(place.opening(INSPECTOR), settings=settings, secrets=server.ring)
    at = start(opening, server.clock)
    before = at.window
    ask_for_a_server(at, qtbot)
    asked = Card(at, qtbot)
    assert at.program.window is None
    assert not before.isVisible()
    at.until(lambda: place.stats().waiting == 1)
    asked.ask(address=server.address, name=INSPECTOR, password=PASSWORDS[INSPECTOR])
    until_in(at, INSPECTOR)
    at.until_ready()
    assert at.case_id == "B-001"
    assert settings.get("server") == server.url()


def test_that_escape_leads_back_to_where_one_was(server, place, start, qtbot):
    place.receive(1)
    at = start(replace(place.opening(INSPECTOR), secrets=server.ring), server.clock)
    ask_for_a_server(at, qtbot)
    asked = Card(at, qtbot)
    assert asked.find("leave").text() == "Back to workspace.db"
    qtbot.keyClick(asked.find("address"), Qt.Key.Key_Escape)
    until_in(at, INSPECTOR)
    at.until_ready()


def test_that_escape_on_the_first_card_ends_the_program(server, card, qtbot):
    asked = card(server.opening(), server.clock)
    qtbot.keyClick(asked.find("address"), Qt.Key.Key_Escape)
    assert not asked.at.program.first.isVisible()


def test_that_whoever_was_on_a_server_can_go_on_with_this_machine(server, place, card, qtbot):
    place.receive(1)
    KeptSettings(server.settings).set("server", server.url())
    opening = replace(server.opening(), person=INSPECTOR, local=str(place.file))
    asked = card(opening, server.clock)
    qtbot.mouseClick(asked.find("local"), Qt.MouseButton.LeftButton)
    until_in(asked.at, INSPECTOR)
    asked.at.until_ready()
    assert KeptSettings(server.settings).get("server") == ""


def test_that_a_workspace_that_cannot_be_opened_offers_a_server(server, empty, start, qtbot):
    empty.file.write_text("no workspace", "utf-8")
    opening = replace(empty.opening(), secrets=server.ring)
    at = start(opening, server.clock, ready=False)
    at.until(lambda: at.program.first is not None)
    first = at.program.first
    at.until(lambda: bool(first.findChildren(QWidget, "first.sign_in_to")))
    qtbot.keyClick(first, Qt.Key.Key_S, SHORTCUT)
    asked = Card(at, qtbot)
    asked.ask(address=server.address, name=SUPERVISOR, password=PASSWORDS[SUPERVISOR])
    until_in(at, SUPERVISOR)
