"""What the page asks the store for: figures and small charts of one moment, beside the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hitl_app.presentation.agreement import (
    CHARTS_AT_ONCE,
    Asked,
    Screen,
    charts_by_label,
    charts_of_parts,
    parts_to_chart,
    screen,
)
from hitl_app.presentation.agreement_cases import narrowed
from hitl_app.presentation.agreement_chart import Chart
from hitl_app.ui.desk import Desk
from hitl_app.workflow import agreement
from hitl_app.workflow.agreement import By
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import Store


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to what was asked."""

    asked: Asked
    screen: Screen
    charts: tuple[Chart, ...]
    page: int


def looking(desk: Desk, asked: Asked, page: int, today: date) -> Callable[[Store], Outcome[Found]]:
    """Return the step that fetches everything shown, and works it out off the screen's thread."""

    def step(store: Store) -> Outcome[Found]:
        window = asked.window(today)
        seen = agreement.overview(store, desk.project, desk.person, window, asked.bin).value
        shown = screen(seen, today)
        pages = max(1, -(-len(parts_to_chart(shown, asked.split)) // CHARTS_AT_ONCE))
        kept = min(page, pages - 1)
        charts = _charts(store, desk, asked, shown, kept)
        return Outcome(Found(asked, shown, tuple(charts), kept))

    return step


def _charts(store: Store, desk: Desk, asked: Asked, shown: Screen, page: int) -> list[Chart]:
    if asked.split == "together":
        return []
    if asked.split == "class":
        return charts_by_label(shown, page)
    parts = []
    keys = parts_to_chart(shown, asked.split)[page * CHARTS_AT_ONCE : (page + 1) * CHARTS_AT_ONCE]
    for key in keys:
        window = narrowed(shown.seen.window, asked.split, key)
        if window is not None:
            found = agreement.report(
                store, desk.project, desk.person, window, By.PERIOD, asked.bin
            ).value
            parts.append((key, window, found.groups))
    return charts_of_parts(shown, parts)
