"""The list of the cases behind a figure, as a file of its own."""

from collections.abc import Callable
from pathlib import Path

from hitl_app.domain.errors import HitlError, Refused
from hitl_app.presentation.agreement_cases import LIST_COLUMNS, list_row
from hitl_app.presentation.agreement_export import written_words
from hitl_app.ui.desk import Desk
from hitl_app.workflow import agreement
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import CaseFilter, Progress, Store, TableStyle

PAGE = 1000


def list_name(project: str, kind: str) -> str:
    """Return a file name that says which cases are inside."""
    words = f"cases_{project}_{kind}".lower()
    cleaned = "".join(each if each.isalnum() else "_" for each in words)
    return "_".join(filter(None, cleaned.split("_"))) + ".csv"


def write_cases(desk: Desk, which: CaseFilter, path: Path, said: Callable[[str], None]) -> None:
    """Write the cases beside the screen, and say how it went."""

    def work(store: Store, progress: Progress) -> Outcome[int]:
        return Outcome(_write(desk, which, path, store, progress))

    def failed(error: HitlError) -> None:
        said(str(error))

    desk.background.run_long(
        work,
        lambda _done, _total: None,
        lambda rows: said(written_words(rows, str(path))),
        failed,
    )


def _write(desk: Desk, which: CaseFilter, path: Path, store: Store, progress: Progress) -> int:
    written = 0
    before: int | None = None
    with desk.exports.table(path, LIST_COLUMNS, TableStyle(bom=True)) as table:
        while True:
            page = agreement.compared_cases(
                store, desk.project, desk.person, which, before, PAGE
            ).value
            for key, row in page:
                table.write(list_row(row))
                before = key
            written += len(page)
            if progress.stopped:
                raise Refused("Stopped. No file was written.")
            if len(page) < PAGE:
                return written
