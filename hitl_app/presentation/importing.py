"""What the import of files says while it runs and when it is done."""

from pathlib import Path

from hitl_app.workflow.intake import Intake

CHOOSE = (
    "CSV, JSONL or Label Studio JSON, or a folder of pictures. What the columns mean stands in the "
    "guide, docs/guide.md, under “Cases in”. The same file a second time changes nothing."
)


def reading(source: Path) -> str:
    """Name what is read."""
    return f"Reading {source.name}"


def share(done: int, total: int | None) -> str:
    """Say how far it is, in whole percent, or in rows where the end is not known."""
    return f"{100 * done // total} %" if total else f"{done} rows"


def result(intake: Intake, refused: Path) -> tuple[str, str]:
    """Return title and sentence of a finished import."""
    title = "Stopped" if intake.stopped else "Import done"
    if not intake.is_new and not intake.refused:
        return title, "Nothing was new: every row is stored already."
    taken = (
        f"{intake.cases} cases, {intake.predictions} predictions and {intake.decisions} past "
        f"decisions came in; the model decided {intake.automatic} alone."
    )
    if intake.stopped:
        taken += " The same import goes on from here."
    if intake.refused:
        taken += f" {intake.refused} rows were refused; the reasons are in {refused}."
    return title, taken
