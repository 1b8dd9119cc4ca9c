"""Halls full of workstations, on a server that is quick and on one that keeps what it says."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.servers.fixtures import NUMBERS
from tests.servers.postgres import Cluster
from tests.storage.server_acceptance.hall import Hall, furnish

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count what is here among the acceptance tests."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.acceptance)


@pytest.fixture
def hall(cluster: Cluster, database: Callable[..., str], tmp_path: Path) -> Iterator[Hall]:
    """A workspace with four inspectors and two supervisors, without a project."""
    name = database(cluster.template("hall", partial(furnish, inspectors=4)))
    made = Hall(cluster, name, tmp_path)
    yield made
    for store in made.stores:
        store.close()


@pytest.fixture
def great_hall(cluster: Cluster, database: Callable[..., str], tmp_path: Path) -> Iterator[Hall]:
    """A workspace with 64 inspectors."""
    name = database(cluster.template("great_hall", partial(furnish, inspectors=64)))
    made = Hall(cluster, name, tmp_path)
    yield made
    for store in made.stores:
        store.close()


@pytest.fixture
def lasting_hall(tmp_path: Path) -> Iterator[Hall]:
    """A workspace on a server of its own that waits for its disk, and may be killed."""
    with Cluster(durable=True) as cluster:
        name = f"lasting_{next(NUMBERS)}"
        cluster.create_database(name)
        furnish(cluster.url(name), inspectors=6)
        made = Hall(cluster, name, tmp_path)
        yield made
        for store in made.stores:
            store.close()
