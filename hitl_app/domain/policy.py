"""How much the model may decide alone, and so where each case goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hitl_app.domain.case import Prediction
from hitl_app.domain.draw import Draws
from hitl_app.domain.errors import Refused

LEAST_REASON = 10
"""Characters that a reason for raising automation needs at least."""


class Degree(StrEnum):
    """Degree of automation, from none to all."""

    HUMAN_ONLY = "human_only"
    SHADOW = "shadow"
    ASSISTANCE = "assistance"
    PARTIAL = "partial"
    FULL = "full"

    @property
    def rank(self) -> int:
        """Return the place on the ladder, 0 for human only to 4 for full."""
        return list(Degree).index(self)

    @property
    def hides_predictions(self) -> bool:
        """Say whether nobody sees a prediction before deciding."""
        return self in {Degree.HUMAN_ONLY, Degree.SHADOW}

    @property
    def step_below(self) -> "Degree | None":
        """Return the next degree down, None below human only."""
        return list(Degree)[self.rank - 1] if self.rank else None


class Route(StrEnum):
    """Way that a case takes to its decision."""

    HUMAN = "human"
    HOLDBACK = "holdback"
    AUTOMATIC = "automatic"
    AUDIT = "audit"
    RECORDED = "recorded"

    @property
    def is_automatic(self) -> bool:
        """Say whether the model's answer stands at once."""
        return self in {Route.AUTOMATIC, Route.AUDIT}


class Reason(StrEnum):
    """Why a case took its route; presentation turns it into words."""

    HUMAN_ONLY = "human_only"
    SHADOW = "shadow"
    ASSISTANCE = "assistance"
    NO_PREDICTION = "no_prediction"
    ALWAYS_PERSON = "always_person"
    BELOW_THRESHOLD = "below_threshold"
    ABOVE_THRESHOLD = "above_threshold"
    FULL = "full"
    WAITED = "waited"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTerms:
    """What a supervisor sets: degree, thresholds and rates, all shares in [0, 1]."""

    degree: Degree = Degree.HUMAN_ONLY
    threshold: float = 0.95
    label_thresholds: Mapping[str, float] = field(default_factory=dict)
    always_person: frozenset[str] = frozenset()
    audit_rate: float = 0.05
    holdback_rate: float = 0.10

    def threshold_for(self, label: str) -> float:
        """Return the least confidence at which this label may be decided alone."""
        return self.label_thresholds.get(label, self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(PolicyTerms):
    """Terms in force from a moment on, with who set them and why."""

    version: int
    by: str
    at: datetime
    reason: str = ""
    restores: int | None = None

    @property
    def terms(self) -> PolicyTerms:
        """Return the terms without their history."""
        return PolicyTerms(
            degree=self.degree,
            threshold=self.threshold,
            label_thresholds=dict(self.label_thresholds),
            always_person=self.always_person,
            audit_rate=self.audit_rate,
            holdback_rate=self.holdback_rate,
        )


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a case goes, why, and how likely a blind review was before the draw."""

    route: Route
    reason: Reason
    p_blind: float
    blind: bool


def route(prediction: Prediction | None, policy: PolicyTerms, draws: Draws) -> Routing:
    """Decide where a case goes. Pure: the same case and policy always give the same route."""
    match policy.degree:
        case Degree.HUMAN_ONLY:
            return Routing(Route.HUMAN, Reason.HUMAN_ONLY, 1.0, blind=True)
        case Degree.SHADOW:
            return Routing(Route.HUMAN, Reason.SHADOW, 1.0, blind=True)
        case (
            Degree.ASSISTANCE | Degree.PARTIAL | Degree.FULL
        ):  # pragma: no branch  # mypy: no other
            if prediction is None:
                return Routing(Route.HUMAN, Reason.NO_PREDICTION, 1.0, blind=True)
            return _route_by_prediction(prediction, policy, draws)


def _route_by_prediction(prediction: Prediction, policy: PolicyTerms, draws: Draws) -> Routing:
    if policy.degree is Degree.ASSISTANCE:
        return _to_people(Reason.ASSISTANCE, policy, draws)
    if prediction.label in policy.always_person:
        return _to_people(Reason.ALWAYS_PERSON, policy, draws)
    if policy.degree is Degree.FULL:
        return _alone(Reason.FULL, policy, draws)
    if prediction.confidence >= policy.threshold_for(prediction.label):
        return _alone(Reason.ABOVE_THRESHOLD, policy, draws)
    return _to_people(Reason.BELOW_THRESHOLD, policy, draws)


def _to_people(reason: Reason, policy: PolicyTerms, draws: Draws) -> Routing:
    if draws.holdback < policy.holdback_rate:
        return Routing(Route.HOLDBACK, reason, policy.holdback_rate, blind=True)
    return Routing(Route.HUMAN, reason, policy.holdback_rate, blind=False)


def _alone(reason: Reason, policy: PolicyTerms, draws: Draws) -> Routing:
    if draws.audit < policy.audit_rate:
        return Routing(Route.AUDIT, reason, policy.audit_rate, blind=True)
    return Routing(Route.AUTOMATIC, reason, policy.audit_rate, blind=False)


def raises_automation(now: PolicyTerms, draft: PolicyTerms, labels: tuple[str, ...]) -> bool:
    """Say whether the draft lets the model decide, or show, more than the terms in force."""
    if draft.degree.rank != now.degree.rank:
        return draft.degree.rank > now.degree.rank
    if draft.degree.rank < Degree.PARTIAL.rank:
        return False
    if now.always_person - draft.always_person or draft.audit_rate < now.audit_rate:
        return True
    return draft.degree is Degree.PARTIAL and any(
        draft.threshold_for(label) < now.threshold_for(label) for label in labels
    )


def check_terms(terms: PolicyTerms, labels: tuple[str, ...]) -> None:
    """Refuse terms that cannot be meant.

    Raises:
        Refused: a share outside [0, 1], or a label that the project does not have.
    """
    shares = {
        "threshold": terms.threshold,
        "audit rate": terms.audit_rate,
        "holdback rate": terms.holdback_rate,
        **{f"threshold of {label}": value for label, value in terms.label_thresholds.items()},
    }
    for name, value in shares.items():
        if not 0.0 <= value <= 1.0:
            raise Refused(f"The {name} must lie between 0 and 1, not {value:g}.")
    for label in sorted({*terms.label_thresholds, *terms.always_person} - set(labels)):
        raise Refused(f"The project has no label “{label}”. Its labels: {', '.join(labels)}.")
