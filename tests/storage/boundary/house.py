"""A workspace as somebody finds it who has a login, psql, and bad intentions."""

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import psycopg

from hitl_app.domain.case import Project
from hitl_app.domain.draw import draws_for
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.workflow import automation, intake, projects
from hitl_app.workflow.ports import NewProject
from tests.servers.postgres import Cluster
from tests.storage.office import LABELS, REASON, arrival, recorded

ANN, BOB, HEAD, BELT = "ann of the house", "bob of the house", "head of the house", "belt"
ROLES: Mapping[str, str] = {
    ANN: "inspector",
    BOB: "inspector",
    HEAD: "supervisor",
    BELT: "intake",
}
PASSWORD = "eight or more"  # noqa: S105 - of nobody but these tests
TERMS = PolicyTerms(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.5, holdback_rate=0.5)
KINDS: Mapping[str, tuple[bool, bool, float, str]] = {
    "audit": (True, False, 0.97, "scratch"),
    "holdback": (False, True, 0.42, "dent"),
    "human": (False, False, 0.42, "dent"),
    "automatic": (False, False, 0.97, "scratch"),
}
"""Of each kind of case: below the audit rate, below the hold-back rate, confidence, label."""


@dataclass
class Said:
    """What psql printed, on which way, and how it ended."""

    out: str
    words: str
    status: int


@dataclass
class House:
    """A workspace with a project, people with passwords, and psql for each of them."""

    cluster: Cluster
    database: str
    used: set[str] = field(default_factory=set)

    def address(self, name: str) -> str:
        return self.cluster.url(self.database, name, PASSWORD)

    def psql(self, name: str, script: str, *more: str) -> Said:
        """Run a script as this person, over the network and with the password, as anybody can."""
        done = subprocess.run(
            [str(self.cluster.binary("psql")), "-X", "-A", "-t", "-q", *more],
            input=script,
            env={
                **{key: value for key, value in os.environ.items() if key[:2] != "PG"},
                "PGHOST": self.cluster.host,
                "PGPORT": str(self.cluster.port),
                "PGUSER": name,
                "PGPASSWORD": PASSWORD,
                "PGDATABASE": self.database,
                "PGCLIENTENCODING": "UTF8",
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Said(done.stdout.strip(), done.stderr.strip(), done.returncode)

    def refusal(self, name: str, script: str) -> str:
        """Return what the server says, the error's code before it; it must refuse."""
        said = self.psql(name, script, "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose")
        assert said.status != 0, f"not refused, but answered: {said.out}"
        return re.sub(r"(?s)\nLOCATION.*", "", said.words.partition("ERROR:  ")[2])

    def answer(self, name: str, script: str) -> str:
        """Return what the server answers; it must not refuse."""
        said = self.psql(name, script, "-v", "ON_ERROR_STOP=1")
        assert said.status == 0, said.words
        return said.out

    def as_keeper(self, statement: str) -> list[tuple[object, ...]]:
        """Do what only whoever keeps the server can do."""
        with psycopg.connect(self.cluster.url(self.database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def as_head(self, step: Callable[[PostgresStore, Project, Person], object]) -> None:
        store = PostgresStore(self.address(HEAD))
        try:
            with store.reading() as records:
                (project,) = records.projects()
            step(store, project, Person(name=HEAD, role=Role.SUPERVISOR, code="R1"))
        finally:
            store.close()

    def receive(self, *kinds: str) -> list[str]:
        """Let cases of these kinds arrive one by one; returns their ids."""
        made: list[str] = []
        now = time_at(self.cluster.url(self.database))

        def arrive(store: PostgresStore, project: Project, _by: Person) -> None:
            for kind in kinds:
                audit, holdback, confidence, label = KINDS[kind]
                case_id = self._drawn(project.salt, audit, holdback)
                row = arrival(case_id, confidence, label)
                intake.receive(store, project, [row], now)
                made.append(case_id)

        self.as_head(arrive)
        return made

    def set_degree(self, degree: Degree) -> None:
        if degree is TERMS.degree:
            return
        now = time_at(self.cluster.url(self.database))

        def step(store: PostgresStore, project: Project, by: Person) -> None:
            old = automation.policy(store, project).value
            draft = replace(old.terms, degree=degree)
            automation.apply(store, project, by, draft, old.version, REASON, now)

        self.as_head(step)

    def _drawn(self, salt: str, audit: bool, holdback: bool) -> str:
        """Return a case id that the draws take, or leave, as wanted."""
        for number in range(1000, 10_000):
            name = f"case{number}"
            draws = draws_for(name, salt)
            wanted = (draws.audit < TERMS.audit_rate, draws.holdback < TERMS.holdback_rate)
            if wanted == (audit, holdback) and name not in self.used:
                self.used.add(name)
                return name
        raise AssertionError("no such id")


def time_at(address: str) -> datetime:
    with psycopg.connect(address) as connection:
        ((now,),) = connection.execute("SELECT now()").fetchall()
    assert isinstance(now, datetime)
    return now.astimezone(UTC)


def lay_out(address: str) -> None:
    """Make the workspace, its people, and a project whose model was compared last week."""
    init(address)
    for name, role in ROLES.items():
        add_person(address, name, role, PASSWORD)
    store = PostgresStore(psycopg.conninfo.make_conninfo(address, user=HEAD, password=PASSWORD))
    now = time_at(address)
    before = now - timedelta(days=7)
    project = projects.create(store, NewProject(name="Parts", labels=LABELS), HEAD, before).value
    head = Person(name=HEAD, role=Role.SUPERVISOR, code="R1")
    known = [
        arrival(f"known{n}", 0.02 + n / 25, "ok", recorded=recorded("ok", decided_at=before))
        for n in range(25)
    ]
    intake.receive(store, project, known, now)
    automation.apply(store, project, head, TERMS, 1, REASON, now)
    store.close()
