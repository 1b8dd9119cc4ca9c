import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role
from hitl_app.files.tables_out import FileExports
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.workflow.export import What, Wish, export
from tests.benchmarks.crowd import CLAIM, REVIEWER, latencies, turns
from tests.benchmarks.server import BEGAN, REVIEWERS, SUPERVISOR, new_workspace
from tests.benchmarks.yardstick import tell, tell_of_machine
from tests.servers.postgres import Cluster

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

WAITING = 20_000
DECIDED = 2000
BETWEEN = 30_000
TURNS = 400
AT_THE_SAME_TIME = 8


def test_that_an_export_does_not_slow_claims_down(durable_cluster: Cluster, tmp_path: Path) -> None:
    """Aim: after 30,000 claims with an export running, at most 2 times the median before."""
    workspace = new_workspace(durable_cluster, "exports")
    workspace.fill(1, WAITING)
    tell_of_machine()
    with _Exporting(workspace.address(), workspace.project, tmp_path) as exporting:
        turns(workspace, REVIEWER, AT_THE_SAME_TIME, DECIDED, REVIEWERS)
        before = median(latencies(workspace, CLAIM, REVIEWERS[0], turns=TURNS))
        turns(workspace, CLAIM, AT_THE_SAME_TIME, BETWEEN, REVIEWERS)
        after = median(latencies(workspace, CLAIM, REVIEWERS[0], turns=TURNS))
    alone = median(latencies(workspace, CLAIM, REVIEWERS[0], turns=TURNS))
    tell(f"a claim beside an export: {before:.2f} ms, {BETWEEN:,} claims later {after:.2f} ms")
    tell(f"  {after / before:.2f} times (aim 2); without the export {alone:.2f} ms")
    tell(f"  {exporting.written()} whole exports meanwhile")
    tell_of_machine()


class _Exporting:
    """Exports all decisions again and again, in a process of its own."""

    def __init__(self, address: str, project: Project, folder: Path) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._manager = self._context.Manager()
        self._end = self._manager.Event()
        self._pool = ProcessPoolExecutor(1, mp_context=self._context)
        self._run = self._pool.submit(_export_until, self._end, address, project, folder)

    def __enter__(self) -> "_Exporting":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._end.set()
        self._run.result()
        self._pool.shutdown()
        self._manager.shutdown()

    def written(self) -> int:
        """Return how many exports were written to their end."""
        return self._run.result()


class _UntilTold:
    def __init__(self, end: Event) -> None:
        self._end = end

    def report(self, done: int, total: int | None) -> None:
        pass

    @property
    def stopped(self) -> bool:
        return self._end.is_set()


def _export_until(end: Any, address: str, project: Project, folder: Path) -> int:
    store = PostgresStore(address)
    actor = Person(name=SUPERVISOR, role=Role.SUPERVISOR, code="R1")
    wish, path, written = Wish(what=What.DECISIONS), folder / "decisions.csv", 0
    with suppress(Refused):
        while not end.is_set():
            export(store, project, actor, wish, path, FileExports(), BEGAN, _UntilTold(end))
            written += 1
    store.close()
    return written
