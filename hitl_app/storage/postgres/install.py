"""Laying out a server: roles, schema steps, and the operations as functions that hold by role."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg
import psycopg.conninfo
from psycopg import errors, sql

from hitl_app.domain.errors import Refused
from hitl_app.storage.operations import Operation, operations, statements_of
from hitl_app.storage.postgres.counters import close_counters
from hitl_app.storage.postgres.errors import sorted_errors
from hitl_app.storage.postgres.signing_in import (
    Connection,
    connect,
    parts_of,
    without_password,
)
from hitl_app.storage.postgres.translate import function_of, schema_statements
from hitl_app.storage.schema import known_steps, step_text

OWNER = "hitl_owner"
GROUPS = {
    "inspector": "hitl_inspector",
    "supervisor": "hitl_supervisor",
    "intake": "hitl_intake",
}
_ALLOWED = {
    "inspector": ("inspector", "supervisor"),
    "supervisor": ("supervisor",),
    "intake": ("intake", "supervisor"),
    "anyone": ("inspector", "supervisor", "intake"),
    "keeper": (),
}
_OLDEST = 140000
_LOCK = 0x4849544C


def operations_digest() -> str:
    """Return what tells one set of operations from another: two must be equal to fit together."""
    texts = [function_of(operation) for _, operation in sorted(_installed().items())]
    return hashlib.sha256("\n".join([*texts, _text("server.sql")]).encode()).hexdigest()[:16]


def init(address: str, password: str | None = None) -> tuple[str, ...]:
    """Make or bring up to date the workspace of a database; returns in words what was done.

    Everything happens in one transaction, under a lock that a second init waits for.

    Raises:
        Refused: no administrator, an old server, a newer or a foreign schema, a changed step.
        Unavailable: the server cannot be reached.
    """
    made = _make_database(address, password)
    with administrator(address, password) as connection, connection.transaction():
        _check_server(connection)
        _check_administrator(connection)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _make_roles(connection)
        return (*made, *_bring_up_to_date(connection))


@contextmanager
def administrator(address: str, password: str | None = None) -> Iterator[Connection]:
    """Open a connection that can act as the owner of the workspace.

    Raises:
        Refused: the login may not do what is asked.
        Unavailable: the server cannot be reached, or does not answer any more.
    """
    connection = connect(address, password)
    try:
        with sorted_errors(), _words_for_rights(connection):
            yield connection
    finally:
        connection.close()


@contextmanager
def _words_for_rights(connection: Connection) -> Iterator[None]:
    try:
        yield
    except errors.InsufficientPrivilege as error:
        raise Refused(
            f"{_not_an_administrator(connection)} It said: {error.diag.message_primary}."
        ) from error


def _not_an_administrator(connection: Connection) -> str:
    return (
        f"“{connection.info.user}” may not administer the workspace; nothing was changed. Use a "
        f"superuser of the server, or an owner of the database who may make roles (CREATEROLE)."
    )


def as_owner(connection: Connection) -> None:
    """Act as the owner of all objects until the transaction ends."""
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
    connection.execute("SET LOCAL search_path = hitl, pg_temp")


def check_workspace(connection: Connection, shown: str) -> None:
    """Refuse a database without a workspace of this version; ``shown`` is its address.

    Raises:
        Refused: with what whoever keeps the server does.
    """
    found = connection.execute("SELECT to_regclass('hitl.installed') AS installed").fetchone()
    if found is None or not found["installed"]:
        raise Refused(
            f"There is no workspace at {shown}. Make one with: hitl-app server init --admin {shown}"
        )
    row = connection.execute("SELECT operations FROM hitl.installed").fetchone()
    if row is None or row["operations"] != operations_digest():
        raise Refused(
            f"The workspace at {shown} is not of this version of hitl-app; nothing was changed. "
            f"Bring it up to date with: hitl-app server init --admin {shown}"
        )


def _make_database(address: str, password: str | None) -> list[str]:
    """Make the database that the address names, where the server has none of that name."""
    name = parts_of(address).get("dbname")
    if not name:
        raise Refused(
            f"{without_password(address)} names no database. Its name stands at the end: "
            f"postgresql://admin@host/hitl"
        )
    try:
        connect(address, password).close()
    except Refused as refused:
        if "has no database" not in str(refused):
            raise
    else:
        return []
    other = psycopg.conninfo.make_conninfo(address, dbname="postgres")
    with administrator(other, password) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(
                sql.Identifier(str(name))
            )
        )
    return [f"The database “{name}” was made."]


def _check_server(connection: Connection) -> None:
    if connection.info.server_version < _OLDEST:
        raise Refused(
            f"This server is PostgreSQL {connection.info.server_version // 10000}. "
            f"hitl-app needs 14 or newer."
        )
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise Refused("This database is not kept in UTF-8. Make one with: ENCODING 'UTF8'.")


def _check_administrator(connection: Connection) -> None:
    row = connection.execute(
        "SELECT r.rolsuper OR (r.rolcreaterole AND pg_has_role(d.datdba, 'MEMBER')) AS strong "
        "FROM pg_catalog.pg_roles r, pg_catalog.pg_database d "
        "WHERE r.rolname = current_user AND d.datname = current_database()"
    ).fetchone()
    if row is None or not row["strong"]:
        raise Refused(_not_an_administrator(connection))


def _make_roles(connection: Connection) -> None:
    for name in (OWNER, *GROUPS.values()):
        with suppressed(connection, errors.DuplicateObject, errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    row = connection.execute(
        "SELECT pg_has_role(current_user, %s, 'MEMBER') AS can_act", [OWNER]
    ).fetchone()
    if row is not None and not row["can_act"]:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))


@contextmanager
def suppressed(connection: Connection, *kinds: type[psycopg.Error]) -> Iterator[None]:
    """Go on after an error of these kinds; what stood before it in the transaction stays."""
    try:
        with connection.transaction():
            yield
    except kinds:
        return


def _bring_up_to_date(connection: Connection) -> list[str]:
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute(
        sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(
            database, sql.Identifier(OWNER)
        )
    )
    connection.execute(
        sql.SQL("ALTER DATABASE {} SET idle_in_transaction_session_timeout = '60s'").format(
            database
        )
    )
    as_owner(connection)
    _make_place_for_steps(connection)
    done = _take_steps(connection)
    digest = operations_digest()
    installed = connection.execute("SELECT operations FROM hitl.installed").fetchone()
    if done or installed is None or installed["operations"] != digest:
        _install_operations(connection, digest)
        done.append(f"{len(_installed())} operations were installed.")
    connection.execute("RESET ROLE")
    for group in GROUPS.values():
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(group))
        )
    done += close_counters(connection, OWNER)
    return done or ["The workspace is up to date; nothing was changed."]


def _make_place_for_steps(connection: Connection) -> None:
    found = connection.execute(
        "SELECT c.oid AS steps FROM pg_catalog.pg_namespace n "
        "LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'steps' "
        "WHERE n.nspname = 'hitl'"
    ).fetchone()
    if found is not None and not found["steps"]:
        raise Refused(
            "This database has a schema “hitl” of another program. Nothing was changed. "
            "Name another database."
        )
    if found is not None:
        return
    connection.execute("CREATE SCHEMA hitl")
    connection.execute(
        "CREATE TABLE hitl.steps (step bigint PRIMARY KEY, checksum text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT now())"
    )
    connection.execute(
        "CREATE TABLE hitl.installed (operations text NOT NULL, lane bigint NOT NULL)"
    )
    connection.execute("INSERT INTO hitl.installed (operations, lane) VALUES ('', 1)")


def _take_steps(connection: Connection) -> list[str]:
    applied = {
        row["step"]: row["checksum"]
        for row in connection.execute("SELECT step, checksum FROM hitl.steps")
    }
    known = {int(name): step_text(name) for name in known_steps()}
    newer = applied.keys() - known.keys()
    if newer:
        raise Refused(
            f"This workspace was made by a newer version of hitl-app (schema step {max(newer)}). "
            f"Nothing was changed. Use that version."
        )
    done = []
    for step, text in sorted(known.items()):
        checksum = hashlib.sha256(text.encode()).hexdigest()
        if step not in applied:
            _take_step(connection, step, text, checksum, first=not applied and step == 1)
            done.append(f"Schema step {step} was taken.")
        elif applied[step] != checksum:
            raise Refused(
                f"Schema step {step} on the server is not the one of this version. Nothing was "
                f"changed. Install a released version of hitl-app."
            )
    return done


def _take_step(connection: Connection, step: int, text: str, checksum: str, *, first: bool) -> None:
    if first:
        # Triggers of the first step call it; the rest of what stands beside comes after the steps.
        for statement in _server_statements():
            if "FUNCTION hitl.refuse_change" in statement:
                connection.execute(statement)
    for statement in schema_statements(text):
        connection.execute(statement)
    connection.execute("INSERT INTO hitl.steps (step, checksum) VALUES (%s, %s)", [step, checksum])


def _install_operations(connection: Connection, digest: str) -> None:
    for row in connection.execute(
        "SELECT p.oid::regprocedure::text AS name FROM pg_catalog.pg_proc p "
        "WHERE p.pronamespace = 'hitl'::regnamespace AND p.proname <> 'refuse_change'"
    ).fetchall():
        # One that another needs may have taken that one along (about needs now_ms).
        connection.execute(f"DROP FUNCTION IF EXISTS {row['name']} CASCADE")
    for statement in _server_statements():
        if "FUNCTION hitl.refuse_change" not in statement:
            connection.execute(statement)
    for operation in _installed().values():
        connection.execute(function_of(operation))
    for statement in statements_of(_text("tuning.sql")):
        connection.execute(statement)
    _grant(connection)
    connection.execute("UPDATE hitl.installed SET operations = %s", [digest])


def _grant(connection: Connection) -> None:
    """Give each role the operations it may ask, and nobody any table."""
    connection.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hitl FROM PUBLIC")
    for table in connection.execute(
        "SELECT c.oid::regclass::text AS name FROM pg_catalog.pg_class c "
        "WHERE c.relnamespace = 'hitl'::regnamespace AND c.relkind = 'r'"
    ).fetchall():
        connection.execute(f"ALTER TABLE {table['name']} ENABLE ROW LEVEL SECURITY")
    for group in GROUPS.values():
        connection.execute(f"GRANT USAGE ON SCHEMA hitl TO {group}")
        connection.execute(f"GRANT EXECUTE ON FUNCTION hitl.about() TO {group}")
    connection.execute(f"GRANT EXECUTE ON FUNCTION hitl.pulse() TO {GROUPS['supervisor']}")
    for name, operation in _installed().items():
        for role in _ALLOWED[operation.role]:
            connection.execute(f"GRANT EXECUTE ON FUNCTION hitl.{name} TO {GROUPS[role]}")


def _installed() -> dict[str, Operation]:
    return {name: each for name, each in operations().items() if each.role != "file"}


def _server_statements() -> list[str]:
    """Return the functions beside the operations; each begins at the start of a line."""
    plain = "\n".join(line for line in _text("server.sql").splitlines() if line[:2] != "--")
    pieces = f"\n{plain}".split("\nCREATE FUNCTION ")
    return [f"CREATE FUNCTION {piece.rstrip().rstrip(';')}" for piece in pieces[1:]]


def _text(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")
