"""Servers that a test asks for by name; each is started when the first test asks."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.servers.postgres import Cluster
from tests.servers.proxy import Proxy

NUMBERS = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server: these tests have a stage of their own."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        engine = None if callspec is None else callspec.params.get("engine")
        if engine == "server" or "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.server)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL for all tests of this process."""
    with Cluster() as running:
        yield running


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Callable[..., str]]:
    """Make databases under new names, empty or from a template, and drop them afterwards."""
    made: list[str] = []

    def make(template: str | None = None) -> str:
        name = f"database_{next(NUMBERS)}"
        cluster.create_database(name, template)
        made.append(name)
        return name

    yield make
    for name in made:
        cluster.drop_database(name)


@pytest.fixture
def proxy(cluster: Cluster) -> Iterator[Proxy]:
    """Put a bad network in front of the PostgreSQL of the tests."""
    with Proxy(cluster.host, cluster.port) as between:
        yield between
