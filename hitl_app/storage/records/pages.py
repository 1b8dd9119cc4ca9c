"""What goes out, in keyset pages, so that no snapshot stays open while a file is written."""

from collections.abc import Mapping, Sequence

from hitl_app.domain.case import Project
from hitl_app.domain.decision import Decision
from hitl_app.domain.policy import Degree, Reason, Route
from hitl_app.storage.rows import DAY_MS, Engine, Row, days_of, from_ms, maybe_moment, narrowing
from hitl_app.workflow.ports import CaseFact, LogEntry, Window


class PageRecords:
    """Pages of decisions, cases, predictions and the log."""

    _engine: Engine

    def decision_page(
        self, project: Project, window: Window, after: int, n: int
    ) -> Sequence[tuple[int, Decision]]:
        """Return decisions after a number, those taken back too, each with its number."""
        since, until = days_of(window)
        rows = self._engine.call(
            "decision_page",
            {
                **narrowing(window),
                "project": project.project_id,
                "since": since * DAY_MS,
                "until": (until + 1) * DAY_MS,
                "after": after,
                "n": n,
            },
        )
        return [(row["decision_no"], _decision(row)) for row in rows]

    def own_page(
        self, project: Project, reviewer: str, window: Window, after: int, n: int
    ) -> Sequence[tuple[int, Decision]]:
        """Return a reviewer's own decisions after a number, without a trace of any model."""
        since, until = days_of(window)
        rows = self._engine.call(
            "own_page",
            {
                "project": project.project_id,
                "actor": reviewer,
                "since": since * DAY_MS,
                "until": (until + 1) * DAY_MS,
                "after": after,
                "n": n,
            },
        )
        return [(row["decision_no"], _decision(row)) for row in rows]

    def case_page(
        self, project: Project, after: int, n: int
    ) -> Sequence[tuple[int, Mapping[str, object]]]:
        """Return cases after a number, each with its number."""
        arguments = {"project": project.project_id, "after": after, "n": n}
        rows = self._engine.call("case_page", arguments)
        return [(row["case_no"], _with_moments(row, "arrived_at", "decided_at")) for row in rows]

    def prediction_page(
        self, project: Project, after: tuple[int, str], n: int
    ) -> Sequence[tuple[tuple[int, str], Mapping[str, object]]]:
        """Return predictions after a case number and model version, each with both."""
        case_no, version = after
        arguments = {
            "project": project.project_id,
            "after_case": case_no,
            "after_version": version,
            "n": n,
        }
        rows = self._engine.call("prediction_page", arguments)
        return [((row["case_no"], row["model_version"]), _with_moments(row, "at")) for row in rows]

    def case_facts(self, project: Project, after: int, until: int) -> Sequence[CaseFact]:
        """Return predictions and standing decisions of cases after a number, up to another."""
        arguments = {"project": project.project_id, "after": after, "until": until}
        rows = self._engine.call("case_facts", arguments)
        return [
            CaseFact(**{**_with_moments(row, "at"), "shown": bool(row["shown"])}) for row in rows
        ]

    def log_page(self, after: int, n: int) -> Sequence[LogEntry]:
        """Return links of the chain after a number."""
        rows = self._engine.call("log_page", {"after": after, "n": n})
        return [LogEntry(**_with_moments(row, "at")) for row in rows]


def _with_moments(row: Row, *names: str) -> Row:
    return {**row, **{name: maybe_moment(row[name]) for name in names}}


def _decision(row: Row) -> Decision:
    return Decision(
        decision_id=row["decision_id"],
        case_id=row["case_id"],
        arrived_at=from_ms(row["arrived_at"]),
        decided_at=from_ms(row["decided_at"]),
        reviewer=row["reviewer"],
        label=row["label"],
        first_label=row["first_label"],
        blind=bool(row["blind"]),
        prediction_shown=bool(row["shown"]),
        predicted_label=row["model_label"],
        confidence=row["confidence"],
        model_version=row["model_version"],
        arm=row["arm"],
        degree=Degree(row["degree"]) if row["degree"] else None,
        threshold=row["threshold"],
        policy_version=row["policy_version"],
        route=Route(row["route"]),
        route_reason=Reason(row["route_reason"]),
        p_blind=row["p_blind"],
        seconds=row["seconds"],
        flagged=bool(row["flagged"]),
        comment=row["comment"],
        retracted=bool(row["retracted"]),
    )
