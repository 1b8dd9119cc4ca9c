"""What a reviewer dealt with already, and how the day stands; nothing of any prediction."""

from collections.abc import Sequence
from datetime import datetime

from hitl_app.domain.case import Project
from hitl_app.domain.decision import Aside
from hitl_app.storage.rows import Engine, Row, as_case, from_ms, to_ms
from hitl_app.workflow.ports import DayCounts, OwnFact


class OwnRecords:
    """A reviewer's own facts."""

    _engine: Engine

    def own_facts(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[OwnFact]:
        """Return what the reviewer can take back, newest first."""
        return self._facts("own_facts", project, reviewer, n, now)

    def facts_of_person(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[OwnFact]:
        """Return somebody's standing facts to a supervisor, newest first."""
        arguments = {"project": project.project_id, "reviewer": reviewer, "n": n, "now": to_ms(now)}
        return [_own_fact(row) for row in self._engine.call("facts_of_person", arguments)]

    def redoable(self, project: Project, reviewer: str, n: int, now: datetime) -> Sequence[OwnFact]:
        """Return what the reviewer took back and has not answered anew, last taken back first."""
        return self._facts("redoable", project, reviewer, n, now)

    def fact_of_case(self, project: Project, case_id: str, reviewer: str) -> str | None:
        """Return the reviewer's last standing fact on a case."""
        rows = self._engine.call(
            "fact_of_case",
            {"project": project.project_id, "case_id": case_id, "actor": reviewer},
        )
        return rows[0]["fact_id"] if rows else None

    def case_no(self, project: Project, case_id: str) -> int | None:
        """Return the number under which a case is stored."""
        rows = self._engine.call("case_number", {"project": project.project_id, "case_id": case_id})
        return rows[0]["case_no"] if rows else None

    def day_counts(
        self, project: Project, reviewer: str, since: datetime, now: datetime
    ) -> DayCounts:
        """Return one person's day."""
        (row,) = self._engine.call(
            "day_counts",
            {
                "project": project.project_id,
                "actor": reviewer,
                "since": to_ms(since),
                "now": to_ms(now),
            },
        )
        return DayCounts(**row)

    def _facts(
        self, operation: str, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[OwnFact]:
        rows = self._engine.call(
            operation,
            {"project": project.project_id, "actor": reviewer, "n": n, "now": to_ms(now)},
        )
        return [_own_fact(row) for row in rows]


def _own_fact(row: Row) -> OwnFact:
    return OwnFact(
        fact_id=row["fact_id"],
        case=as_case(row),
        at=from_ms(row["at"]),
        label=row["label"],
        aside=Aside(row["aside"]) if row["aside"] else None,
        further_decisions=row["further"],
        takeable=bool(row["takeable"]),
    )
