"""Building the demo beside its final name, so that a stopped build leaves no half workspace."""

from datetime import datetime
from pathlib import Path

from hitl_app.demo.build import build_workspace
from hitl_app.domain.case import Project
from hitl_app.storage import open_store
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import Progress


def build_beside(
    workspace: Path, opener: str, now: datetime, progress: Progress
) -> Outcome[Project]:
    """Build the demo and give it its name when it is whole; its pictures lie in ``demo`` beside.

    Raises:
        Unavailable: the extra `demo` is missing, the training failed, or the disk is full.
        Refused: the progress asked to stop.
    """
    beside = workspace.with_name(f"{workspace.stem}.building.db")
    _forget(beside)
    store = open_store(str(beside), create=True)
    try:
        built = build_workspace(store, workspace.parent / "demo", now, progress, opener=opener)
    except BaseException:
        store.close()
        _forget(beside)
        raise
    store.close()
    beside.rename(workspace)
    return built


def _forget(database: Path) -> None:
    for each in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        each.unlink(missing_ok=True)
