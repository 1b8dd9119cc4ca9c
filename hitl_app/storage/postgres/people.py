"""Making people on a server: a login, a role, and a name in the workspace."""

from psycopg import errors, sql

from hitl_app.domain.errors import Refused
from hitl_app.storage.postgres.install import (
    GROUPS,
    OWNER,
    administrator,
    as_owner,
    check_workspace,
    suppressed,
)
from hitl_app.storage.postgres.lanes import give_lane
from hitl_app.storage.postgres.signing_in import Connection, without_password

LONGEST_NAME_BYTES = 63
LEAST_PASSWORD = 8
_LIMITS = {"statement_timeout": "5min", "idle_in_transaction_session_timeout": "1min"}


def add_person(
    address: str, name: str, role: str, new_password: str | None, password: str | None = None
) -> str:
    """Make a login with a role in this workspace; returns the code that stands for the name.

    The server keeps a SCRAM verifier; the password itself is not sent. Without a password the
    login is for certificates or Kerberos (pg_hba.conf).

    Raises:
        Refused: no workspace there, the name or role cannot be, or the name has another one.
        Unavailable: the server cannot be reached.
    """
    _check(name, role, new_password)
    with administrator(address, password) as connection, connection.transaction():
        check_workspace(connection, without_password(address))
        _refuse_another_role(connection, name, role)
        _make_login(connection, name, new_password)
        group = sql.SQL("GRANT {} TO {}")
        connection.execute(group.format(sql.Identifier(GROUPS[role]), sql.Identifier(name)))
        as_owner(connection)
        row = connection.execute(
            "SELECT * FROM hitl.add_person(%s, %s, NULL)", [name, role]
        ).fetchone()
        give_lane(connection, name)
    if row is None or row["role"] != role:
        raise Refused(f"“{name}” could not be added as {role}.")
    return str(row["code"])


def _check(name: str, role: str, new_password: str | None) -> None:
    if not name.strip() or name != name.strip() or len(name.encode()) > LONGEST_NAME_BYTES:
        raise Refused(f"A name needs 1 to {LONGEST_NAME_BYTES} bytes, without spaces around it.")
    if name.startswith(("pg_", "hitl_")) or name in {"public", "none", "postgres"}:
        raise Refused(f"“{name}” is a name that the server keeps for itself. Choose another one.")
    if role not in GROUPS:
        raise Refused(f"There is no role “{role}”. There are: {', '.join(GROUPS)}.")
    if new_password is not None and len(new_password) < LEAST_PASSWORD:
        raise Refused(f"A password needs at least {LEAST_PASSWORD} characters.")


def _refuse_another_role(connection: Connection, name: str, role: str) -> None:
    row = connection.execute("SELECT role FROM hitl.people WHERE name = %s", [name]).fetchone()
    if row is not None and row["role"] not in {role, "recorded"}:
        raise Refused(f"{name} is already here as {row['role']}.")
    known = connection.execute(
        "SELECT r.rolsuper OR r.rolcreaterole OR r.rolbypassrls OR r.rolreplication OR EXISTS ("
        "SELECT 1 FROM pg_catalog.pg_roles g WHERE pg_has_role(r.oid, g.oid, 'MEMBER') "
        "AND (g.rolname = %s OR g.rolname LIKE 'pg\\_%%' OR g.rolsuper OR g.oid = d.datdba)) "
        "AS strong FROM pg_catalog.pg_roles r "
        "JOIN pg_catalog.pg_database d ON d.datname = current_database() WHERE r.rolname = %s",
        [OWNER, name],
    ).fetchone()
    if known is not None and known["strong"]:
        raise Refused(
            f"“{name}” can administer the server, so nothing there would hold against that login. "
            f"Choose another name."
        )


def _make_login(connection: Connection, name: str, new_password: str | None) -> None:
    login = sql.Identifier(name)
    with suppressed(connection, errors.DuplicateObject):
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN INHERIT").format(login))
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN").format(login))
    if new_password is not None:
        verifier = connection.pgconn.encrypt_password(
            new_password.encode(), name.encode(), b"scram-sha-256"
        ).decode()
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(login, sql.Literal(verifier))
        )
    for setting, value in _LIMITS.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                login, sql.Identifier(setting), sql.Literal(value)
            )
        )
