"""What is moved: every table of a workspace, in an order in which each row finds what it names."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from hitl_app.storage.errors import sorted_errors
from hitl_app.storage.library import sqlite3

_LEASE = frozenset({"claimed_by", "session", "lease_until", "claimed_at"})
"""Whoever holds a case holds it at one place only, so leases stay behind."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns, by name with SQLite's type."""

    name: str
    columns: Mapping[str, str]

    @property
    def read(self) -> tuple[str, ...]:
        """Return what is read for each column."""
        without = _LEASE if self.name == "queue" else frozenset[str]()
        return tuple("NULL" if name in without else name for name in self.columns)


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    """Open the file itself, past the operations; what the disk says is told in words."""
    with sorted_errors():
        connection = sqlite3.connect(file, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        finally:
            connection.close()


def tables_of(connection: Any) -> tuple[Table, ...]:
    """Return the tables of a file that is up to date, those first that others name."""
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "_"))  # SQLite's own, and the list of schema steps
    ]
    named = {
        name: [key[2] for key in connection.execute(f"PRAGMA foreign_key_list({name})")]
        for name in names
    }
    return tuple(
        Table(name, {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({name})")})
        for name in TopologicalSorter(named).static_order()
    )
