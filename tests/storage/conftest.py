"""A workspace of its own for every test, in a file and on a server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.postgres import Cluster
from tests.storage.office import Office, set_up
from tests.storage.served import ServedOffice, Workspaces, set_up_served

ON_A_FILE_ALONE = {
    "test_care": "a file that is damaged, copied, locked, read-only or on a full disk",
    "test_migrations": "the schema steps of a file, and the files of earlier releases",
    "test_plans": "what SQLite plans; test_plans_served.py has the counterpart",
    "test_processes": "several programs on one file, killed",
    "test_that_a_flipped_byte_in_the_file_is_found": "the bytes of a file",
    "test_that_a_pin_is_asked_for_where_there_is_one": "a server asks for a password instead",
}
"""Modules and tests that run on no server, each with what they are about."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs an office on both engines."""
    if "engine" not in metafunc.fixturenames:
        return
    names = {metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__}
    on_both = names.isdisjoint(ON_A_FILE_ALONE)
    metafunc.parametrize("engine", ["file", "server"] if on_both else ["file"])


@pytest.fixture(scope="session")
def workspaces(cluster: Cluster) -> Workspaces:
    return Workspaces(cluster)


@pytest.fixture
def new_office(engine: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Office]]:
    """Make workspaces, and close whatever was opened on them."""
    made: list[Office] = []
    # The server is started by the first test that needs it.
    served = request.getfixturevalue("workspaces") if engine == "server" else None

    def make(path: Path, **project: Any) -> Office:
        made.append(set_up_served(served, path, **project) if served else set_up(path, **project))
        return made[-1]

    yield make
    for office in made:
        for store in (office.store, *office.opened):
            store.close()
        if isinstance(office, ServedOffice):
            office.leave(served)


@pytest.fixture
def office(new_office: Callable[..., Office], tmp_path: Path) -> Office:
    return new_office(tmp_path / "workspace.db")
