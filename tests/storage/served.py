"""The same office on a server: the test says who asks and what time it is, the server the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from psycopg import sql

from hitl_app.storage.postgres import people, store
from hitl_app.storage.postgres.install import GROUPS, init
from hitl_app.storage.postgres.signing_in import Connection
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.rows import Row, to_ms
from tests.servers.postgres import Cluster
from tests.storage.office import CHIEF, START, Office, furnish

Administrator = psycopg.Connection[tuple[Any, ...]]
TEMPLATE = "offices"
A_CLOCK_TO_BE_SET = f"""
CREATE OR REPLACE FUNCTION hitl.now_ms() RETURNS bigint LANGUAGE sql VOLATILE
RETURN CAST(
  COALESCE(NULLIF(current_setting('hitl_test.now', true), ''), '{to_ms(START)}') AS bigint)
"""
AS_WHOM = "SELECT set_config('session_authorization', %s, false)"
AS_WHOM_AND_WHEN = f"{AS_WHOM}, set_config('hitl_test.now', %s, false)"
TABLES = (
    *("projects", "people", "policies", "policy_notes", "cases", "predictions", "queue", "seen"),
    *("decisions", "asides", "retractions", "marks", "conflicts", "log", "chain"),
    *("agreement_counts", "agreement_people"),
)
EMPTY = f"""
SET session_replication_role = replica;
{" ".join(f"DELETE FROM hitl.{table};" for table in TABLES)}
SELECT setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), 1, false)
  FROM pg_sequences WHERE schemaname = 'hitl';
SET session_replication_role = origin;
INSERT INTO hitl.chain (chain, seq, hash) VALUES (1, 0, '');
SELECT hitl.add_person('{CHIEF.name}', 'supervisor', NULL)
"""  # noqa: S608  # tables by their names


class ServedStore(PostgresStore):
    """Asks each operation as the person it names, with that person's rights and no others.

    Signed in as an administrator, who alone may put on somebody else's name.
    """

    def __init__(self, address: str, administrator: str) -> None:
        self._administrator = administrator
        super().__init__(address)

    @property
    def signed_in(self) -> None:
        """Return nobody: the test says who asks."""
        return

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Put on the name of whoever asks, and set the server's clock, before asking."""
        who = str(arguments.get("actor") or CHIEF.name)
        if name in {"person", "people"}:
            who = CHIEF.name  # a file tells everybody of everybody
        if name == "add_person":
            who = self._administrator
            self._be(who, arguments)
            give_login(self._connection, str(arguments["name"]), str(arguments["role"]))
        else:
            self._be(who, arguments)
        return super().call(name, arguments)

    def _be(self, who: str, arguments: Mapping[str, object]) -> None:
        now = arguments.get("now")
        if now is None:
            self._connection.execute(AS_WHOM, [who])
        else:
            self._connection.execute(AS_WHOM_AND_WHEN, [who, str(now)])

    def _connected(self) -> Connection:
        # The administrator has no role of its own in the workspace, and is asked for none.
        with patch.object(store, "_check_workspace", lambda *_: ("", "")):
            return super()._connected()


def give_login(connection: Connection, name: str, role: str) -> None:
    """Make a login with the rights of this role alone, as `server add-person` does."""
    login = sql.Identifier(name)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchall():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(login))
    for known, group in GROUPS.items():
        verb = "GRANT {} TO {}" if known == role else "REVOKE {} FROM {}"
        connection.execute(sql.SQL(verb).format(sql.Identifier(group), login))


class Workspaces:
    """Databases for offices on one server; one that is given back is emptied and used again."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._made = 0
        self._free: list[str] = []

    def take(self) -> str:
        """Return the address of a workspace with nobody in it but the chief."""
        if self._free:
            return self._free.pop()
        template = self._cluster.template(TEMPLATE, _lay_out)
        self._made += 1
        name = f"office_{self._made}"
        self._cluster.create_database(name, template)
        return self._cluster.url(name)

    def give_back(self, address: str, administrator: Administrator) -> None:
        """Empty a workspace that has the rules it had at first."""
        administrator.execute(EMPTY)
        self._free.append(address)


def set_up_served(workspaces: Workspaces, path: Path, **project: Any) -> "ServedOffice":
    """Make a workspace on a server, with the same project and people as in a file."""
    address = workspaces.take()
    opened = ServedStore(address, Cluster.admin)
    return ServedOffice(path, opened, furnish(opened, **project), address=address)


def _lay_out(address: str) -> None:
    init(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(A_CLOCK_TO_BE_SET)
    people.add_person(address, CHIEF.name, "supervisor", None)
    with psycopg.connect(address, autocommit=True) as connection:
        # One lane for everybody, as in a file: the chains are compared, hash by hash.
        connection.execute("UPDATE hitl.people SET lane = 1")
        connection.execute("DELETE FROM hitl.chain WHERE chain > 1")


@dataclass
class ServedOffice(Office):
    """An office whose workspace is on a server; ``path`` names nothing there."""

    address: str = ""
    tampered: list[str] = field(default_factory=list)

    def opened_anew(self) -> ServedStore:
        return ServedStore(self.address, Cluster.admin)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Look at the tables themselves, as the administrator."""
        statement = sql.replace("%", "%%").replace("?", "%s")
        return self._administrator.execute(statement, values).fetchall()

    def tamper(self, *statements: str) -> None:
        """Change the tables as whoever keeps the server could: no triggers, no rules."""
        self.tampered += statements
        connection = self._administrator
        connection.execute("SET session_replication_role = replica")
        for table, rule in connection.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
            "WHERE contype = 'c' AND connamespace = 'hitl'::regnamespace"
        ).fetchall():
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, "nothing was changed"

    def analyse(self) -> None:
        """Let the server tidy and count its tables, as it does by itself after a while."""
        self._administrator.execute("VACUUM (ANALYZE)")

    def columns(self, table: str) -> list[str]:
        rows = self.query(
            "SELECT attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 "
            "ORDER BY attnum",
            table,
        )
        return [name for (name,) in rows]

    def refusal_of(self, statement: str) -> str:
        with pytest.raises(psycopg.DatabaseError) as caught:
            self._administrator.execute(statement)
        return str(caught.value)

    def leave(self, workspaces: Workspaces) -> None:
        """Give the workspace back, unless somebody laid hands on it."""
        if not self.tampered:
            workspaces.give_back(self.address, self._administrator)
        self._administrator.close()

    @cached_property
    def _administrator(self) -> Administrator:
        return psycopg.connect(
            self.address, autocommit=True, options="-c search_path=hitl", prepare_threshold=None
        )
