"""A shell whose workspace is on a server: who signs in is in the address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from click.testing import Result

from tests.servers.postgres import Cluster

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Shell

SECRET = "a secret of many words"  # noqa: S105  # of a server of the test alone


@dataclass
class Served:
    """Runs commands against a database; nothing they write may tell a password."""

    shell: "Shell"
    cluster: Cluster
    database: str

    @property
    def admin(self) -> str:
        return self.cluster.url(self.database)

    def run(self, *words: object, **more: Any) -> Result:
        result = self.shell.run(*words, **more)
        for secret in (SECRET, SECRET.replace(" ", "%20"), self.cluster.password):
            assert secret not in result.output
        return result

    def json(self, *words: object, code: int = 0) -> Any:
        return self.shell.json(*words, code=code)

    def add(self, name: str, role: str) -> None:
        self.shell.environment["HITL_NEW_PASSWORD"] = SECRET
        self.run("server", "add-person", name, "--role", role, "--admin", self.admin)
        del self.shell.environment["HITL_NEW_PASSWORD"]

    def sign_in(self, name: str) -> None:
        """Let the next commands come from somebody, with the password as libpq takes it."""
        self.shell.environment["HITL_WORKSPACE"] = self.cluster.url(self.database, name)
        self.shell.environment["PGPASSWORD"] = SECRET

    @contextmanager
    def keeper(self) -> Iterator[str]:
        """Give the database to an owner who makes roles, and is no superuser, for a while."""
        self.ask(f"CREATE ROLE keeper LOGIN CREATEROLE PASSWORD '{SECRET}'")
        # From PostgreSQL 16 on, roles that another init made are handed over by a superuser.
        made = self.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'hitl\\_%'")
        for (role,) in made:
            self.ask(f"GRANT {role} TO keeper WITH ADMIN OPTION")
        try:
            self.ask(f"ALTER DATABASE {self.database} OWNER TO keeper")
            yield self.cluster.url(self.database, "keeper", SECRET)
        finally:
            self.ask(f"ALTER DATABASE {self.database} OWNER TO {self.cluster.admin}")
            self.ask("DROP OWNED BY keeper")
            self.ask("DROP ROLE keeper")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Look into the database, or change it, as its administrator."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []
