"""The agreement over time as plain values: points, axes, words, and the same numbers as a table."""

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from hitl_app.presentation import numbers
from hitl_app.presentation.agreement_bins import Bin, Point, merged
from hitl_app.statistics.agreement import Agreement
from hitl_app.workflow.agreement import Figures, Group
from hitl_app.workflow.ports import Window

BLIND_WORDS: Final = "Blind: person answered first"
SEEN_WORDS: Final = "Person had seen the suggestion"
TABLE_COLUMNS: Final = (
    *("First day", "Last day", "Decided", "Agreement", "95 % interval", "Cases", "Differ"),
)
_DATA_COLUMNS: Final = (
    *("part", "period_start", "period_end", "blind", "agreement", "ci_low", "ci_high", "n"),
    "n_differ",
)
_STEPS_OF_SHARE: Final = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.25)
_STEPS_OF_DAYS: Final = (1, 2, 7, 14, 28, 56, 91, 182, 364)
_LEAST_HEIGHT: Final = 0.06
_MOST_SHARES: Final = 5

Ticks = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows from its first to its last day; ``low`` is where its axis begins.

    ``window`` is what the cases behind a point are narrowed to, beside the point's days.
    """

    name: str
    first: date
    last: date
    low: float
    blind: tuple[Point, ...]
    assisted: tuple[Point, ...]
    window: Window
    left_out: int = 0

    @property
    def main(self) -> tuple[Point, ...]:
        """Return the points that one steps through: blind ones, else assisted ones."""
        return self.blind or self.assisted

    @property
    def is_blind(self) -> bool:
        """Say whether one steps through blind points."""
        return bool(self.blind) or not self.assisted


def chart(
    groups: Iterable[Group],
    pick: Callable[[Figures], tuple[Bin, Bin]],
    days: tuple[date, date],
    breaks: Sequence[date],
    window: Window,
    name: str = "",
) -> Chart:
    """Make a chart of periods; ``pick`` takes blind and assisted cases out of their figures.

    The days of a bin stand outside: it is given without them.
    """
    blind: list[Bin] = []
    assisted: list[Bin] = []
    for group in groups:
        if group.start is None or group.end is None:
            raise ValueError(f"{group.key} is no period")
        start, end = max(group.start, days[0]), min(group.end, days[1])
        for bins, found in zip((blind, assisted), pick(group.figures), strict=True):
            bins.append(replace(found, start=start, end=max(start, end)))
    seen_blind, seen_assisted = merged(blind, breaks), merged(assisted, breaks)
    return Chart(
        name=name,
        first=days[0],
        last=days[1],
        low=_lowest(seen_blind.points, seen_assisted.points),
        blind=seen_blind.points,
        assisted=seen_assisted.points,
        window=window,
        left_out=seen_blind.left_out,
    )


def everything(figures: Figures) -> tuple[Bin, Bin]:
    """Pick all compared cases of a period."""
    return _bin(figures.blind), _bin(figures.assisted)


def of_label(place: int) -> Callable[[Figures], tuple[Bin, Bin]]:
    """Pick the cases that people called one label."""

    def pick(figures: Figures) -> tuple[Bin, Bin]:
        return _row(figures.blind, place), _row(figures.assisted, place)

    return pick


def with_same_axes(charts: Sequence[Chart]) -> list[Chart]:
    """Give charts that stand beside each other one and the same axes."""
    low = min((each.low for each in charts), default=0.9)
    return [replace(each, low=low) for each in charts]


def share_ticks(low: float) -> Ticks:
    """Return the marks of the upright axis, from its beginning to one."""
    step = next((s for s in _STEPS_OF_SHARE if (1 - low) / s <= _MOST_SHARES), _STEPS_OF_SHARE[-1])
    places = [1 - step * k for k in range(int((1 - low) / step + 1e-9) + 1)]
    return tuple((place, f"{place * 100:.0f}{numbers.NARROW}%") for place in reversed(places))


def time_ticks(low: float, high: float, most: int) -> Ticks:
    """Return the marks of the time axis, in the middle of days; at most so many."""
    first, last = math.ceil(low - 0.5), math.floor(high - 0.5)
    length = max(1, last - first + 1)
    step = next((s for s in _STEPS_OF_DAYS if length / s <= most), _STEPS_OF_DAYS[-1])
    # Weeks are counted from Monday, so that zooming does not shift the marks.
    begin = first if step == 1 else first + (1 - first) % min(step, 7)
    far = length > 300  # noqa: PLR2004  # beyond a year's worth a day without its year says little
    write = numbers.month if far else numbers.day
    days = (date.fromordinal(place) for place in range(begin, last + 1, step))
    return tuple((each.toordinal() + 0.5, write(each)) for each in days)


def read_out(point: Point) -> str:
    """Say what a point means, beside it."""
    low, high = point.interval
    parts = (
        numbers.days(point.bin.start, point.bin.end),
        f"{numbers.percent(point.share)}  ({numbers.percent_range(low, high)})",
        f"{numbers.count(point.differ)} of {numbers.count(point.n)} differ",
    )
    return "   ".join(parts)


def announcement(point: Point) -> str:
    """Say what a point means, to be read aloud."""
    first, last = point.bin.start, point.bin.end
    days = numbers.day_in_full(first)
    if first != last:
        days = f"{days} to {numbers.day_in_full(last)}"
    few = ", few cases" if point.hollow else ""
    return (
        f"{days}, {numbers.bare_percent(point.share)} percent, "
        f"{point.differ} of {point.n} differ{few}"
    )


def sentence(shown: Chart) -> str:
    """Say what the chart shows, to be read aloud."""
    points = shown.main
    length = (shown.last - shown.first).days + 1
    kind = "Blind agreement" if shown.is_blind else "Agreement after seeing the suggestion"
    head = f"{shown.name}: {kind.lower()}" if shown.name else kind
    if not points:
        return f"{head}, {length} days, no point to show"
    lowest = min(points, key=lambda point: point.share)
    return (
        f"{head}, {length} days, now {numbers.percent(points[-1].share)}, "
        f"lowest {numbers.percent(lowest.share)} on {numbers.day_in_full(lowest.bin.start)}"
    )


def nearest(points: Sequence[Point], x: float) -> int | None:
    """Return the place of the point whose days are nearest to a place on the time axis."""
    if not points:
        return None
    return min(range(len(points)), key=lambda place: abs(points[place].x - x))


def table_rows(charts: Sequence[Chart]) -> list[tuple[str, ...]]:
    """Return the numbers of charts as a table reads them; a first column tells several apart."""
    rows: list[tuple[str, ...]] = []
    for part, blind, point in _points(charts):
        low, high = point.interval
        cells = (
            point.bin.start.isoformat(),
            point.bin.end.isoformat(),
            "blind" if blind else "seen",
            numbers.percent(point.share),
            numbers.percent_range(low, high),
            numbers.count(point.n),
            numbers.count(point.differ),
        )
        rows.append((part, *cells) if len(charts) > 1 else cells)
    return rows


def table_columns(charts: Sequence[Chart], first: str) -> tuple[str, ...]:
    """Return the headings of that table."""
    return (first, *TABLE_COLUMNS) if len(charts) > 1 else TABLE_COLUMNS


def data(charts: Sequence[Chart]) -> str:
    """Return the numbers of charts as CSV, for the clipboard."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_DATA_COLUMNS)
    for part, blind, point in _points(charts):
        days = (point.bin.start, point.bin.end)
        figures = (f"{point.share:.6f}", *(f"{end:.6f}" for end in point.interval))
        writer.writerow((_harmless(part), *days, int(blind), *figures, point.n, point.differ))
    return out.getvalue()


