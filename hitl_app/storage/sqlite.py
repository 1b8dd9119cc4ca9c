"""A workspace in one SQLite file: connection, transactions, care of the file."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from sqlite_utils import Database

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.storage import schema
from hitl_app.storage.errors import sorted_errors
from hitl_app.storage.keeping import KeepsNothing
from hitl_app.storage.library import sqlite3
from hitl_app.storage.operations import operations, part, statements_of
from hitl_app.storage.places import refuse_network_share
from hitl_app.storage.records import StoredRecords
from hitl_app.storage.rows import Row
from hitl_app.storage.verify import verify_chain
from hitl_app.workflow.ports import Changes, Verification

BUSY_SECONDS = 30.0
"""How long a writer waits for another one before it gives up."""

_BETWEEN_TRIES = 0.002
"""Seconds between two tries for the write lock; SQLite's own waits grow to a tenth of a second."""

_AFTER_A_BATCH = 0.003
"""Seconds for which an import leaves the write lock to others: longer than they wait to try."""

_TRIES = 50

_STAGED = (
    *("row_no", "line", "case_id", "arrived_at", "media", "text", "fields", "content_hash"),
    *("u_audit", "u_holdback", "model_version", "model_label", "confidence", "probabilities"),
    *("latency_ms", "explanation", "stages", "route", "route_reason", "p_blind"),
    *("reviewer", "human_label", "decided_at", "shown", "seconds"),
)
_STAGE = (
    f"INSERT INTO arriving ({', '.join(_STAGED)}) "  # noqa: S608  # column names from the list above
    f"VALUES ({', '.join('?' for _ in _STAGED)})"
)


