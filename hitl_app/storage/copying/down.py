"""From a server down to a file, which gets its name when it is whole."""

import secrets
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import sql

from hitl_app.domain.errors import Refused
from hitl_app.storage.copying.moving import Copied, Moving
from hitl_app.storage.copying.tables import Table, opened, tables_of
from hitl_app.storage.postgres.install import administrator, as_owner, check_workspace
from hitl_app.storage.postgres.signing_in import Connection, without_password
from hitl_app.storage.sqlite import SqliteStore
from hitl_app.workflow.ports import Progress

_BATCH = 5000
_TYPES = {"INTEGER": "int8", "REAL": "float8", "TEXT": "text"}


def copy_down(address: str, file: Path, password: str | None, progress: Progress) -> Copied:
    """Copy a workspace of a server into a new file, as it was at one moment.

    Raises:
        Refused: there is such a file, no workspace at the address, or the copy is not whole.
        Unavailable: disk or network do not allow it.
    """
    if file.exists():
        raise Refused(f"{file} exists already. Name another file, or move it away first.")
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        SqliteStore(beside, create=True).close()
        moving, copied = _moved(address, beside, file, password, progress)
        copy = SqliteStore(beside, create=False)
        try:
            moving.checked(copy.verify())
        finally:
            copy.close()
        beside.rename(file)
    finally:
        for leftover in (beside, Path(f"{beside}-wal"), Path(f"{beside}-shm")):
            leftover.unlink(missing_ok=True)
    return copied


def _moved(
    address: str, beside: Path, file: Path, password: str | None, progress: Progress
) -> tuple[Moving, Copied]:
    with (
        opened(beside) as target,
        administrator(address, password) as connection,
        connection.transaction(),
    ):
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        check_workspace(connection, without_password(address))
        as_owner(connection)
        tables = tables_of(target)
        rows = sum(_count(connection, table) for table in tables)
        (log,) = connection.execute("SELECT COUNT(*) AS entries FROM hitl.log").fetchall()
        moving = Moving(progress, rows, log["entries"])
        target.execute("BEGIN")
        target.execute("DELETE FROM chain")  # a new file begins with a chain of its own
        for table in tables:
            _fill(connection, target, table, moving)
        _go_on_in_one_lane(target)
        target.execute("COMMIT")
    return moving, Copied(target=str(file), rows=rows, entries=log["entries"])


def _go_on_in_one_lane(target: Any) -> None:
    """Let what is done on the file come behind what was sealed in the lanes of the server."""
    lanes, last = target.execute("SELECT COUNT(*), MAX(chain) FROM chain").fetchone()
    if lanes > 1:
        opened = (last + 1, last << 40)
        target.execute("INSERT INTO chain (chain, seq, hash) VALUES (?, ?, '')", opened)
        target.execute("UPDATE people SET lane = ?", [last + 1])


def _count(connection: Connection, table: Table) -> int:
    counting = sql.SQL("SELECT COUNT(*) AS n FROM {}").format(sql.Identifier("hitl", table.name))
    (row,) = connection.execute(counting).fetchall()
    return int(row["n"])


def _fill(connection: Connection, target: Any, table: Table, moving: Moving) -> None:
    reading = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        sql.SQL(", ").join(sql.SQL(each) for each in table.read),
        sql.Identifier("hitl", table.name),
    )
    places = ", ".join("?" for _ in table.columns)
    keeping = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"  # noqa: S608  # names of the schema
    with connection.cursor() as cursor, cursor.copy(reading) as copy:
        copy.set_types([_TYPES[kind] for kind in table.columns.values()])
        rows = moving.counted(copy.rows())
        while batch := list(islice(rows, _BATCH)):
            target.executemany(keeping, batch)
