"""Counts for figures, and the cases behind them."""

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from hitl_app.domain.case import Project
from hitl_app.domain.policy import Degree, Route
from hitl_app.storage.rows import (
    DAY_MS,
    Engine,
    Row,
    days_of,
    from_day,
    from_ms,
    maybe_moment,
    narrowing,
    to_ms,
)
from hitl_app.workflow.ports import CaseFilter, CaseRow, Column, Counts, Glance, Stats, Window

_NEWEST = 2**62


class FigureRecords:
    """Rollups and lists; nothing here scans all decisions for a chart."""

    _engine: Engine

    def counts(
        self, project: Project, window: Window, *, days: bool = True, bands: bool = True
    ) -> Counts:
        """Return the agreement rollup of a window."""
        return self._counts("agreement_counts", project, window, days=days, bands=bands)

    def counts_by_person(self, project: Project, window: Window, *, days: bool = True) -> Counts:
        """Return the agreement rollup by person of a window."""
        return self._counts("agreement_people", project, window, days=days)

    def first_day(self, project: Project) -> date | None:
        """Return the first day with a decision."""
        (row,) = self._engine.call("first_day", {"project": project.project_id})
        return None if row["day"] is None else from_day(row["day"])

    def compared_cases(
        self, project: Project, which: CaseFilter, before: int | None, n: int
    ) -> Sequence[tuple[int, CaseRow]]:
        """Return people's standing decisions with what the model said, newest first."""
        since, until = days_of(which.window)
        rows = self._engine.call(
            "compared_cases",
            {
                **narrowing(which.window),
                "project": project.project_id,
                "since": since * DAY_MS,
                "until": (until + 1) * DAY_MS,
                "human": which.human or "",
                "model": which.model or "",
                "blind": -1 if which.blind is None else int(which.blind),
                "differs": -1 if which.differs is None else int(which.differs),
                "band": -1 if which.band is None else which.band,
                "before": _NEWEST if before is None else before,
                "n": n,
            },
        )
        return [(row["key"], _case_row(row)) for row in rows]

    def list_cases(
        self, project: Project, which: CaseFilter, before: tuple[datetime, int] | None, n: int
    ) -> Sequence[CaseRow]:
        """Return all cases, newest first."""
        at, number = (_NEWEST, _NEWEST) if before is None else (to_ms(before[0]), before[1])
        rows = self._engine.call(
            "list_cases",
            {
                "project": project.project_id,
                "status": which.status or "",
                "search": _pattern(which.search),
                "before_at": at,
                "before_no": number,
                "n": n,
            },
        )
        return [_case_row(row) for row in rows]

    def own_cases(self, project: Project, reviewer: str, search: str, n: int) -> Sequence[CaseRow]:
        """Return what a reviewer dealt with, without a trace of any model."""
        arguments = {
            "project": project.project_id,
            "actor": reviewer,
            "search": _pattern(search),
            "n": n,
        }
        return [_case_row(row) for row in self._engine.call("own_cases", arguments)]

    def stats(self, project: Project, now: datetime) -> Stats:
        """Return counts of a project."""
        (row,) = self._engine.call("stats", {"project": project.project_id, "now": to_ms(now)})
        oldest = row.pop("oldest")
        age = None if oldest is None else max(0.0, (to_ms(now) - oldest) / 1000)
        return Stats(**row, oldest_waiting_seconds=age)

    def glance(self, project: Project, now: datetime) -> Glance:
        """Return what can be told of a project without counting it."""
        (row,) = self._engine.call("glance", {"project": project.project_id, "now": to_ms(now)})
        return Glance(claimed=row["claimed"], any_case=bool(row["any_case"]))

    def _counts(self, operation: str, project: Project, window: Window, **apart: bool) -> Counts:
        since, until = days_of(window)
        rows = self._engine.call(
            operation,
            {
                **narrowing(window),
                "project": project.project_id,
                "since": since,
                "until": until,
                **{kind: int(wanted) for kind, wanted in apart.items()},
            },
        )
        return _counts(rows)


def _pattern(search: str) -> str:
    """Return the pattern of a text that contains the search; % and _ stand for themselves."""
    literally = re.sub(r"([\\%_])", r"\\\1", search)
    return f"%{literally}%" if search else ""


def _counts(rows: Sequence[Row]) -> Counts:
    def column(name: str) -> Column[Any]:
        return Column.of([row[name] for row in rows], _MEANT[name])

    return Counts(
        **{name: column(name) for name in _MEANT},
        n=array("q", [row["n"] for row in rows]),
        reviewer=Column.of([row.get("reviewer", "") for row in rows], str),
    )


def _degree(word: str | None) -> Degree | None:
    return Degree(word) if word else None


_MEANT: Mapping[str, Callable[[Any], object]] = {
    "day": from_day,
    "policy_version": int,
    "degree": _degree,
    "model_version": str,
    "route": Route,
    "blind": bool,
    "band": int,
    "human_label": str,
    "model_label": str,
}
"""What the columns of the rollup mean."""


def _case_row(row: Row) -> CaseRow:
    return CaseRow(
        case_no=row["case_no"],
        case_id=row["case_id"],
        arrived_at=from_ms(row["arrived_at"]),
        media=row["media"],
        status=row["status"],
        human_label=row["human_label"],
        decided_by=row["decided_by"],
        decided_at=maybe_moment(row["decided_at"]),
        predicted_label=row["model_label"],
        confidence=row["confidence"],
        model_version=row["model_version"],
        threshold=row["threshold"],
        blind=None if row["blind"] is None else bool(row["blind"]),
    )
