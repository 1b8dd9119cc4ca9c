"""Lists of cases, a page at a time: a supervisor's, the cases behind a figure, a person's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hitl_app.domain.case import Project
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import CaseFilter, CaseRow, Count, Store, Window

_SETTLED = {"decided", "automatic"}
_MORE_EACH_TIME = 4

Place = tuple[datetime, int] | int | None
"""Where a page ended; a list says which kind it goes on from."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, where the next page begins (None: that was all), and how many in all.

    ``total`` is None where counting would read every case.
    """

    rows: tuple[CaseRow, ...]
    next: Place = None
    total: int | None = None


def narrows_to_compared(which: CaseFilter) -> bool:
    """Say whether a filter asks for decisions behind a figure, not for cases."""
    parts = (which.human, which.model, which.blind, which.differs, which.band)
    return which.window != Window() or any(part is not None for part in parts)


def cases(
    store: Store, project: Project, actor: Person, which: CaseFilter, place: Place, n: int
) -> Outcome[Page]:
    """Return cases newest first; what the model said of a case that is still open is left out.

    A supervisor decides cases too, and would no longer decide them blind.
    """
    require_supervisor(actor, "see the cases of others")
    before = place if isinstance(place, tuple) else None
    with store.reading() as records:
        rows = records.list_cases(project, which, before, n)
    last = (rows[-1].arrived_at, rows[-1].case_no) if len(rows) == n else None
    return Outcome(Page(tuple(_without_hidden(row) for row in rows), last))


def compared(
    store: Store, project: Project, actor: Person, which: CaseFilter, place: Place, n: int
) -> Outcome[Page]:
    """Return the decisions behind a figure newest first, with how many there are."""
    require_supervisor(actor, "see what the model said of cases")
    before = place if isinstance(place, int) else None
    with store.reading() as records:
        rows = records.compared_cases(project, which, before, n)
        counts = (
            records.counts_by_person(project, which.window)
            if which.window.reviewer
            else records.counts(project, which.window)
        )
    # The counts by person have no bands of confidence.
    countable = which.band is None or not which.window.reviewer
    total = sum(cell.n for cell in counts if _is_asked_for(cell, which)) if countable else None
    last = rows[-1][0] if len(rows) == n else None
    return Outcome(Page(tuple(row for _, row in rows), last, total))


def own(
    store: Store, project: Project, actor: Person, which: CaseFilter, place: Place, n: int
) -> Outcome[Page]:
    """Return what a person decided or put aside, newest first, with no trace of a model.

    The place is how many rows were seen already; newer ones may have come before them since.
    """
    seen = place if isinstance(place, int) else 0
    with store.reading() as records:
        rows = _matching(
            lambda asked: records.own_cases(project, actor.name, which.search, asked),
            which.status,
            seen + n,
        )
    page = tuple(_without_model(row) for row in rows[seen : seen + n])
    return Outcome(Page(page, seen + n if len(page) == n else None))


def _matching(
    ask: Callable[[int], Sequence[CaseRow]], status: str | None, wanted: int
) -> list[CaseRow]:
    """Ask for more rows until enough of them have the status, or there are no more."""
    asked = wanted
    while True:
        rows = ask(asked)
        kept = [row for row in rows if status in {None, row.status}]
        if len(kept) >= wanted or len(rows) < asked:
            return kept
        asked *= _MORE_EACH_TIME


def _is_asked_for(cell: Count, which: CaseFilter) -> bool:
    if not cell.human_label:
        return False
    differs = cell.human_label != cell.model_label if cell.model_label else None
    wishes = (
        (which.human, cell.human_label),
        (which.model, cell.model_label),
        (which.blind, cell.blind),
        (which.differs, differs),
        (which.band, cell.band),
        (which.window.reviewer, cell.reviewer),
    )
    return all(wish is None or wish == found for wish, found in wishes)


def _without_hidden(row: CaseRow) -> CaseRow:
    return row if row.status in _SETTLED else _without_model(row)


def _without_model(row: CaseRow) -> CaseRow:
    return replace(
        row, predicted_label=None, confidence=None, model_version=None, threshold=None, blind=None
    )
