"""A workspace on a server: one connection, transactions, and what others tell of their changes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from time import monotonic

import orjson
from psycopg import errors, pq

from hitl_app.domain.errors import Away, Refused
from hitl_app.storage.keeping import KeepsNothing
from hitl_app.storage.operations import operations
from hitl_app.storage.postgres.errors import sorted_errors
from hitl_app.storage.postgres.install import operations_digest
from hitl_app.storage.postgres.signing_in import Connection, connect, without_password
from hitl_app.storage.postgres.translate import call_of
from hitl_app.storage.records import StoredRecords
from hitl_app.storage.rows import Engine, Row, from_ms
from hitl_app.storage.schema import known_steps
from hitl_app.storage.verify import verify_chain
from hitl_app.workflow.ports import Changes, Verification

_DECIDED = Changes.DECISIONS | Changes.CASES | Changes.QUEUE
_TOLD = {
    "policy": Changes.POLICY | Changes.QUEUE,
    "arrivals": _DECIDED,
    "conflicts": Changes.DECISIONS,
    "freed": _DECIDED,
    "hungry": Changes.NOTHING,
    "people": Changes.PEOPLE,
    "projects": Changes.ALL,
}
_AT_MOST_EVERY = 1.0
"""Seconds between two questions for new decisions."""


class PostgresStore(KeepsNothing):
    """A workspace on a server. One connection, used on the thread that opened it."""

    batch_rows = 5000
    """Decisions do not wait for an import: what a transaction costs is shared by many rows."""

    def __init__(self, address: str, password: str | None = None) -> None:
        """Sign in, and refuse what is not a workspace of this version.

        Raises:
            Refused: not let in, no workspace there, another version, no role.
            Unavailable: the server does not answer.
        """
        self._address, self._password = address, password
        self._told, self._felt_at = Changes.NOTHING, 0.0
        self._pulse: int | None = None
        self._batch = "[]"
        self.hungry = False
        self._connection = self._connected()

    @property
    def address(self) -> str:
        """Return the address, without a password."""
        return without_password(self._address)

    @property
    def signed_in(self) -> str:
        """Return the name under which the server knows whoever asks."""
        return self._name

    @property
    def connection(self) -> Connection:
        """Return the connection, for whoever watches over it."""
        return self._connection

    def clock_ahead(self, now: datetime) -> timedelta:
        """Return how far the server's clock, by which leases end, is ahead of the given time."""
        self._come_back()
        with sorted_errors():
            (row,) = self._connection.execute("SELECT now_ms FROM hitl.about()").fetchall()
        return from_ms(row["now_ms"]) - now

    def sign_of_life(self) -> None:
        """Ask for nothing but an answer.

        Raises:
            Away: none came.
        """
        self._come_back()
        with sorted_errors():
            self._connection.execute("SELECT 1")

    @contextmanager
    def transaction(self, through: Engine | None = None) -> Iterator[StoredRecords]:
        """Run a step as one transaction; when it ends well, the server has it on disk."""
        self._come_back()
        with sorted_errors(), self._connection.transaction():
            yield StoredRecords(through or self)

    @contextmanager
    def reading(self, through: Engine | None = None) -> Iterator[StoredRecords]:
        """Read from one moment's state, without holding up anybody who writes."""
        self._come_back()
        with sorted_errors(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield StoredRecords(through or self)

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Ask the server for an operation inside the open transaction."""
        sent = {**arguments, "batch": self._batch} if name == "receive" else arguments
        cursor = self._connection.execute(_call(name), sent)
        return cursor.fetchall() if operations()[name].returns else []

    def stage(self, rows: list[tuple[object, ...]]) -> None:
        """Keep a batch ready for the operation that receives it."""
        self._batch = orjson.dumps(rows).decode()

    def verify(self) -> Iterator[Verification | int]:
        """Walk the chain; yields the number of links seen, and the verdict last."""
        self._come_back()
        with sorted_errors(), self._connection.transaction():
            # One moment's state: what somebody decides meanwhile is no missing end of the log.
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield from verify_chain(self, "")

    def backup(self, to: Path) -> None:
        """Refuse: a server is backed up by its own tools.

        Raises:
            Refused: always, with the way.
        """
        raise Refused(
            f"A workspace on a server is backed up there, with pg_dump (see the guide). "
            f"For a file: hitl-app copy --from ADDRESS --to {to}"
        )

    def changed_elsewhere(self, now: datetime) -> Changes:  # noqa: ARG002  # the port's, for others
        """Return what others changed since this was last asked; a hint, never the state.

        What is rare is told by the server. Decisions are many, so whoever looks at figures asks
        once a second whether there are new ones.
        """
        if self._connection.closed:
            return Changes.NOTHING
        with sorted_errors():
            self._hear()
            self._feel_pulse()
        told, self._told = self._told, Changes.NOTHING
        return told

    def close(self) -> None:
        """End the session; the server gives back what an open transaction held."""
        self._connection.close()

    def _come_back(self) -> None:
        """Open the connection anew after it was lost, and tell that everything may be otherwise."""
        if self._connection.closed or self._connection.broken:
            self._connection = self._connected()
            self._told = Changes.ALL

    def _connected(self) -> Connection:
        connection = connect(self._address, self._password)
        try:
            with sorted_errors():
                self._name, self._role = _check_workspace(connection, self.address)
                connection.execute("SET search_path = hitl, pg_temp")
                # A replica tells nobody of changes; everything else can be read there.
                with suppress(errors.ReadOnlySqlTransaction):
                    connection.execute("LISTEN hitl")
        except BaseException:
            connection.close()
            raise
        connection.add_notify_handler(lambda told: self._note(told.payload, told.pid))
        return connection

    def _hear(self) -> None:
        """Take what has come in, without asking the server anything."""
        raw = self._connection.pgconn
        raw.consume_input()
        while told := raw.notifies():
            self._note(told.extra.decode(), told.be_pid)
        if raw.status == pq.ConnStatus.BAD:
            raise Away("The server has ended the connection.")

    def _feel_pulse(self) -> None:
        if self._role != "supervisor" or monotonic() - self._felt_at < _AT_MOST_EVERY:
            return
        (row,) = self._connection.execute("SELECT hitl.pulse() AS pulse").fetchall()
        if self._pulse is not None and row["pulse"] != self._pulse:
            self._told |= _DECIDED
        self._pulse, self._felt_at = row["pulse"], monotonic()

    def _note(self, payload: str, pid: int) -> None:
        if pid != self._connection.info.backend_pid:
            self.hungry = self.hungry or payload == "hungry"
            self._told |= _TOLD.get(payload, Changes.ALL)


@cache
def _call(name: str) -> str:
    return call_of(operations()[name])


def _check_workspace(connection: Connection, address: str) -> tuple[str, str]:
    """Return name and role of whoever signed in; refuse what this version does not fit.

    Raises:
        Refused: no workspace, an older or newer one, or no role in it.
    """
    found = connection.execute(
        "SELECT to_regnamespace('hitl') AS schema, has_schema_privilege(n.oid, 'USAGE') AS usable "
        "FROM pg_catalog.pg_namespace n WHERE n.nspname = 'hitl'"
    ).fetchone()
    if found is None:
        raise Refused(
            f"There is no workspace at {address}. Whoever keeps the server makes one with: "
            f"hitl-app server init --admin ADDRESS"
        )
    if not found["usable"]:
        raise Refused(
            f"“{connection.info.user}” has no role in this workspace. Whoever keeps the server "
            f"gives one with: hitl-app server add-person."
        )
    (about,) = connection.execute("SELECT * FROM hitl.about()").fetchall()
    newest = max(int(step) for step in known_steps())
    if about["step"] > newest:
        raise Refused(
            f"The workspace at {address} was made by a newer version of hitl-app (schema step "
            f"{about['step']}). Install that version on this machine."
        )
    if about["step"] < newest or about["operations"] != operations_digest():
        raise Refused(
            f"The workspace at {address} is not of this version of hitl-app. Whoever keeps the "
            f"server brings it up to date with: hitl-app server init, and every machine then "
            f"needs the same version."
        )
    if about["role"] is None or about["role"] == "recorded":
        raise Refused(
            f"“{about['name']}” has no role in this workspace. Whoever keeps the server gives one "
            f"with: hitl-app server add-person."
        )
    return str(about["name"]), str(about["role"])
