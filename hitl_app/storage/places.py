"""Places where a SQLite file must not lie, because locks do not hold there."""

import sys
from pathlib import Path

from hitl_app.domain.errors import Refused

_SHARES = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "afs", "ncpfs", "glusterfs")


def refuse_network_share(path: Path, mounts: str | None = None) -> None:
    """Refuse a workspace on a network share; ``mounts`` is the text of /proc/mounts.

    Raises:
        Refused: with the kind of share and what to use instead.
    """
    kind = _kind_of_share(path.absolute(), mounts)
    if kind:
        raise Refused(
            f"{path} lies on a network share ({kind}). SQLite files are damaged there when two "
            f"machines write. Keep it on a disk of this machine; for many machines, use a server: "
            f"--workspace postgresql://host/database (see the guide)."
        )


def _kind_of_share(path: Path, mounts: str | None) -> str:
    if sys.platform == "win32":
        return "UNC path" if str(path).startswith("\\\\") else ""
    table = Path("/proc/mounts")
    if mounts is None and not table.exists():
        return ""
    listing = table.read_text("utf-8", "replace") if mounts is None else mounts
    rows = [line.split(maxsplit=3) for line in listing.splitlines() if line.count(" ") > 2]  # noqa: PLR2004  # device, place, kind, rest
    found = [(place.replace("\\040", " "), kind) for _, place, kind, _ in rows]
    over = [(point, kind) for point, kind in found if path.is_relative_to(point)]
    if not over:
        return ""
    _, kind = max(over, key=lambda each: len(each[0]))
    return kind if kind.startswith(_SHARES) else ""
