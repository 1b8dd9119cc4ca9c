"""From a file up to a server, whole or not at all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql

from hitl_app.domain.errors import Refused
from hitl_app.storage.copying.keeper import Keeper
from hitl_app.storage.copying.moving import Copied, Moving
from hitl_app.storage.copying.tables import Table, opened, tables_of
from hitl_app.storage.postgres.install import administrator, as_owner, check_workspace
from hitl_app.storage.postgres.lanes import give_lane, share_last_lane
from hitl_app.storage.postgres.signing_in import Connection, without_password
from hitl_app.storage.sqlite import SqliteStore
from hitl_app.storage.verify import verify_chain
from hitl_app.workflow.ports import Progress

_RECORDED = "recorded"


def copy_up(file: Path, address: str, password: str | None, progress: Progress) -> Copied:
    """Move a workspace up to a server that has no project yet, in one transaction.

    People whom the server knows keep their logins; they stand behind those of the file.

    Raises:
        Refused: nothing to copy, no workspace or a filled one there, or the copy is not whole.
        Unavailable: disk or network do not allow it.
    """
    SqliteStore(file, create=False).close()
    shown = without_password(address)
    with (
        opened(file) as source,
        administrator(address, password) as connection,
        connection.transaction(),
    ):
        source.execute("BEGIN")
        check_workspace(connection, shown)
        as_owner(connection)
        connection.execute("LOCK TABLE hitl.chain IN ACCESS EXCLUSIVE MODE")
        _refuse_filled(connection, shown)
        here, there = _people_of_file(source), _people_of_server(connection)
        _refuse_other_roles(here, there)
        return _move(source, connection, shown, here, there, progress)


def _move(
    source: Any,
    connection: Connection,
    shown: str,
    here: Mapping[str, str],
    there: Mapping[str, str],
    progress: Progress,
) -> Copied:
    tables = tables_of(source)
    rows = sum(_count(source, table) for table in tables)
    (entries,) = source.execute("SELECT COUNT(*) FROM log").fetchone()
    moving = Moving(progress, rows, entries)
    every = sql.SQL(", ").join(sql.Identifier("hitl", table.name) for table in tables)
    connection.execute(sql.SQL("TRUNCATE {}").format(every))
    for table in tables:
        _fill(source, connection, table, moving)
    _number_on(connection)
    connection.execute(sql.SQL("ANALYZE {}").format(every))
    share_last_lane(connection)
    moving.checked(verify_chain(Keeper(connection), ""))
    for name, role in there.items():
        if here.get(name, _RECORDED) != role:
            connection.execute("SELECT hitl.add_person(%s, %s, NULL)", [name, role])
        if role != _RECORDED:
            give_lane(connection, name)
    missing = sorted(here.items() - there.items())
    people = tuple((name, role) for name, role in missing if role != _RECORDED)
    return Copied(target=shown, rows=rows, entries=entries, people=people)


def _refuse_filled(connection: Connection, shown: str) -> None:
    names = [row["name"] for row in connection.execute("SELECT name FROM hitl.projects")]
    if names:
        raise Refused(
            f"The workspace at {shown} has projects already: {', '.join(sorted(names))}. Nothing "
            f"was changed. Copy into another database: hitl-app server init makes one."
        )


def _people_of_file(source: Any) -> dict[str, str]:
    return dict(source.execute("SELECT name, role FROM people"))


def _people_of_server(connection: Connection) -> dict[str, str]:
    people = connection.execute("SELECT name, role FROM hitl.people ORDER BY added_at, code")
    return {row["name"]: row["role"] for row in people}


def _refuse_other_roles(here: Mapping[str, str], there: Mapping[str, str]) -> None:
    for name, role in there.items():
        if here.get(name, _RECORDED) not in {role, _RECORDED}:
            raise Refused(
                f"“{name}” is {here[name]} in the file and {role} on the server. Nothing was "
                f"changed. Copy into a database that does not know the name yet."
            )


def _count(source: Any, table: Table) -> int:
    (rows,) = source.execute(f"SELECT COUNT(*) FROM {table.name}").fetchone()  # noqa: S608  # a name of the schema
    return int(rows)


def _fill(source: Any, connection: Connection, table: Table, moving: Moving) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier("hitl", table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    rows = source.execute(f"SELECT {', '.join(table.read)} FROM {table.name}")  # noqa: S608  # as above
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in moving.counted(rows):
                copy.write_row(row)
    except (psycopg.DataError, errors.IntegrityError) as error:
        raise Refused(
            f"The server cannot keep a row of “{table.name}” as the file has it "
            f"({error.diag.message_primary or error}). Nothing was changed. "
            f"See what hitl-app verify says of the file."
        ) from error


def _number_on(connection: Connection) -> None:
    """Let new rows be numbered behind those that came."""
    numbered = connection.execute(
        "SELECT c.relname AS name, a.attname AS number FROM pg_catalog.pg_attribute a "
        "JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
        "WHERE c.relnamespace = 'hitl'::regnamespace AND a.attidentity <> ''"
    ).fetchall()
    for each in numbered:
        connection.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({place}, {word}), "
                "COALESCE(MAX({number}), 1), MAX({number}) IS NOT NULL) FROM {table}"
            ).format(
                place=sql.Literal(f"hitl.{each['name']}"),
                word=sql.Literal(each["number"]),
                number=sql.Identifier(each["number"]),
                table=sql.Identifier("hitl", each["name"]),
            )
        )
