"""A durable server for all measurements of a run."""

from collections.abc import Iterator

import pytest

from tests.servers.postgres import Cluster


@pytest.fixture(scope="session")
def durable_cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL that keeps what it acknowledges, as in use."""
    with Cluster(durable=True) as running:
        yield running
