"""A workspace of its own for every test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.storage.office import Office, set_up


@pytest.fixture
def new_office() -> Iterator[Callable[..., Office]]:
    """Make workspaces, and close whatever was opened on them."""
    made: list[Office] = []

    def make(path: Path, **project: Any) -> Office:
        made.append(set_up(path, **project))
        return made[-1]

    yield make
    for office in made:
        for store in (office.store, *office.opened):
            store.close()


@pytest.fixture
def office(new_office: Callable[..., Office], tmp_path: Path) -> Office:
    return new_office(tmp_path / "workspace.db")
