"""Keeping records: the only SQL, behind one door."""

from pathlib import Path
from typing import TYPE_CHECKING

from hitl_app.domain.errors import Refused
from hitl_app.workflow.ports import Progress, Store

if TYPE_CHECKING:  # what is named here is loaded when it is asked for
    from hitl_app.storage.copying.moving import Copied

SERVERS = ("postgresql://", "postgres://")


def is_server(address: str) -> bool:
    """Say whether a workspace is kept by a server; else it is a file.

    Raises:
        Refused: an address of another kind, which is no name for a file either.
    """
    if "://" in address and not address.startswith(SERVERS):
        raise Refused(
            f"hitl-app keeps no workspace at {address.partition('://')[0]}://. "
            f"Name a file, or a server as postgresql://name@host/database."
        )
    return address.startswith(SERVERS)


def open_store(address: str, *, create: bool = False, password: str | None = None) -> Store:
    """Open a workspace, a file or the address of a server, on the thread that will use it.

    ``create`` makes a file where there is none; a server is laid out by ``server init``.

    Raises:
        Refused: no workspace there, one that this version cannot open, or no right to it.
        Unavailable: disk, rights or network do not allow it now.
    """
    # Imported here: sqlite-utils costs 0.15 s of start, and the window asks only on its worker.
    if is_server(address):
        from hitl_app.storage.postgres.store import PostgresStore  # noqa: PLC0415  # as above

        return PostgresStore(address, password)
    from hitl_app.storage.sqlite import SqliteStore  # noqa: PLC0415  # reason above

    return SqliteStore(Path(address), create=create)


def shown_address(address: str) -> str:
    """Return an address as it may be shown: without a password."""
    if not is_server(address):
        return address
    from hitl_app.storage.postgres.signing_in import without_password  # noqa: PLC0415  # as above

    return without_password(address)


def address_of(address: str, name: str) -> str:
    """Return where somebody signs in to the same workspace, without anybody's password."""
    from hitl_app.storage.postgres.signing_in import signed_in_as  # noqa: PLC0415  # as above

    return signed_in_as(address, name)


def init_server(admin: str, password: str | None = None) -> tuple[str, ...]:
    """Make or bring up to date the workspace of a server's database; returns what was done.

    Raises:
        Refused: no administrator, an old server, a newer or a foreign schema.
        Unavailable: the server cannot be reached.
    """
    _refuse_file(admin)
    from hitl_app.storage.postgres.install import init  # noqa: PLC0415  # as above

    return init(admin, password)


def add_person_on_server(
    admin: str, name: str, role: str, new_password: str | None, password: str | None = None
) -> str:
    """Make a login with a role in the workspace of a server; returns the code of the name.

    Raises:
        Refused: no administrator, no workspace, or the name or role cannot be.
        Unavailable: the server cannot be reached.
    """
    _refuse_file(admin)
    from hitl_app.storage.postgres.people import add_person  # noqa: PLC0415  # as above

    return add_person(admin, name, role, new_password, password)


def copy_workspace(
    source: str, target: str, progress: Progress, password: str | None = None
) -> "Copied":
    """Move a whole workspace from a file to a server or back, as the server's administrator.

    Raises:
        Refused: the target holds something already, the copy is not whole, or it was stopped.
        Unavailable: disk or network do not allow it.
    """
    up, down = is_server(target), is_server(source)
    if up == down:
        raise Refused(
            "A workspace is copied between a file and a server: one of the two is a file, the "
            "other an address as postgresql://admin@host/database. For a file into a file: "
            "hitl-app backup FILE"
        )
    if up:
        from hitl_app.storage.copying.up import copy_up  # noqa: PLC0415  # as above

        return copy_up(Path(source), target, password, progress)
    from hitl_app.storage.copying.down import copy_down  # noqa: PLC0415  # as above

    return copy_down(source, Path(target), password, progress)


def _refuse_file(admin: str) -> None:
    if not is_server(admin):
        raise Refused(
            f"“{admin}” is no address of a server. It looks like postgresql://admin@host/database."
        )


def open_steady(
    address: str,
    folder: Path,
    *,
    password: str | None = None,
    most: tuple[int, float] = (200, 15.0),
) -> Store:
    """Open a workspace so that review goes on while its server is away; a file as ever.

    ``folder`` is where this workstation keeps its packet and its answers; ``most`` is how many
    answers, and for how many minutes.

    Raises:
        Refused: as in ``open_store``.
        Unavailable: as in ``open_store``; a server that is away is none where work is kept here.
    """
    if not is_server(address):
        return open_store(address)
    from hitl_app.storage.away.engine import Limits  # noqa: PLC0415  # as above
    from hitl_app.storage.away.store import SteadyStore  # noqa: PLC0415  # as above

    return SteadyStore(address, password, folder, Limits(answers=most[0], minutes=most[1]))
