"""Keeping records: the only SQL, behind one door."""

from pathlib import Path

from hitl_app.workflow.ports import Store

SERVERS = ("postgresql://", "postgres://")


def open_store(address: str, *, create: bool = False, password: str | None = None) -> Store:
    """Open a workspace, a file or the address of a server, on the thread that will use it.

    ``create`` makes a file where there is none; a server is laid out by ``server init``.

    Raises:
        Refused: no workspace there, one that this version cannot open, or no right to it.
        Unavailable: disk, rights or network do not allow it now.
    """
    # Imported here: sqlite-utils costs 0.15 s of start, and the window asks only on its worker.
    if address.startswith(SERVERS):
        from hitl_app.storage.postgres.store import PostgresStore  # noqa: PLC0415  # as above

        return PostgresStore(address, password)
    from hitl_app.storage.sqlite import SqliteStore  # noqa: PLC0415  # reason above

    return SqliteStore(Path(address), create=create)
