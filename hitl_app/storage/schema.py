"""Schema steps of a SQLite workspace: frozen texts, applied once, a newer workspace refused."""

from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database, Migrations

from hitl_app.domain.errors import Refused
from hitl_app.storage.operations import statements_of

APPLICATION_ID = 0x4849544C
"""“HITL” in the header of the file, so that another program's database is not taken for ours."""

steps = Migrations("hitl_app")


@steps(name="1")
def _first(db: Database) -> None:
    text = (files(__package__) / "schema_1.sql").read_text("utf-8")
    for statement in statements_of(text):
        db.execute(statement)


def known_steps() -> set[str]:
    """Return the names of all steps that this version of the program has."""
    return {"1"}


def refuse_foreign(db: Database, path: Path) -> None:
    """Refuse a database of another program, or of a newer version of this one.

    Raises:
        Refused: with what was found, and what to do.
    """
    # In this order: a process that makes the workspace now stores both in one moment.
    tables = db.table_names()
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if tables and application != APPLICATION_ID:
        raise Refused(
            f"{path} is a database of another program. Name another file with --workspace."
        )
    newer = {step.name for step in steps.applied(db)} - known_steps()
    if newer:
        raise Refused(
            f"{path} was made by a newer version of hitl-app (schema step {max(newer)}). "
            f"Nothing was changed. Install that version to open it."
        )
