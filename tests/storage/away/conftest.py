"""A team on a real server behind a network that can be pulled, and a clock told to go on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Away
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.domain.reviewer import Person
from hitl_app.storage import open_store
from hitl_app.storage.away.engine import Limits
from hitl_app.storage.away.store import SteadyStore
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from hitl_app.workflow import automation, intake, projects, review
from hitl_app.workflow.ports import Answer, Arrival, Changes, ClaimedCase, NewProject, Store
from hitl_app.workflow.review import Step
from tests.servers.postgres import Cluster
from tests.servers.proxy import Proxy
from tests.storage.office import arrival

LABELS = ("ok", "scratch", "dent")
PEOPLE = {"Chief": "supervisor", "Anna": "inspector", "Ben": "inspector"}
SECONDS = 30.0


def password(name: str) -> str:
    return f"password of {name}"


def make_team(address: str) -> None:
    init(address)
    for name, role in PEOPLE.items():
        add_person(address, name, role, password(name))


@dataclass
class Team:
    """A workspace on a server; the inspector's way there leads through the proxy."""

    cluster: Cluster
    proxy: Proxy
    database: str
    folder: Path
    ahead: timedelta = timedelta()
    made: int = 0
    opened: list[Store] = field(default_factory=list)

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251  # a test of real clocks

    def address(self, name: str, *, direct: bool = True) -> str:
        port = None if direct else self.proxy.port
        return self.cluster.url(self.database, user=name, port=port)

    def direct(self, name: str) -> Store:
        self.opened.append(open_store(self.address(name), password=password(name)))
        return self.opened[-1]

    def sit(self, name: str = "Anna", limits: Limits | None = None) -> "Seat":
        steady = SteadyStore(self.address(name, direct=False), password(name), self.folder, limits)
        self.opened.append(steady)
        return Seat(
            self, steady, projects.find_project(steady, None), projects.who_acts(steady, name)
        )

    def fill(self, *rows: Arrival) -> None:
        store = self.direct("Chief")
        project = projects.find_project(store, None)
        assert intake.receive(store, project, rows, self.clock()).value.refused == ()

    def policy(self, **terms: object) -> None:
        store = self.direct("Chief")
        project, chief = projects.find_project(store, None), projects.who_acts(store, "Chief")
        now = automation.policy(store, project).value
        draft = PolicyTerms(**{**_terms(now.terms), **terms})
        automation.apply(
            store, project, chief, draft, now.version, "a reason long enough", self.clock()
        )

    def pull(self) -> None:
        """Pull the cable: what is open ends, and nothing new comes through."""
        self.proxy.block()
        self.proxy.cut()

    def query(self, sql: str, *values: object) -> list[tuple]:
        import psycopg  # noqa: PLC0415  # only where the database itself is looked at

        address = self.cluster.url(self.database)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SET search_path = hitl")
            return connection.execute(sql, values).fetchall()


@dataclass
class Seat:
    """Somebody at a workstation."""

    team: Team
    store: SteadyStore
    project: Project
    person: Person

    def run(self, step: Callable[[], object]):
        """Ask a step, and ask it again where the server went away in it, as the window does."""
        try:
            return step()
        except Away:
            return step()

    def claim(self) -> ClaimedCase | None:
        return self.run(
            lambda: (
                review.claim_next(
                    self.store, self.project, self.person, "window", self.team.clock()
                ).value
            )
        )

    def decide(self, case: ClaimedCase, label: str = "ok") -> Step:
        self.team.made += 1
        answer = Answer(
            decision_id=f"answer-{self.team.made}", case_no=case.case.case_no, label=label
        )
        return self.run(
            lambda: (
                review.decide_and_claim(
                    self.store, self.project, self.person, answer, "window", self.team.clock()
                ).value
            )
        )

    def work(self, n: int, label: str = "ok") -> list[str]:
        """Decide so many cases; returns their names in order."""
        case, done = self.claim(), []
        for _ in range(n):
            assert case is not None
            done.append(case.case.case_id)
            case = self.decide(case, label).next
        return done

    def look(self) -> Changes:
        return self.store.changed_elsewhere(self.team.clock())

    def until(self, holds: Callable[[], bool]) -> None:
        """Look, as the window does four times a second, until something holds."""
        pause, tries = Event(), 0
        while not holds():
            self.look()
            pause.wait(0.05)
            tries += 1
            assert tries < SECONDS / 0.05, "it did not come about"

    def back(self) -> None:
        self.until(lambda: not self.store.kept_here().away)


def _terms(terms: PolicyTerms) -> dict[str, object]:
    names = ("degree", "threshold", "label_thresholds", "always_person", "audit_rate")
    return {name: getattr(terms, name) for name in (*names, "holdback_rate")}


@pytest.fixture
def team(
    cluster: Cluster, proxy: Proxy, database: Callable[..., str], tmp_path: Path
) -> Iterator[Team]:
    name = database(cluster.template("team", make_team))
    made = Team(cluster, proxy, name, tmp_path / "kept")
    store = made.direct("Chief")
    projects.create(store, NewProject(name="Parts", labels=LABELS), "Chief", made.clock())
    yield made
    for each in made.opened:
        each.close()


@pytest.fixture
def filled(team: Team) -> Team:
    """A team under assistance with 40 waiting cases, half of them with a suggestion."""
    team.policy(degree=Degree.ASSISTANCE, holdback_rate=0.5)
    team.fill(*(arrival(f"c{n:02}", 0.8) for n in range(40)))
    return team
