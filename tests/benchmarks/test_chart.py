import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest

from hitl_app.domain.case import Project
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage.sqlite import SqliteStore
from hitl_app.workflow import agreement, projects
from hitl_app.workflow.agreement import By, Period
from hitl_app.workflow.ports import NewProject, Store, Window
from tests.benchmarks.server import BEGAN, LABELS, SUPERVISOR, Workspace, new_workspace
from tests.benchmarks.yardstick import in_turns, ratio, tell, tell_of_machine
from tests.servers.postgres import Cluster

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

DECISIONS = 10_000_000
LAST = 20453  # the last day laid in, counted from 1970
ROUNDS = {30: 10, 365: 3}
# Laid in the rollup directly, as a year of ten million decisions leaves it: four labels, one policy
# a month, people and model differing in one case of ten; by person for sixteen people.
_CELLS = """
INSERT INTO hitl.agreement_counts (project_id, day, policy_version, model_version, route, blind,
  band, human_label, model_label, n)
SELECT 1, 20454 - 365 + d, 2, 'v' || d / 90, r.route, r.blind, b, h.label, m.label,
       GREATEST(1, (10000000 / 365 * r.share / 10
         * CASE WHEN h.label = m.label THEN .9 / 4 ELSE .1 / 12 END)::bigint)
  FROM generate_series(0, 364) AS d,
       (VALUES ('human', 0, .5), ('holdback', 1, .1), ('audit', 1, .1), ('automatic', 0, .3))
         AS r (route, blind, share),
       generate_series(10, 19) AS b,
       (VALUES ('ok'), ('scratch'), ('crack'), ('dent')) AS h (label),
       (VALUES ('ok'), ('scratch'), ('crack'), ('dent')) AS m (label)
 WHERE r.route <> 'automatic' OR h.label = m.label
"""
_PEOPLE = """
INSERT INTO hitl.agreement_people (project_id, day, reviewer, policy_version, model_version, route,
  blind, human_label, model_label, n)
SELECT a.project_id, a.day, 'reviewer ' || p, a.policy_version, a.model_version, a.route, a.blind,
       a.human_label, a.model_label, GREATEST(1, SUM(a.n)::bigint / 16)
  FROM hitl.agreement_counts a, generate_series(1, 16) AS p
 WHERE a.route <> 'automatic'
 GROUP BY a.project_id, a.day, p, a.policy_version, a.model_version, a.route, a.blind,
          a.human_label, a.model_label
"""
_TABLES = ("agreement_counts", "agreement_people")
_BARE = (
    "SELECT * FROM agreement_counts WHERE project_id = 1 AND day BETWEEN {0} AND {0} ORDER BY day"
)
Bare = Callable[[], list[object]]


@pytest.mark.parametrize("days", ROUNDS)
def test_how_long_a_chart_of_ten_million_decisions_takes(
    durable_cluster: Cluster, days: int
) -> None:
    """Aim: 3 times the bare query of the rollup."""
    workspace = _laid(durable_cluster, f"chart_{days}")
    store, address = workspace.store(), workspace.cluster.url(workspace.database)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET search_path = hitl")
        question = _BARE.format("%s").encode()

        def bare() -> list[object]:
            return list(connection.execute(question, _days(days), prepare=True).fetchall())

        _compare(store, workspace.project, bare, days)
    store.close()
    total = workspace.figure("SELECT SUM(n) FROM hitl.agreement_counts")
    assert total > 0.9 * DECISIONS


@pytest.mark.parametrize("days", ROUNDS)
def test_how_long_the_same_chart_takes_in_a_file(
    durable_cluster: Cluster, tmp_path: Path, days: int
) -> None:
    """Aim: 3 times the bare query of the rollup, by the module of the standard library."""
    workspace = _laid(durable_cluster, f"chart_file_{days}")
    path = tmp_path / "workspace.db"
    store = SqliteStore(path, create=True)
    new = NewProject(name="Plates", question="Is it whole?", labels=LABELS)
    project = projects.create(store, new, SUPERVISOR, BEGAN).value
    with store.transaction() as records:
        records.set_policy(
            project, PolicyTerms(degree=Degree.ASSISTANCE), 1, SUPERVISOR, "", None, BEGAN
        )
    with closing(sqlite3.connect(path)) as connection:
        _copy(workspace, connection)

        def bare() -> list[object]:
            return connection.execute(_BARE.format("?"), _days(days)).fetchall()

        _compare(store, project, bare, days)
    store.close()


def _laid(cluster: Cluster, database: str) -> Workspace:
    workspace = new_workspace(cluster, database)
    workspace.administer(_CELLS, _PEOPLE, "VACUUM ANALYZE")
    tell_of_machine()
    return workspace


def _copy(workspace: Workspace, to: sqlite3.Connection) -> None:
    """Lay the same cells in the file."""
    with psycopg.connect(workspace.cluster.url(workspace.database)) as connection:
        for table in _TABLES:
            rows = connection.execute(f"SELECT * FROM hitl.{table}".encode())  # noqa: S608  # names of our own tables
            assert rows.description
            names = [column.name for column in rows.description]
            places = ", ".join("?" for _ in names)
            into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608  # names of our own tables
            to.executemany(into, rows)
    to.commit()
    to.execute("ANALYZE")


def _days(days: int) -> list[int]:
    return [LAST + 1 - days, LAST]


def _compare(store: Store, project: Project, bare: Bare, days: int) -> None:
    first, last = (date(1970, 1, 1) + timedelta(day) for day in _days(days))
    window = Window(since=first, until=last)
    actor = Person(name=SUPERVISOR, role=Role.SUPERVISOR, code="R1")

    def counts() -> None:
        with store.reading() as records:
            records.counts(project, window)

    def chart() -> None:
        agreement.report(store, project, actor, window, By.PERIOD, Period.DAY)

    def whole_screen() -> None:
        agreement.overview(store, project, actor, window, Period.DAY)

    ways = [partial(_milliseconds, work) for work in (bare, counts, chart, whole_screen)]
    found = in_turns(ROUNDS[days], *ways)
    kind = type(store).__name__
    tell(f"{kind}, {days} days, {len(bare()):,} cells: bare rows {min(found[0]):.0f} ms")
    names = ("counts of the store", "the chart", "the whole Agreement screen")
    for name, taken in zip(names, found[1:], strict=True):
        tell(f"  {name}: {ratio(taken, found[0]):.1f} times that, {min(taken):.0f} ms (aim 3)")


def _milliseconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000
