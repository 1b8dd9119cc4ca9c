"""Keeping records: the only SQL, behind one door."""

from pathlib import Path

from hitl_app.domain.errors import Refused
from hitl_app.workflow.ports import Store


def open_store(address: str, *, create: bool = False) -> Store:
    """Open a workspace, on the thread that will use it.

    Raises:
        Refused: no workspace there, or one that this version cannot open.
        Unavailable: disk or rights do not allow it now.
    """
    if address.startswith(("postgresql://", "postgres://")):
        raise Refused(
            "Workspaces on PostgreSQL come with a later version. Name a file with --workspace."
        )
    # Imported here: sqlite-utils costs 0.15 s of start, and the window asks only on its worker.
    from hitl_app.storage.sqlite import SqliteStore  # noqa: PLC0415  # reason above

    return SqliteStore(Path(address), create=create)
