"""What a reviewer holds, answers and takes back; a hidden prediction never leaves the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from hitl_app.domain.case import Project
from hitl_app.domain.decision import Aside
from hitl_app.domain.keeping import MOST_SECONDS
from hitl_app.domain.policy import Degree
from hitl_app.storage.rows import Engine, Row, as_case, from_ms, to_ms
from hitl_app.workflow.ports import (
    Answer,
    ClaimedCase,
    Conflict,
    Kept,
    Suggestion,
    Upcoming,
)

_TOP = 3


class ReviewRecords:
    """Claims, decisions, and the way back."""

    _engine: Engine

    def claim_next(
        self, project: Project, reviewer: str, session: str, lease_ms: int, now: datetime
    ) -> ClaimedCase | None:
        """Put the next case into the reviewer's hands."""
        rows = self._engine.call("claim_next", _holding(project, reviewer, session, lease_ms, now))
        return self.claimed(project, rows[0]["case_no"], reviewer, now) if rows else None

    def claim_case(
        self,
        project: Project,
        case_no: int,
        reviewer: str,
        session: str,
        lease_ms: int,
        now: datetime,
    ) -> ClaimedCase | None:
        """Put a case that the reviewer took back into the same hands again."""
        rows = self._engine.call(
            "claim_case",
            {**_holding(project, reviewer, session, lease_ms, now), "case_no": case_no},
        )
        return self.claimed(project, case_no, reviewer, now) if rows else None

    def claimed(
        self, project: Project, case_no: int, reviewer: str, now: datetime
    ) -> ClaimedCase | None:
        """Return a case that the reviewer holds, with the prediction only where it may be seen."""
        rows = self._engine.call(
            "claimed_case",
            {
                "project": project.project_id,
                "case_no": case_no,
                "actor": reviewer,
                "now": to_ms(now),
            },
        )
        return _claimed(rows[0]) if rows else None

    def renew(self, case_no: int, reviewer: str, lease_ms: int, now: datetime) -> bool:
        """Hold a case longer; false when the lease had ended."""
        arguments = {"case_no": case_no, "actor": reviewer, "lease_ms": lease_ms, "now": to_ms(now)}
        return bool(self._engine.call("renew", arguments))

    def release(self, case_no: int, reviewer: str) -> None:
        """Give a case back to the queue."""
        self._engine.call("release", {"case_no": case_no, "actor": reviewer})

    def upcoming(
        self, project: Project, reviewer: str, n: int, now: datetime
    ) -> Sequence[Upcoming]:
        """Return what may come next, in the order of the queue."""
        rows = self._engine.call(
            "upcoming",
            {"project": project.project_id, "actor": reviewer, "n": n, "now": to_ms(now)},
        )
        return [Upcoming(**row) for row in rows]

    def decide(self, project: Project, answer: Answer, reviewer: str, now: datetime) -> Kept:
        """Keep a decision; the same id a second time is kept once."""
        (row,) = self._engine.call(
            "decide",
            {
                "decision_id": answer.decision_id,
                "project": project.project_id,
                "case_no": answer.case_no,
                "actor": reviewer,
                "label": answer.label,
                "seconds": _measured(answer.seconds),
                "flagged": int(answer.flagged),
                "comment": answer.comment,
                "ago": answer.ago_ms,
                "now": to_ms(now),
            },
        )
        return _kept(row)

    def put_aside(
        self,
        project: Project,
        fact_id: str,
        case_no: int,
        aside: Aside,
        reviewer: str,
        comment: str,
        now: datetime,
        *,
        ago_ms: int = 0,
    ) -> Kept:
        """Put a case aside without deciding it."""
        (row,) = self._engine.call(
            "put_aside",
            {
                "fact_id": fact_id,
                "project": project.project_id,
                "case_no": case_no,
                "actor": reviewer,
                "kind": aside.value,
                "comment": comment,
                "ago": ago_ms,
                "now": to_ms(now),
            },
        )
        return _kept(row)

    def mark(self, case_no: int, reviewer: str, kind: str, text: str, now: datetime) -> None:
        """Keep a flag (or its end) or a comment beside the case."""
        arguments = {
            "case_no": case_no,
            "actor": reviewer,
            "kind": kind,
            "text": text,
            "now": to_ms(now),
        }
        self._engine.call("mark", arguments)

    def take_back(
        self,
        project: Project,
        fact_id: str,
        reviewer: str,
        session: str,
        lease_ms: int,
        now: datetime,
        *,
        correction: bool,
    ) -> tuple[Kept, int | None]:
        """Record that an own fact no longer stands; returns the case that came back too."""
        rows = self._engine.call(
            "take_back",
            {
                **_holding(project, reviewer, session, lease_ms, now),
                "fact_id": fact_id,
                "correction": int(correction),
            },
        )
        if not rows:
            return Kept(stored=False), None
        return _kept(rows[0]), rows[0]["case_no"]

    def conflicts(self, project: Project, n: int) -> Sequence[Conflict]:
        """Return answers whose case had gone to somebody else, newest first."""
        rows = self._engine.call("conflicts", {"project": project.project_id, "n": n})
        return [
            Conflict(**{**row, "decided_at": from_ms(row["decided_at"]), "at": from_ms(row["at"])})
            for row in rows
        ]

    def calibration(
        self, project: Project, model_version: str, now: datetime
    ) -> Mapping[int, tuple[int, int]]:
        """Return blind reviews and agreements up to yesterday, by twentieths of confidence."""
        rows = self._engine.call(
            "calibration",
            {
                "project": project.project_id,
                "model_version": model_version,
                "actor": "",
                "now": to_ms(now),
            },
        )
        return {row["band"]: (row["n"], row["agree"]) for row in sorted(rows, key=_band)}


def _holding(
    project: Project, reviewer: str, session: str, lease_ms: int, now: datetime
) -> dict[str, object]:
    return {
        "project": project.project_id,
        "actor": reviewer,
        "session": session,
        "lease_ms": lease_ms,
        "now": to_ms(now),
    }


def _band(row: Row) -> int:
    return int(row["band"])


def _measured(seconds: float | None) -> float | None:
    """Return no number for one that no clock shows: the chain seals whole thousandths."""
    return seconds if seconds is not None and abs(seconds) <= MOST_SECONDS else None


def _kept(row: Row) -> Kept:
    return Kept(
        stored=bool(row["stored"]),
        taken_back=bool(row["taken_back"]),
        label=row["label"],
        decided_by=row["decided_by"],
    )


def _claimed(row: Row) -> ClaimedCase:
    return ClaimedCase(
        case=as_case(row),
        degree=Degree(row["degree"]),
        policy_version=row["policy_version"],
        policy_since=from_ms(row["policy_since"]),
        lease_until=from_ms(row["lease_until"]),
        suggestion=None if row["model_label"] is None else _suggestion(row),
        previous_label=row["previous_label"],
        flagged=bool(row["flagged"]),
        comment=row["comment"],
    )


def _suggestion(row: Row) -> Suggestion:
    shares = orjson.loads(row["probabilities"]) if row["probabilities"] else {}
    others = sorted(
        ((label, share) for label, share in shares.items() if label != row["model_label"]),
        key=lambda each: -each[1],
    )
    top = ((row["model_label"], row["confidence"]), *others[: _TOP - 1])
    return Suggestion(
        row["model_label"], row["confidence"], top, row["model_version"], row["explanation"] or ""
    )
