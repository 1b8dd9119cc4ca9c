"""What an export leaves out while it can still be undone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from hitl_app.domain.decision import Decision
from hitl_app.domain.policy import Reason, Route
from hitl_app.domain.reviewer import Role
from hitl_app.workflow.export import What, Wish, preview

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUE = SimpleNamespace(name="Sue", role=Role.SUPERVISOR)
DECIDED = Decision(
    decision_id="d-1",
    case_id="P-1",
    arrived_at=NOW,
    decided_at=NOW,
    reviewer="Sue",
    label="ok",
    first_label="ok",
    blind=True,
    prediction_shown=False,
    predicted_label=None,
    confidence=None,
    model_version=None,
    arm="",
    degree=None,
    threshold=None,
    policy_version=1,
    route=Route.HUMAN,
    route_reason=Reason.HUMAN_ONLY,
    p_blind=1.0,
    seconds=None,
    flagged=False,
    comment="",
    retracted=False,
)


class OneDecisionThenAsides:
    """A store with one decision, and after it four cases put aside."""

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield self

    def stats(self, *_: object) -> Any:
        return SimpleNamespace(decisions=1)

    def reviewer_codes(self) -> dict[str, str]:
        return {"Sue": "R1"}

    def people(self) -> list[Any]:
        return [SUE]

    def decision_page(self, _project: Any, _window: Any, after: int, _n: int) -> Sequence[Any]:
        return [] if after else [(1, DECIDED)]

    def facts_of_person(self, _project: Any, _name: str, n: int, _now: datetime) -> Sequence[Any]:
        facts = [
            SimpleNamespace(fact_id=f"a-{number}", at=NOW, further_decisions=0)
            for number in range(4)
        ]
        return [*facts, SimpleNamespace(fact_id="d-1", at=NOW, further_decisions=0)][:n]


def test_that_cases_put_aside_push_no_decision_out_of_the_hold_back() -> None:
    store: Any = OneDecisionThenAsides()
    project: Any = SimpleNamespace(name="Plates", project_id=1)
    sue: Any = SUE
    for released_only, rows in ((False, 1), (True, 0)):
        wish = Wish(what=What.DECISIONS, released_only=released_only)
        _, found = preview(store, project, sue, wish, 9, NOW).value
        assert len(found) == rows
