import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import psycopg
import pytest

from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import agreement
from hitl_app.workflow.agreement import Period
from hitl_app.workflow.ports import Window
from tests.benchmarks.server import SUPERVISOR, Workspace, new_workspace
from tests.benchmarks.yardstick import in_turns, ratio, tell, tell_of_machine
from tests.servers.postgres import Cluster

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

DECISIONS = 10_000_000
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
_BARE = (
    "SELECT * FROM hitl.agreement_counts "
    "WHERE project_id = 1 AND day BETWEEN %s AND %s ORDER BY day"
)


@pytest.mark.parametrize("days", ROUNDS)
def test_how_long_a_chart_of_ten_million_decisions_takes(
    durable_cluster: Cluster, days: int
) -> None:
    """Aim: 3 times the bare query of the rollup."""
    workspace = new_workspace(durable_cluster, f"chart_{days}")
    workspace.administer(_CELLS, _PEOPLE, "VACUUM ANALYZE")
    tell_of_machine()
    last = datetime.fromtimestamp(86_400 * 20453, UTC).date()
    first = datetime.fromtimestamp(86_400 * (20454 - days), UTC).date()
    _compare(workspace, Window(since=first, until=last), 20454 - days, ROUNDS[days])
    total = workspace.figure("SELECT SUM(n) FROM hitl.agreement_counts")
    assert total > 0.9 * DECISIONS


def _compare(workspace: Workspace, window: Window, first_day: int, rounds: int) -> None:
    store, project = workspace.store(), workspace.project
    actor = Person(name=SUPERVISOR, role=Role.SUPERVISOR, code="R1")

    def bare() -> None:
        connection.execute(_BARE.encode(), [first_day, 20453], prepare=True).fetchall()

    def counts() -> None:
        with store.reading() as records:
            records.counts(project, window)

    def whole_screen() -> None:
        agreement.overview(store, project, actor, window, Period.DAY)

    with psycopg.connect(workspace.cluster.url(workspace.database), autocommit=True) as connection:
        cells = len(connection.execute(_BARE.encode(), [first_day, 20453]).fetchall())
        ways = [partial(_milliseconds, work) for work in (bare, counts, whole_screen)]
        found = in_turns(rounds, *ways)
    store.close()
    tell(f"{cells:,} cells: bare rows {min(found[0]):.0f} ms")
    tell(f"  counts of the store: {ratio(found[1], found[0]):.1f} times that")
    tell(f"  figures of the whole Agreement screen: {ratio(found[2], found[0]):.1f} times (aim 3)")


def _milliseconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000