def _digest_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class SqliteStore(KeepsNothing):
    """A workspace file. One connection, used on the thread that opened it."""

    batch_rows = 500
    """One writer at a time: a decision never waits long behind an import."""

    def __init__(self, path: Path, *, create: bool) -> None:
        """Open the file, bring its schema up to date, refuse what is not a workspace.

        Raises:
            Refused: no such workspace, a foreign or newer database, a network share.
            Unavailable: the surroundings do not let it be opened.
        """
        self._path = path
        if not path.exists() and not create:
            raise Refused(
                f"There is no workspace at {path}. Make one with: hitl-app init --project NAME "
                f"--labels a,b,c"
            )
        refuse_network_share(path)
        if create:
            _make_folder(path.parent)
        with sorted_errors():
            self._db = _connect(path)
            try:
                self._bring_up_to_date()
            except BaseException:
                self._db.conn.close()
                raise
            self._staged = False
            self._batch_until = 0.0
            (self._lane,) = self._db.execute("SELECT MAX(chain) FROM chain").fetchone()
            (self._seen_version,) = self._db.execute("PRAGMA data_version").fetchone()

    @property
    def address(self) -> str:
        """Return the file as text."""
        return str(self._path)

    @contextmanager
    def transaction(self) -> Iterator[StoredRecords]:
        """Run a step as one transaction that holds the write lock from its beginning.

        IMMEDIATE takes the write lock now. A deferred transaction that reads first and writes
        later fails at once when another process has written in between, whatever the timeout.
        """
        with sorted_errors():
            self._take_turn()
            try:
                yield StoredRecords(self)
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise
            finally:
                if self._staged:
                    self._batch_until = monotonic() + _AFTER_A_BATCH
                self._staged = False

    @contextmanager
    def reading(self) -> Iterator[StoredRecords]:
        """Read from one moment's state, without holding up anybody who writes."""
        with sorted_errors():
            self._db.execute("BEGIN")
            try:
                yield StoredRecords(self)
            finally:
                self._db.rollback()

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Run an operation inside the open transaction and return its answer."""
        answer: list[Row] = []
        bound = {**arguments, "lane": self._lane}
        for statement in operations()[name].statements:
            cursor = self._db.conn.execute(statement, bound)
            if cursor.description:
                names = [column[0] for column in cursor.description]
                answer = [dict(zip(names, row, strict=True)) for row in cursor]
        return answer

    def stage(self, rows: list[tuple[object, ...]]) -> None:
        """Lay a batch of arrivals ready for the operation that receives it.

        The table is asked for every time: a transaction that is undone takes it away again.
        """
        self._staged = True
        connection = self._db.conn
        for statement in statements_of(part("arriving")):
            connection.execute(statement)
        connection.execute("DELETE FROM arriving")
        connection.executemany(_STAGE, rows)

    def verify(self) -> Iterator[Verification | int]:
        """Walk the chain; yields the number of links seen, and the verdict last."""
        with sorted_errors():
            (sound,) = self._db.execute("PRAGMA integrity_check(1)").fetchone()
            damage = "" if sound == "ok" else f"The database file is damaged: {sound}."
            # One moment's state: what somebody decides meanwhile is no missing end of the log.
            self._db.execute("BEGIN")
            try:
                yield from verify_chain(self, damage)
            finally:
                self._db.rollback()

    def backup(self, to: Path) -> None:
        """Copy the workspace while it is in use; the copy is checked before it gets its name.

        Raises:
            Refused: there is a file of that name already.
            Unavailable: the copy cannot be written.
        """
        if to.exists():
            raise Refused(f"{to} exists already. Name another file, or move it away first.")
        _make_folder(to.parent)
        beside = to.with_name(f"{to.name}.{secrets.token_hex(4)}.part")
        try:
            with sorted_errors():
                self._db.execute("VACUUM INTO ?", [str(beside)])
            copy = SqliteStore(beside, create=False)
            try:
                found = [each for each in copy.verify() if isinstance(each, Verification)][-1]
            finally:
                copy.close()
            if found.problems:
                raise Refused(f"The copy was not kept: {found.problems[0]}")
            beside.rename(to)
        finally:
            for leftover in (beside, Path(f"{beside}-wal"), Path(f"{beside}-shm")):
                leftover.unlink(missing_ok=True)

    @property
    def signed_in(self) -> None:
        """Return nobody: a file vouches for no name."""
        return

    def clock_ahead(self, now: datetime) -> timedelta:  # noqa: ARG002  # the port's, for servers
        """Return nothing: on a file, this machine's clock is the only one."""
        return timedelta()

    def changed_elsewhere(self, now: datetime) -> Changes:  # noqa: ARG002  # as above
        """Return everything where another connection has written since this was last asked."""
        with sorted_errors():
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
        changed = bool(version != self._seen_version)
        self._seen_version = version
        return Changes.ALL if changed else Changes.NOTHING

    def close(self) -> None:
        """Close the connection; the file stays whole whatever happens afterwards."""
        self._db.conn.close()

    def _take_turn(self) -> None:
        """Take the write lock soon after it is free, and after a batch let others go first."""
        _wait(self._batch_until - monotonic())
        until = monotonic() + BUSY_SECONDS
        self._db.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self._db.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if not _is_busy(error) or monotonic() >= until:
                        raise
                    _wait(_BETWEEN_TRIES)
                else:
                    return
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    def _bring_up_to_date(self) -> None:
        schema.refuse_foreign(self._db, self._path)
        # Only now: a file that is refused is left as it was, down to its journal mode.
        _choose_journal(self._db)
        if not schema.steps.pending(self._db):
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            # Asked again: another process may have been quicker while this one waited.
            pending = schema.steps.pending(self._db)
            if pending and self._db.table_names():
                self._keep_copy_before(pending[0].name)
            self._db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            schema.steps.apply(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise

    def _keep_copy_before(self, step: str) -> None:
        """Copy the file as it stands, through a second connection: this one holds the lock."""
        copy = self._path.with_name(f"{self._path.stem}.before-{step}{self._path.suffix}")
        beside = copy.with_name(f"{copy.name}.part")
        beside.unlink(missing_ok=True)
        reader = sqlite3.connect(self._path, isolation_level=None)
        try:
            reader.execute("VACUUM INTO ?", [str(beside)])
        finally:
            reader.close()
        beside.replace(copy)


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.create_function("digest_text", 1, _digest_text, deterministic=True)
    # A file cannot keep anything from whoever opens it, so here everybody may ask everything.
    connection.create_function("acts_as", 1, lambda _role: 1, deterministic=True)
    return Database(connection, execute_plugins=False)


def _choose_journal(db: Database) -> None:
    """Write ahead, so that readers and the writer never wait for each other.

    The change needs the file for itself and, unlike all else, does not wait for it: so this
    waits until whoever is in the way has ended, and tries again.
    """
    journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
    for _ in range(_TRIES):
        try:
            db.execute(f"PRAGMA journal_mode = {journal}")
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
            db.execute("BEGIN EXCLUSIVE")
            db.rollback()
        else:
            return
    raise Unavailable("Other programs do not let the workspace go. Try again.")


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return bool(error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY)


def _wait(seconds: float) -> None:
    if seconds > 0:
        Event().wait(seconds)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {folder} cannot be made: {error.strerror}.") from error
