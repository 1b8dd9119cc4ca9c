"""What is drawn into a plot: band, lines, points and words, in the colours of the theme."""

from collections.abc import Sequence
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from hitl_app.presentation.agreement_bins import Point
from hitl_app.presentation.agreement_chart import Chart, share_ticks
from hitl_app.ui.theme import color, font, px

_BAND_ALPHA: Final = 50
_LONE_SHARE: Final = 0.006
_SOLID, _HOLLOW, _CURRENT = 4, 7, 12


def draw(plot: Any, shown: Chart, changes: Sequence[float]) -> None:
    """Draw a chart anew: what is least important first."""
    plot.clear()
    for place, _ in share_ticks(shown.low):
        line = pg.InfiniteLine(place, angle=0, pen=pg.mkPen(color("grid"), width=1))
        plot.addItem(line, ignoreBounds=True)
    for change in changes:
        pen = pg.mkPen(color("axis"), width=1, style=Qt.PenStyle.DotLine)
        plot.addItem(pg.InfiniteLine(change, angle=90, pen=pen), ignoreBounds=True)
    plot.addItem(
        _band(shown.blind, _LONE_SHARE * ((shown.last - shown.first).days + 1)), ignoreBounds=True
    )
    dashed = pg.mkPen(color("chart_grey"), width=1, style=Qt.PenStyle.DashLine)
    _add_line(plot, shown.assisted, dashed)
    _add_line(plot, shown.blind, pg.mkPen(color("chart_blue"), width=1))
    _add_points(plot, shown.assisted, "chart_grey", solid=False)
    _add_points(plot, shown.blind, "chart_blue", solid=True)


def dress(plot: Any, *, left: int, right: int) -> None:
    """Give the axes of a plot their font and colours, and the room beside them."""
    plot.getPlotItem().layout.setContentsMargins(0, px(4), px(right), 0)
    plot.setBackground(color("surface"))
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setTickFont(font("small"))
        axis.setTextPen(color("text2"))
        axis.setPen(pg.mkPen(color("border" if side == "bottom" else "surface"), width=1))
        axis.setStyle(tickLength=0, tickTextOffset=px(6))
    plot.getAxis("left").setWidth(px(left))
    plot.getAxis("bottom").setHeight(px(24))


def marker() -> Any:
    """Return the ring around the point that is looked at."""
    made = pg.ScatterPlotItem(size=px(_CURRENT), pxMode=True)
    made.setZValue(10)
    return made


def mark(ring: Any, point: Point | None, *, blind: bool) -> None:
    """Put the ring around a point, or nowhere."""
    if point is None:
        ring.clear()
        return
    pen = pg.mkPen(color("chart_blue" if blind else "chart_grey"), width=2)
    spots = [{"pos": (point.x, point.share), "pen": pen, "brush": pg.mkBrush(color("surface"))}]
    ring.setData(spots)


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = []
    for point in points:
        if point.follows and runs:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _band(points: Sequence[Point], lone: float) -> QGraphicsPathItem:
    path = QPainterPath()
    for run in _runs(points):
        edges = [(point.x, point.interval) for point in run]
        if len(edges) == 1:
            # A point that stands alone has an interval too.
            x, ends = edges[0]
            edges = [(x - lone / 2, ends), (x + lone / 2, ends)]
        upper = [QPointF(x, ends.high) for x, ends in edges]
        lower = [QPointF(x, ends.low) for x, ends in reversed(edges)]
        path.addPolygon(QPolygonF([*upper, *lower, upper[0]]))
    item = QGraphicsPathItem(path)
    item.setPen(QPen(Qt.PenStyle.NoPen))
    item.setBrush(color("chart_blue", _BAND_ALPHA))
    return item


def _add_line(plot: Any, points: Sequence[Point], pen: Any) -> None:
    for run in _runs(points):
        if len(run) > 1:
            xs, ys = [point.x for point in run], [point.share for point in run]
            plot.addItem(pg.PlotCurveItem(xs, ys, pen=pen, antialias=True))


def _add_points(plot: Any, points: Sequence[Point], token: str, *, solid: bool) -> None:
    spots = [
        {
            "pos": (point.x, point.share),
            "size": px(_HOLLOW if point.hollow else _SOLID),
            "brush": pg.mkBrush(color("surface" if point.hollow else token)),
        }
        for point in points
        if solid or point.hollow or not point.follows
    ]
    if spots:
        pen = pg.mkPen(color(token), width=1)
        plot.addItem(pg.ScatterPlotItem(spots, pen=pen, pxMode=True, antialias=True))
