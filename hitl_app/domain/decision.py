"""Decisions, what takes them back, and how long a result is held back from downstream."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hitl_app.domain.policy import Degree, Reason, Route


class Aside(StrEnum):
    """Ways to put a case aside without deciding it."""

    UNSURE = "unsure"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The label that stands for a case, with all that a figure needs to stay honest later.

    ``blind``: the person had not seen any prediction when deciding. ``p_blind``: probability,
    fixed before the draw, that a case of this kind gets a blind review. An empty reviewer
    is the model itself.
    """

    decision_id: str
    case_id: str
    arrived_at: datetime
    decided_at: datetime
    reviewer: str
    label: str
    first_label: str
    blind: bool
    prediction_shown: bool
    predicted_label: str | None
    confidence: float | None
    model_version: str | None
    arm: str
    degree: Degree | None
    threshold: float | None
    policy_version: int | None
    route: Route
    route_reason: Reason
    p_blind: float
    seconds: float | None
    flagged: bool
    comment: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class HoldBack:
    """How long a decision can be undone before its result goes downstream; zeros: at once."""

    seconds: float = 10.0
    further_decisions: int = 3

    def holds(self, decided_at: datetime, further: int, now: datetime) -> bool:
        """Say whether a decision with so many later ones by the same person is still held."""
        if self.seconds <= 0 or self.further_decisions <= 0:
            return False
        return further < self.further_decisions and now - decided_at < timedelta(
            seconds=self.seconds
        )
