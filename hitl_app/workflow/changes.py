"""What a step changed, so that only the screens which show it look again."""

from dataclasses import dataclass
from enum import Flag, auto
from typing import Generic, TypeVar

T = TypeVar("T")


class Changes(Flag):
    """Kinds of things that a step can change."""

    NOTHING = 0
    CASES = auto()
    QUEUE = auto()
    DECISIONS = auto()
    POLICY = auto()
    PEOPLE = auto()
    ALL = CASES | QUEUE | DECISIONS | POLICY | PEOPLE


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a step found or made, and what it changed on the way."""

    value: T
    changes: Changes = Changes.NOTHING
