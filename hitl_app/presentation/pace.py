"""How fast somebody works, for that person's eyes alone; pauses do not count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

BIN_SECONDS: Final = 600.0
BREAK_AFTER_SECONDS: Final = 50 * 60.0
_BINS_SHOWN = 12
_ENOUGH_DECISIONS = 5
_ENOUGH_SECONDS = 60.0


class WorkingTime:
    """A clock that stands still while nobody works."""

    def __init__(self, now: datetime) -> None:
        """Begin to count."""
        self._worked = 0.0
        self._since: datetime | None = now
        self._rested_at = 0.0

    @property
    def resting(self) -> bool:
        """Say whether the clock stands still."""
        return self._since is None

    def seconds(self, now: datetime) -> float:
        """Return how long was worked so far."""
        return self._worked + (self._running(now) if self._since else 0.0)

    def rest(self, now: datetime) -> None:
        """Stop the clock."""
        self._worked = self.seconds(now)
        self._since = None

    def go_on(self, now: datetime) -> None:
        """Let the clock run again after a rest."""
        if self._since is None:
            self._since = now
            self._rested_at = self._worked

    def wants_rest(self, now: datetime) -> bool:
        """Say whether somebody has worked long enough to look away for a moment."""
        return self.seconds(now) - self._rested_at >= BREAK_AFTER_SECONDS

    def _running(self, now: datetime) -> float:
        # A clock that was set back must not take time away.
        return max(0.0, (now - self._since).total_seconds()) if self._since else 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Decisions a minute: now (None: too early to say) and in each ten minutes of the session."""

    per_minute: float | None
    history: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """Return the pace in words."""
        return "" if self.per_minute is None else f"{self.per_minute:.1f} / min"


def pace(decided_at: Sequence[float], worked: float) -> Pace:
    """Work the pace out from the worked seconds at which decisions were made."""
    if len(decided_at) < _ENOUGH_DECISIONS or worked < _ENOUGH_SECONDS:
        return Pace(None)
    span = min(worked, BIN_SECONDS)
    recent = sum(at > worked - span for at in decided_at)
    whole_bins = int(worked // BIN_SECONDS)
    counts = [0] * whole_bins
    for at in decided_at:
        if at < whole_bins * BIN_SECONDS:
            counts[int(at // BIN_SECONDS)] += 1
    per_minute = recent / (span / 60)
    history = (*(count / (BIN_SECONDS / 60) for count in counts), per_minute)
    return Pace(per_minute or None, history[-_BINS_SHOWN:])
