"""Schema steps of a SQLite workspace: frozen texts, applied once, a newer workspace refused."""

from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database, Migrations

from hitl_app.domain.errors import Refused
from hitl_app.storage.operations import statements_of

APPLICATION_ID = 0x4849544C
"""“HITL” in the header of the file, so that another program's database is not taken for ours."""

steps = Migrations("hitl_app")


def step_text(name: str) -> str:
    """Return the text of a step, the same for every engine."""
    return (files(__package__) / f"schema_{name}.sql").read_text("utf-8")


def _take(db: Database, name: str) -> None:
    for statement in statements_of(step_text(name)):
        db.execute(statement)


@steps(name="1")
def _first(db: Database) -> None:
    _take(db, "1")


@steps(name="2")
def _second(db: Database) -> None:
    _take(db, "2")


def known_steps() -> set[str]:
    """Return the names of all steps that this version of the program has."""
    return {"1", "2"}


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
