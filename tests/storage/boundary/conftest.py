"""The house that people with psql try to break into."""

from collections.abc import Callable, Iterator

import pytest

from hitl_app.storage.postgres.install import init
from tests.servers.postgres import Cluster
from tests.storage.boundary.house import House, lay_out

TEMPLATE = "house"


@pytest.fixture
def new_house(cluster: Cluster, database: Callable[..., str]) -> Callable[[], House]:
    """Make houses that are alike to the byte."""
    cluster.template(TEMPLATE, lay_out)
    return lambda: locked(House(cluster, database(TEMPLATE)))


@pytest.fixture
def house(new_house: Callable[[], House]) -> House:
    return new_house()


@pytest.fixture(scope="module")
def shared_house(cluster: Cluster) -> Iterator[House]:
    """Make one house for all attempts of a module: those that fail change nothing in it."""
    cluster.template(TEMPLATE, lay_out)
    name = "house_of_attempts"
    cluster.create_database(name, TEMPLATE)
    yield locked(House(cluster, name))
    cluster.drop_database(name)


def locked(house: House) -> House:
    """Close the doors of the database itself, whose rights no copy takes along."""
    init(house.cluster.url(house.database))
    return house
