import pytest

from tests.benchmarks.crowd import BARE_INSERT, REVIEWER, rate
from tests.benchmarks.server import REVIEWERS, new_workspace
from tests.benchmarks.yardstick import in_turns, ratio, tell, tell_of_machine
from tests.servers.postgres import Cluster

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

SECONDS = {1: 4, 4: 4, 16: 6, 64: 12}
ROUNDS = 3
WAITING = 200_000
BARE = (
    "CREATE TABLE public.bare_decisions (LIKE hitl.decisions INCLUDING IDENTITY)",
    "ALTER TABLE public.bare_decisions ADD PRIMARY KEY (decision_no)",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
    "GRANT INSERT ON public.bare_decisions TO PUBLIC",
)


def test_how_many_turns_reviewers_take_beside_bare_inserts(durable_cluster: Cluster) -> None:
    """Aims: 0.2 of bare inserts with 64 clients; with 64 at least 0.7 of what 16 do."""
    workspace = new_workspace(durable_cluster, "reviewers")
    workspace.fill(1, WAITING)
    workspace.administer(*BARE)
    tell_of_machine()
    turns = {}
    for clients, seconds in SECONDS.items():
        bare, turns[clients] = in_turns(
            ROUNDS,
            lambda n=clients: rate(workspace, BARE_INSERT, n, 4, REVIEWERS),
            lambda n=clients, s=seconds: rate(workspace, REVIEWER, n, s, REVIEWERS),
        )
        tell(
            f"{clients:2} reviewers: {max(turns[clients]):,.0f} turns/s, bare inserts "
            f"{max(bare):,.0f}/s, ratio {ratio(turns[clients], bare):.3f}"
        )
    tell(f"64 reviewers against 16: {ratio(turns[64], turns[16]):.2f} (aim 0.7)")
    tell_of_machine()
    twice = "SELECT COUNT(*) - COUNT(DISTINCT case_no) FROM hitl.decisions"
    links = "SELECT COUNT(*) FROM hitl.log WHERE kind = 'decision'"
    decisions = "SELECT COUNT(*) FROM hitl.decisions"
    assert workspace.figure(twice) == 0
    assert workspace.figure(links) == workspace.figure(decisions)
    assert workspace.figure("SELECT COUNT(*) FROM hitl.queue WHERE claimed_by IS NULL") > 0
