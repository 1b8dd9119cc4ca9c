"""Blind agreement over time, and where people and model differ, as pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from PIL import Image

from hitl_app.demo import drawing
from hitl_app.demo.drawing import Canvas

WIDTH, HEIGHT = 1280, 560
LEFT, RIGHT, TOP, BOTTOM = 96, 1248, 112, 424
LANE_TOP, LANE_HEIGHT = 484, 28
SOLID_FROM = 20
"""Points that rest on fewer cases than this are drawn hollow (statistics.md, section 1)."""

CELL = 52
MATRIX_LEFT, MATRIX_TOP = 120, 140
SHADES = ("#FBE9E1", "#F6CDB9", "#EFA98A", "#E0602B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Agreement of a period, first and last day included, with its interval."""

    since: date
    until: date
    n: int
    share: float
    low: float
    high: float

    @property
    def middle(self) -> float:
        """The place of the period on the time axis, in days."""
        return (self.since.toordinal() + self.until.toordinal() + 1) / 2


@dataclass(frozen=True, slots=True)
class Span:
    """A degree of automation, in force from a day on."""

    since: date
    words: str


def agreement_chart(points: Sequence[Point], spans: Sequence[Span], until: date) -> Image.Image:
    """Draw blind agreement over time with its band, and the degrees below it."""
    canvas = Canvas(WIDTH, HEIGHT)
    axes = _Axes(points, spans, until)
    canvas.text((32, 44), "Person and model agree", 18)
    canvas.text(
        (32, 70),
        "Blind: the person answered before seeing any prediction. Band: 95 % interval (Wilson). "
        f"Periods hold {SOLID_FROM} cases or more where there are as many.",
        color=drawing.TEXT_2,
    )
    axes.draw(canvas)
    _draw_points(canvas, axes, points)
    _draw_spans(canvas, axes, spans, until)
    return canvas.finished()


def confusion_picture(labels: Sequence[str], counts: Sequence[Sequence[float]]) -> Image.Image:
    """Draw the confusion matrix; only what differs is coloured, by its share of the row."""
    side = CELL * len(labels)
    canvas = Canvas(MATRIX_LEFT + side + 40, MATRIX_TOP + side + 40)
    canvas.text((32, 44), "Where they differ", 18)
    words = "Blind cases. Row: person, column: model."
    canvas.text((32, 70), words, color=drawing.TEXT_2)
    canvas.text((MATRIX_LEFT, MATRIX_TOP - 40), "model", 12, drawing.TEXT_3)
    canvas.text((32, MATRIX_TOP + 14), "person", 12, drawing.TEXT_3)
    for place, label in enumerate(labels):
        middle = (place + 0.5) * CELL
        canvas.text((MATRIX_LEFT + middle, MATRIX_TOP - 12), label, 14, anchor="ms")
        canvas.text((MATRIX_LEFT - 16, MATRIX_TOP + middle), label, 14, anchor="rm")
    for row, values in enumerate(counts):
        for column, value in enumerate(values):
            _draw_cell(canvas, row, column, value, sum(values))
    return canvas.finished()


class _Axes:
    """Where a day and a share stand on the sheet."""

    def __init__(self, points: Sequence[Point], spans: Sequence[Span], until: date) -> None:
        begins = min([span.since for span in spans] + [point.since for point in points])
        self.first, self.end = begins.toordinal(), until.toordinal() + 1
        lowest = min((point.low for point in points), default=0.5)
        self.lowest = min(int(lowest * 10) / 10, 0.9)

    def x(self, day: float) -> float:
        return LEFT + (day - self.first) / (self.end - self.first) * (RIGHT - LEFT)

    def y(self, share: float) -> float:
        return BOTTOM - (share - self.lowest) / (1 - self.lowest) * (BOTTOM - TOP)

    def draw(self, canvas: Canvas) -> None:
        step = 5 if self.lowest >= 0.7 else 10  # noqa: PLR2004 - six lines or fewer
        for percent in range(round(self.lowest * 100), 101, step):
            y = self.y(percent / 100)
            canvas.line([(LEFT, y), (RIGHT, y)], drawing.GRID)
            canvas.text((LEFT - 12, y), f"{percent} %", color=drawing.TEXT_3, anchor="rm")
        for day in range(self.first, self.end, max(1, (self.end - self.first) // 8)):
            words = f"{date.fromordinal(day):%d %b}".lstrip("0")
            canvas.text((self.x(day + 0.5), BOTTOM + 46), words, color=drawing.TEXT_3, anchor="ms")


def _draw_points(canvas: Canvas, axes: _Axes, points: Sequence[Point]) -> None:
    places = [(axes.x(point.middle), axes.y(point.share)) for point in points]
    upper = [(axes.x(point.middle), axes.y(point.high)) for point in points]
    lower = [(axes.x(point.middle), axes.y(point.low)) for point in points]
    if len(points) > 1:
        canvas.area([*upper, *reversed(lower)], drawing.BAND)
        canvas.line(places, drawing.BLUE, 2)
    for place, point in zip(places, points, strict=True):
        canvas.dot(place, drawing.BLUE, hollow=point.n < SOLID_FROM)
        words = str(point.n)
        canvas.text((place[0], BOTTOM + 22), words, 11, drawing.TEXT_3, anchor="ms")
    canvas.text((LEFT - 12, BOTTOM + 22), "cases", 11, drawing.TEXT_3, anchor="rs")


def _draw_spans(canvas: Canvas, axes: _Axes, spans: Sequence[Span], until: date) -> None:
    """Draw each degree over its days; a dotted line marks the day on which it changed."""
    middle = LANE_TOP + LANE_HEIGHT / 2
    canvas.text((LEFT - 12, middle), "Degree", color=drawing.TEXT_3, anchor="rm")
    ends = Span(until + timedelta(days=1), "")
    for span, following in pairwise([*spans, ends]):
        left, right = axes.x(span.since.toordinal()), axes.x(following.since.toordinal())
        corner, opposite = (left + 1, LANE_TOP), (right - 1, LANE_TOP + LANE_HEIGHT)
        canvas.box(corner, opposite, drawing.LANE, drawing.LANE_EDGE, radius=4)
        if canvas.width_of(span.words) + 16 < right - left:
            canvas.text((left + 9, middle), span.words, anchor="lm")
        else:
            canvas.text((right, LANE_TOP + LANE_HEIGHT + 20), span.words, anchor="rs")
        if span is not spans[0]:
            canvas.dotted((left, TOP), (left, BOTTOM), drawing.LANE_EDGE)


def _draw_cell(canvas: Canvas, row: int, column: int, value: float, of_row: float) -> None:
    left, top = MATRIX_LEFT + column * CELL, MATRIX_TOP + row * CELL
    share = value / of_row if of_row else 0.0
    shade = SHADES[min(int(share * 20), len(SHADES) - 1)] if value else drawing.PAPER
    fill = drawing.LANE if row == column else shade
    canvas.box((left + 1, top + 1), (left + CELL - 1, top + CELL - 1), fill, drawing.GRID)
    if value:
        canvas.text((left + CELL / 2, top + CELL / 2), f"{value:g}", 14, anchor="mm")
