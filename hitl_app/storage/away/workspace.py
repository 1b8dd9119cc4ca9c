"""Whether what answers at an address is the workspace for which something was kept here."""

from hitl_app.domain.errors import Refused
from hitl_app.storage.away.asking import key_of
from hitl_app.storage.away.journal import Journal
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.rows import Row


def is_same(journal: Journal, server: PostgresStore) -> bool:
    """Say whether every project known here is there, made at the same moment."""
    kept = journal.known(key_of("projects", {})) or []
    with server.reading():
        there = {_mark(row) for row in server.call("projects", {})}
    return all(_mark(row) in there for row in kept)


def refuse_another(journal: Journal, server: PostgresStore) -> None:
    """Let nothing that is kept here go to another workspace: its cases have the same numbers.

    Raises:
        Refused: another workspace answers at this address.
    """
    if not is_same(journal, server):
        raise Refused(
            f"Another workspace answers at {server.address} than the one for which "
            f"{journal.number()} answers are kept here. Ask whoever keeps the server to bring that "
            f"one back; if it is gone for good, close the program and move {journal.path} away."
        )


def refuse_somebody_else(journal: Journal, server: PostgresStore) -> None:
    """Let nobody send what somebody else answered.

    Raises:
        Refused: answers of somebody else wait here.
    """
    before = journal.known("name")
    if journal.number() and before not in {None, server.signed_in}:
        raise Refused(
            f"{journal.number()} answers of {before} are kept here for {server.address}, and "
            f"“{server.signed_in}” signed in. {before} signs in first, so that they are sent."
        )


def _mark(row: Row) -> tuple[object, ...]:
    return row["project_id"], row["name"], row["created_at"]
