"""A workspace on a durable server of its own, filled by the server itself."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
import psycopg

from hitl_app.domain.case import Project
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.workflow import projects
from hitl_app.workflow.ports import NewProject
from tests.servers.postgres import Cluster

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LABELS = ("ok", "scratch", "crack", "dent")
PASSWORD = "a password for measurements"  # noqa: S105 - of a server that lives for the test alone
REVIEWERS = tuple(f"reviewer {number}" for number in range(1, 65))
SUPERVISOR = "supervisor"

_FILL = (
    """
    INSERT INTO hitl.cases (project_id, case_id, arrived_at, media, text, fields, content_hash,
      u_audit, u_holdback, model_version, model_label, confidence, route, route_reason, p_blind,
      policy_version, status)
    SELECT 1, 'plate-' || lpad(i::text, 8, '0'), 1767225600000 + i, 'plates/' || i || '.jpg', '',
      '{"line": "L3", "shift": 2}', md5(i::text), random(), random(), 'v1',
      (ARRAY['ok', 'scratch', 'crack', 'dent'])[1 + mod(i, 4)], .5 + random() / 2, 'human',
      'assistance', .1, 2, 'waiting'
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
    """,
    """
    INSERT INTO hitl.predictions (case_no, model_version, label, confidence, probabilities,
      explanation, stages, at)
    SELECT c.case_no, 'v1', c.model_label, c.confidence, '', '', '', 0
      FROM hitl.cases c WHERE c.case_id > 'plate-' || lpad((%(first)s - 1)::text, 8, '0')
    """,
    """
    INSERT INTO hitl.queue (case_no, project_id, turn)
    SELECT c.case_no, 1, c.arrived_at FROM hitl.cases c WHERE c.status = 'waiting'
        ON CONFLICT DO NOTHING
    """,
)


@dataclass(frozen=True)
class Workspace:
    """One workspace, with a project, a supervisor and 64 reviewers."""

    cluster: Cluster
    database: str
    project: Project

    def store(self, name: str = SUPERVISOR) -> PostgresStore:
        """Sign in as the program does."""
        return PostgresStore(self.address(name))

    def address(self, name: str = SUPERVISOR) -> str:
        """Return the address under which somebody signs in."""
        return self.cluster.url(self.database, name, PASSWORD)

    def administer(self, *statements: str) -> None:
        """Run statements past all rules, each on its own."""
        with psycopg.connect(self.cluster.url(self.database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def figure(self, question: str) -> int:
        """Return the one number that a question asks for."""
        with psycopg.connect(self.cluster.url(self.database), autocommit=True) as connection:
            row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return int(row[0])

    def fill(self, first: int, last: int) -> None:
        """Lay waiting cases with predictions in, faster than any import."""
        numbers = {"first": first, "last": last}
        with psycopg.connect(self.cluster.url(self.database), autocommit=True) as connection:
            for statement in _FILL:
                connection.execute(statement.encode(), numbers)
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def cpu(self) -> float:
        """Return the seconds of processor that this process and the server have spent so far."""
        with psycopg.connect(self.cluster.url(self.database)) as connection:
            postmaster = psutil.Process(connection.info.backend_pid).parent()
        assert postmaster is not None
        spent = postmaster.cpu_times()
        seconds = spent.user + spent.system + spent.children_user + spent.children_system
        for process in postmaster.children():
            with suppress(psutil.NoSuchProcess):
                own = process.cpu_times()
                seconds += own.user + own.system
        return seconds + time.process_time()


def new_workspace(cluster: Cluster, database: str) -> Workspace:
    """Make a workspace as whoever keeps a server does; the model's suggestion is shown."""
    cluster.create_database(database)
    init(cluster.url(database))
    add_person(cluster.url(database), SUPERVISOR, "supervisor", PASSWORD)
    for name in REVIEWERS:
        add_person(cluster.url(database), name, "inspector", PASSWORD)
    store = PostgresStore(cluster.url(database, SUPERVISOR, PASSWORD))
    new = NewProject(name="Plates", question="Is it whole?", labels=LABELS)
    project = projects.create(store, new, SUPERVISOR, BEGAN).value
    with store.transaction() as records:
        terms = PolicyTerms(degree=Degree.ASSISTANCE)
        records.set_policy(project, terms, 1, SUPERVISOR, "To be measured.", None, BEGAN)
    store.close()
    return Workspace(cluster, database, project)
