"""Bins of a time axis put together until a rate can be read from them; sums stay what they were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hitl_app.statistics.intervals import Interval, wilson

SOLID_FROM: Final = 20
"""Cases that a bin needs; one that cannot get them is drawn hollow."""
SHOWN_FROM: Final = 5
"""Cases below which a bin is no point of its own: it joins the one before, or is left out."""
LONGEST_GAP: Final = timedelta(days=7)
"""Days without a case over which no line is drawn and no bin reaches."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Days, first and last included, with compared cases and those in which both agree."""

    start: date
    end: date
    n: int
    agree: int

    def joined(self, other: "Bin") -> "Bin":
        """Return both as one."""
        return Bin(
            min(self.start, other.start),
            max(self.end, other.end),
            self.n + other.n,
            self.agree + other.agree,
        )


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a chart: a bin with what can be read from it.

    ``follows``: a line leads here from the point before.
    """

    bin: Bin
    follows: bool

    @property
    def n(self) -> int:
        """Return the number of compared cases."""
        return self.bin.n

    @property
    def differ(self) -> int:
        """Return in how many of them person and model differ."""
        return self.bin.n - self.bin.agree

    @property
    def share(self) -> float:
        """Return the agreement."""
        return self.bin.agree / self.bin.n

    @property
    def interval(self) -> Interval:
        """Return Wilson's interval of the agreement."""
        return wilson(self.bin.agree, self.bin.n)

    @property
    def hollow(self) -> bool:
        """Say whether it rests on too few cases to be drawn solid."""
        return self.bin.n < SOLID_FROM

    @property
    def x(self) -> float:
        """Return the middle of its days on the time axis, whose unit is days."""
        return (self.bin.start.toordinal() + self.bin.end.toordinal() + 1) / 2


@dataclass(frozen=True, slots=True)
class Merged:
    """Points in order of time, and the cases that no point could take."""

    points: tuple[Point, ...]
    left_out: int


def merged(bins: Iterable[Bin], breaks: Sequence[date] = ()) -> Merged:
    """Put bins together, forwards, until each holds enough; never over a break or a long gap.

    ``breaks`` are first days of something new, such as another degree. What is left at the
    end of a stretch is a hollow point, or joins the one before when it is nearly nothing.
    """
    points: list[Point] = []
    left_out = 0
    last: date | None = None
    for stretch in _stretches(bins, breaks):
        parts = _parts(stretch)
        if parts[0].n < SHOWN_FROM:
            left_out += parts[0].n
            continue
        for part in parts:
            follows = last is not None and part.start - last <= LONGEST_GAP
            points.append(Point(part, follows))
            last = part.end
    return Merged(tuple(points), left_out)


def _stretches(bins: Iterable[Bin], breaks: Sequence[date]) -> list[list[Bin]]:
    stretches: list[list[Bin]] = []
    for each in sorted((each for each in bins if each.n), key=lambda each: each.start):
        before = stretches[-1][-1] if stretches else None
        goes_on = before is not None and (
            each.start - before.end <= LONGEST_GAP
            and not any(before.start < day <= each.start for day in breaks)
        )
        if goes_on:
            stretches[-1].append(each)
        else:
            stretches.append([each])
    return stretches


def _parts(stretch: Sequence[Bin]) -> list[Bin]:
    parts: list[Bin] = []
    for each in stretch:
        if parts and parts[-1].n < SOLID_FROM:
            parts[-1] = parts[-1].joined(each)
        else:
            parts.append(each)
    if len(parts) > 1 and parts[-1].n < SHOWN_FROM:
        left = parts.pop()
        parts[-1] = parts[-1].joined(left)
    return parts
