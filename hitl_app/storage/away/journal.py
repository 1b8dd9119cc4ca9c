"""What a workstation keeps in a file of its own: its packet, its answers, what it knew last."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from hitl_app.domain.errors import Unavailable
from hitl_app.storage.away.packet_table import PacketTable
from hitl_app.storage.errors import sorted_errors
from hitl_app.storage.library import sqlite3

_MOST_WINDOWS = 8
_OWNER_ONLY = 0o600
_TABLES = """
CREATE TABLE IF NOT EXISTS known (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS packet (
  place INTEGER PRIMARY KEY, case_no INTEGER NOT NULL UNIQUE, row TEXT NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS entries (
  n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, fact_id TEXT NOT NULL,
  case_no INTEGER NOT NULL, content TEXT NOT NULL, at INTEGER NOT NULL,
  UNIQUE (kind, fact_id)) STRICT;
CREATE TABLE IF NOT EXISTS unplaced (
  kind TEXT NOT NULL, fact_id TEXT NOT NULL, case_no INTEGER NOT NULL, content TEXT NOT NULL,
  at INTEGER NOT NULL) STRICT;
"""

# Broken off between two files, an answer is in both; its id lets the server keep it once.
_ADOPTED = """
BEGIN IMMEDIATE;
INSERT OR IGNORE INTO packet (place, case_no, row, taken)
SELECT (SELECT COALESCE(MIN(place), 0) FROM main.packet) - ROW_NUMBER() OVER (), case_no, row, 1
  FROM other.packet WHERE case_no IN (SELECT case_no FROM other.entries);
INSERT OR IGNORE INTO entries (kind, fact_id, case_no, content, at)
SELECT kind, fact_id, case_no, content, at FROM other.entries ORDER BY n;
COMMIT;
DELETE FROM other.entries;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer that waits to be sent: which operation, with which arguments, made when (ms)."""

    n: int
    kind: str
    fact_id: str
    case_no: int
    content: dict[str, Any]
    at: int


class Journal(PacketTable):
    """One window's file; what it acknowledges is on disk, and it is gone through in order."""

    def __init__(self, folder: Path, address: str) -> None:
        """Take the first file of this server and person that no other window has.

        Raises:
            Unavailable: the folder cannot be written, or too many windows are open.
        """
        key = hashlib.sha256(address.encode()).hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"The folder {folder} cannot be made: {error.strerror}.") from error
        for window in range(1, _MOST_WINDOWS + 1):
            lock = _taken_lock(folder / f"{key}-{window}.lock")
            if lock is not None:
                self._lock = lock
                break
        else:
            raise Unavailable("Too many windows of this server are open on this machine.")
        self.path = folder / f"{key}-{window}.db"
        with sorted_errors():
            self._db = sqlite3.connect(self.path, isolation_level=None)
            self.path.chmod(_OWNER_ONLY)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_TABLES)
            for other in range(1, _MOST_WINDOWS + 1):
                self._take_over(folder / f"{key}-{other}")

    def close(self) -> None:
        """Let the file go; another window may take it."""
        self._db.close()
        self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of a step or nothing; when it ends well, it is on disk."""
        with sorted_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    def careful(self, *, on_disk: bool) -> None:
        """Wait for the disk at each commit, or (for what the server has anyway) do not."""
        with sorted_errors():
            self._db.execute(f"PRAGMA synchronous = {'FULL' if on_disk else 'NORMAL'}")

    def _take_over(self, window: Path) -> None:
        """Keep as one's own what waits in the file of a window that is closed."""
        file = window.with_suffix(".db")
        lock = _taken_lock(window.with_suffix(".lock")) if file.exists() else None
        if lock is None:
            return
        # A broken file of a closed window must not keep this one from opening.
        with closing(lock), suppress(sqlite3.Error):
            self._db.execute("ATTACH ? AS other", [str(file)])
            try:
                if self._is_of_the_same_hand():
                    self._db.executescript(_ADOPTED)
            finally:
                self._db.rollback()
                self._db.execute("DETACH other")

    def _is_of_the_same_hand(self) -> bool:
        """Say whether the other file is of the same person and workspace."""
        keys = "('name', 'projects')"
        there, here = (
            {
                key: orjson.loads(value)
                for key, value in self._db.execute(
                    f"SELECT key, value FROM {file}.known WHERE key IN {keys}"  # noqa: S608  # names of our own keys
                )
            }
            for file in ("other", "main")
        )
        known = here.get("projects", [])
        return there.get("name") == here.get("name") and all(
            each in known for each in there.get("projects", [])
        )

    # -- what was known last ------------------------------------------------------------------

    def know(self, key: str, value: object) -> None:
        """Keep an answer for when the server cannot be asked."""
        with sorted_errors():
            self._db.execute(
                "INSERT INTO known (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [key, orjson.dumps(value).decode()],
            )

    def known(self, key: str) -> Any:
        """Return what was kept, None where nothing was."""
        with sorted_errors():
            row = self._db.execute("SELECT value FROM known WHERE key = ?", [key]).fetchone()
        return None if row is None else orjson.loads(row[0])

    def forget(self, key: str) -> None:
        """Know no longer."""
        with sorted_errors():
            self._db.execute("DELETE FROM known WHERE key = ?", [key])

    def append(
        self, kind: str, fact_id: str, case_no: int, content: dict[str, Any], at: int
    ) -> None:
        """Keep an answer behind the others; the same one twice is kept once."""
        with sorted_errors():
            self._db.execute(
                "INSERT INTO entries (kind, fact_id, case_no, content, at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (kind, fact_id) DO NOTHING",
                [kind, fact_id, case_no, orjson.dumps(content).decode(), at],
            )

    def entries(self) -> list[Entry]:
        """Return what waits to be sent, in the order in which it was made."""
        with sorted_errors():
            found = self._db.execute(
                "SELECT n, kind, fact_id, case_no, content, at FROM entries ORDER BY n"
            ).fetchall()
        return [
            Entry(n, kind, fact_id, case_no, orjson.loads(content), at)
            for n, kind, fact_id, case_no, content, at in found
        ]

    def number(self) -> int:
        """Return how many answers wait to be sent."""
        with sorted_errors():
            (n,) = self._db.execute("SELECT COUNT(*) FROM entries").fetchone()
        return int(n)

    def keep_unplaced(self, entry: Entry) -> None:
        """Keep here, for whoever looks for it, an answer for which the server has no place."""
        with sorted_errors():
            self._db.execute(
                "INSERT INTO unplaced (kind, fact_id, case_no, content, at) "
                "SELECT kind, fact_id, case_no, content, at FROM entries WHERE n = ?",
                [entry.n],
            )

    def sent(self, n: int) -> None:
        """Drop an answer that the server has on its disk."""
        with sorted_errors():
            self._db.execute("DELETE FROM entries WHERE n = ?", [n])


def _taken_lock(path: Path) -> Any:
    """Return what holds a window's file, None where another window holds it.

    SQLite's own lock is let go by the system when the process dies, on every system.
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        return None
    if os.name == "posix":
        path.chmod(_OWNER_ONLY)
    return connection
