"""The policy in force and its history."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from hitl_app.domain.case import Project
from hitl_app.domain.policy import Degree, Policy, PolicyTerms
from hitl_app.storage.rows import Engine, Row, from_ms, to_json, to_ms


class PolicyRecords:
    """Versions of the policy, never changed, only followed by a next one."""

    _engine: Engine

    def policy(self, project: Project) -> Policy:
        """Return the policy in force."""
        (row,) = self._engine.call("policies", {"project": project.project_id, "only_last": 1})
        return _policy(row)

    def policies(self, project: Project) -> Sequence[Policy]:
        """Return the history, newest first."""
        rows = self._engine.call("policies", {"project": project.project_id, "only_last": 0})
        return [_policy(row) for row in rows]

    def set_policy(
        self,
        project: Project,
        terms: PolicyTerms,
        expected_version: int,
        by: str,
        reason: str,
        restores: int | None,
        now: datetime,
    ) -> Policy | None:
        """Put terms in force after the expected version; None when another came first."""
        rows = self._engine.call(
            "set_policy",
            {
                "project": project.project_id,
                "expected_version": expected_version,
                "degree": terms.degree.value,
                "threshold": terms.threshold,
                "label_thresholds": to_json(dict(terms.label_thresholds)),
                "always_person": to_json(sorted(terms.always_person)),
                "audit_rate": terms.audit_rate,
                "holdback_rate": terms.holdback_rate,
                "actor": by,
                "reason": reason,
                "restores": restores,
                "now": to_ms(now),
            },
        )
        return self.policy(project) if rows else None

    def explain_policy(
        self, project: Project, version: int, by: str, reason: str, now: datetime
    ) -> None:
        """Give the reason for a version afterwards."""
        self._engine.call(
            "explain_policy",
            {
                "project": project.project_id,
                "version": version,
                "actor": by,
                "reason": reason,
                "now": to_ms(now),
            },
        )


def _policy(row: Row) -> Policy:
    return Policy(
        version=row["version"],
        degree=Degree(row["degree"]),
        threshold=row["threshold"],
        label_thresholds=orjson.loads(row["label_thresholds"]),
        always_person=frozenset(orjson.loads(row["always_person"])),
        audit_rate=row["audit_rate"],
        holdback_rate=row["holdback_rate"],
        by=row["by_name"],
        at=from_ms(row["at"]),
        reason=row["reason"],
        restores=row["restores"],
    )
