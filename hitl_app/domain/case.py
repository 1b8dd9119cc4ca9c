"""Projects, the cases to be decided in them, and what a model said of a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CaseKind(StrEnum):
    """What a case of the project is, and so how it is shown."""

    IMAGE = "image"
    TEXT = "text"
    TABLE = "table"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideEntry:
    """A label's line in the guide: what it is, and a picture of it."""

    label: str
    words: str = ""
    picture: str = ""
    mixed_up_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One decision task: its question, its labels in the order of their keys, its kind of case."""

    project_id: int
    name: str
    question: str
    kind: CaseKind
    labels: tuple[str, ...]
    salt: str
    created_at: datetime
    guide: tuple[GuideEntry, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to be decided, with its media and fields, and nothing of any prediction."""

    case_no: int
    case_id: str
    arrived_at: datetime
    media: str = ""
    text: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one version of a model said of a case; confidence in [0, 1]."""

    model_version: str
    label: str
    confidence: float
    probabilities: Mapping[str, float] | None = None
    latency_ms: float | None = None
    explanation: str = ""
    stages: str = ""
