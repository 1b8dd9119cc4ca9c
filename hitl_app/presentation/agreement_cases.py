"""Which cases stand behind a figure: every number on the Agreement screen opens its cases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hitl_app.domain.policy import Degree
from hitl_app.presentation import numbers
from hitl_app.presentation.agreement_bins import Point
from hitl_app.presentation.agreement_chart import Chart
from hitl_app.statistics.agreement import Agreement
from hitl_app.workflow.agreement import Overview
from hitl_app.workflow.ports import CaseFilter, CaseRow, Window

LIST_COLUMNS: Final = (
    *("case_id", "arrived_at", "decided_at", "label", "predicted_label", "confidence"),
    *("model_version", "blind"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Cases that were pointed at: how many, of which kind, and how to find them."""

    count: int
    kind: str
    which: CaseFilter

    @property
    def title(self) -> str:
        """Return the number as a title."""
        return numbers.cases(self.count)


def selection(found: Agreement, kind: str, which: CaseFilter) -> Selection | None:
    """Point at the cases of some figures that differ, or at all of them where none does."""
    if not found.n:
        return None
    agree = int(found.matrix.trace())
    return _differing_of(found.n, agree, kind, which)


def differing(seen: Overview, *, blind: bool | None) -> Selection | None:
    """Point at the differing cases of the whole screen: blind, seen, or both kinds."""
    parts = {True: [seen.whole.blind], False: [seen.whole.assisted]}
    chosen = parts[blind] if blind is not None else parts[True] + parts[False]
    n = sum(part.n for part in chosen)
    agree = sum(int(part.matrix.trace()) for part in chosen)
    words = {True: "blind", False: "suggestion seen", None: "blind and seen"}
    which = CaseFilter(window=seen.window, blind=blind)
    return _differing_of(n, agree, words[blind], which) if n else None


def of_cell(seen: Overview, row: int, column: int, *, blind: bool) -> Selection | None:
    """Point at the cases of a cell of the matrix."""
    matrix = (seen.whole.blind if blind else seen.whole.assisted).matrix
    person, model = seen.labels[row], seen.labels[column]
    which = CaseFilter(window=seen.window, human=person, model=model, blind=blind)
    n = int(matrix[row, column])
    return Selection(n, f"person {person}, model {model}", which) if n else None


def of_label(seen: Overview, row: int) -> Selection | None:
    """Point at the differing cases that people called a label, blind."""
    matrix, label = seen.whole.blind.matrix, seen.labels[row]
    n, agree = int(matrix[row].sum()), int(matrix[row, row])
    which = CaseFilter(window=seen.window, human=label, blind=True)
    return _differing_of(n, agree, f"person {label}", which) if n else None


def of_part(seen: Overview, kind: str, key: str) -> Selection | None:
    """Point at the differing cases of a person, degree or model, blind.

    Decisions from before the program have no degree to be found by.
    """
    groups = {"person": seen.by_person, "degree": seen.by_degree, "model": seen.by_model}[kind]
    group = next((group for group in groups if group.key == key), None)
    window = narrowed(seen.window, kind, key)
    if group is None or window is None:
        return None
    return selection(group.figures.blind, key, CaseFilter(window=window, blind=True))


def of_point(shown: Chart, point: Point, label: str | None = None) -> Selection:
    """Point at the differing cases of a point of a chart."""
    window = replace(shown.window, since=point.bin.start, until=point.bin.end)
    which = CaseFilter(window=window, human=label, blind=shown.is_blind)
    days = numbers.days(point.bin.start, point.bin.end)
    kind = f"{shown.name}, {days}" if shown.name else days
    return _differing_of(point.n, point.bin.agree, kind, which)


def narrowed(window: Window, kind: str, key: str) -> Window | None:
    """Narrow a window to one person, degree or model; None where that cannot be done."""
    if kind == "person":
        return replace(window, reviewer=key)
    if kind == "model":
        return replace(window, model_version=key)
    return replace(window, degree=Degree(key)) if key in set(Degree) else None


def most_frequent_difference(matrix: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """Return the cell off the diagonal with the most cases, the first of equals."""
    cells = [
        (count, row, column)
        for row, counts in enumerate(matrix)
        for column, count in enumerate(counts)
        if row != column and count
    ]
    if not cells:
        return None
    _, row, column = max(cells, key=lambda cell: cell[0])
    return row, column


def case_words(row: CaseRow) -> str:
    """Say what stands below a thumbnail: confidence and model version."""
    sure = "" if row.confidence is None else f"{row.confidence:.2f}"
    return "  ".join(filter(None, (sure, row.model_version)))


def case_in_full(row: CaseRow) -> str:
    """Say a case in a sentence, to be read aloud and as a tooltip."""
    sure = "" if row.confidence is None else f" {row.confidence:.2f}"
    seen = "" if row.blind is None else ", blind" if row.blind else ", suggestion seen"
    return (
        f"Case {row.case_id}, person {row.human_label}, model {row.predicted_label}{sure}, "
        f"{row.model_version}{seen}"
    )


def list_row(row: CaseRow) -> tuple[object, ...]:
    """Return a case as a row of the list that goes out."""
    return (
        row.case_id,
        row.arrived_at,
        row.decided_at,
        row.human_label,
        row.predicted_label,
        row.confidence,
        row.model_version,
        row.blind,
    )


def _differing_of(n: int, agree: int, kind: str, which: CaseFilter) -> Selection:
    if agree < n:
        return Selection(n - agree, f"{kind}, differ", replace(which, differs=True))
    return Selection(n, f"{kind}, none differs", replace(which, differs=False))
