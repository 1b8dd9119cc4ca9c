"""On a server too, a key press touches no more rows in a large workspace than in a small one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hitl_app.storage.records import StoredRecords
from tests.servers.postgres import Cluster
from tests.storage.office import Office
from tests.storage.served import AS_WHOM, ServedOffice, ServedStore, Workspaces, set_up_served
from tests.storage.test_plans import STEPS, filled

TOUCHED = """
SELECT COALESCE(SUM(pg_stat_get_xact_tuples_returned(c.oid)
                    + pg_stat_get_xact_tuples_fetched(c.oid)), 0)::bigint AS rows
  FROM pg_class c WHERE c.relnamespace = 'hitl'::regnamespace AND c.relkind IN ('r', 'i')
"""


class CountingStore(ServedStore):
    """Counts the rows and the entries of indexes that its transactions touch."""

    touched = 0

    def use_indexes(self) -> None:
        """Read no table as a whole where there is an index, as is right where there is more."""
        for way in ("seqscan", "hashjoin", "mergejoin"):
            self._connection.execute(f"SET enable_{way} = off")

    @contextmanager
    def transaction(self) -> Iterator[StoredRecords]:
        with super().transaction() as records, self._counting():
            yield records

    @contextmanager
    def reading(self) -> Iterator[StoredRecords]:
        with super().reading() as records, self._counting():
            yield records

    @contextmanager
    def _counting(self) -> Iterator[None]:
        before = self._rows()
        yield
        self.touched += self._rows() - before

    def _rows(self) -> int:
        # Nobody else may look at such counters: they would tell an inspector too much.
        self._connection.execute(AS_WHOM, [Cluster.admin])
        (row,) = self._connection.execute(TOUCHED).fetchall()
        return int(row["rows"])


def counting(workspaces: Workspaces, size: int) -> ServedOffice:
    """Fill a workspace, let the server learn what is in it, and count from then on."""
    office = set_up_served(workspaces, Path("nowhere"))
    filled(office, size)
    office.analyse()
    office.store.close()
    office.store = CountingStore(office.address, Cluster.admin)
    office.store.use_indexes()
    return office


def effort(office: Office, step: Callable[[Office], object]) -> int:
    before = office.store.touched
    step(office)
    return office.store.touched - before


def grown(workspaces: Workspaces, small: int, large: int) -> dict[str, tuple[int, int]]:
    """Return the steps that touch much more where there is more, and how many rows each."""
    offices = [counting(workspaces, size) for size in (small, large)]
    try:
        efforts = {
            name: tuple(effort(office, step) for office in offices) for name, step in STEPS.items()
        }
    finally:
        for office in offices:
            office.store.close()
            office.leave(workspaces)
    return {name: each for name, each in efforts.items() if each[1] > 2 * each[0] + 200}


@pytest.mark.timeout(120)
def test_that_more_cases_are_no_more_rows_at_a_key_press(workspaces: Workspaces) -> None:
    assert grown(workspaces, 300, 1200) == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_that_twenty_times_the_cases_are_no_more_rows_at_a_key_press(
    workspaces: Workspaces,
) -> None:
    assert grown(workspaces, 500, 10_000) == {}