def _points(charts: Sequence[Chart]) -> list[tuple[str, bool, Point]]:
    return [
        (each.name, blind, point)
        for each in charts
        for blind, points in ((True, each.blind), (False, each.assisted))
        for point in points
    ]


def _harmless(text: str) -> str:
    # A spreadsheet would run a cell that begins with one of these.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _bin(found: Agreement) -> Bin:
    return Bin(date.min, date.min, found.n, int(found.matrix.trace()))


def _row(found: Agreement, place: int) -> Bin:
    return Bin(date.min, date.min, int(found.matrix[place].sum()), int(found.matrix[place, place]))


def _lowest(blind: Sequence[Point], assisted: Sequence[Point]) -> float:
    # The widest bars of hollow points would press all others together.
    lows = [point.share if point.hollow else point.interval.low for point in blind]
    lows += [point.share for point in assisted]
    low = min(lows, default=1 - _LEAST_HEIGHT)
    return max(0.0, min(1 - _LEAST_HEIGHT, math.floor((low - 0.01) * 50) / 50))


def days_shown(window: Window, first_day: date | None, today: date) -> tuple[date, date]:
    """Return the first and last day of the time axis; days before the first decision are no use."""
    last = window.until or today
    first = max(filter(None, (window.since, first_day)), default=last - timedelta(days=6))
    return min(first, last), last
