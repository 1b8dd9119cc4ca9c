"""The records of a server as whoever keeps it reads them: as their owner, past the roles."""

import re
from collections.abc import Mapping
from functools import cache

from hitl_app.storage.operations import operations
from hitl_app.storage.postgres.signing_in import Connection
from hitl_app.storage.rows import Row

_ARGUMENT = re.compile(r"(?<![:\w]):([a-z_]+)")
_ACTS_AS = re.compile(r"acts_as\('\w+'\)")


class Keeper:
    """Asks operations that only read, in a transaction that acts as the owner."""

    def __init__(self, connection: Connection) -> None:
        """Ask through this connection."""
        self._connection = connection

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Return what an operation of one question answers to whoever may ask everything."""
        return self._connection.execute(_question(name), arguments).fetchall()


@cache
def _question(name: str) -> str:
    operation = operations()[name]
    (statement,) = operation.statements
    text = _ACTS_AS.sub("true", statement.replace("%", "%%"))
    text = re.sub(r"\bAS INTEGER\b", "AS BIGINT", text)
    return _ARGUMENT.sub(lambda found: f"%({found[1]})s::{operation.arguments[found[1]]}", text)
