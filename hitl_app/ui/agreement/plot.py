"""A chart over time that one can step through, zoom and open."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hitl_app.presentation.agreement_bins import Point
from hitl_app.presentation.agreement_chart import (
    Chart,
    announcement,
    nearest,
    read_out,
    sentence,
    share_ticks,
    time_ticks,
)
from hitl_app.ui.actions import Keymap
from hitl_app.ui.agreement.drawing import draw, dress, mark, marker
from hitl_app.ui.agreement.end_labels import EndLabels
from hitl_app.ui.agreement.pointer import Pointer
from hitl_app.ui.agreement.read_out import ReadOut
from hitl_app.ui.agreement.saying import announce
from hitl_app.ui.theme import look, px
from hitl_app.ui.widgets.painting import begin, focus_ring

_LABEL_WIDTH: Final = 64
_STEPS: Final = {"agreement.point_before": -1, "agreement.point_after": 1}
_ENDS: Final = {"agreement.point_first": 0, "agreement.point_last": -1}
_WAITING_OPACITY: Final = 0.6


class TimePlot(QWidget):
    """Shows one chart. `opened(place)` comes with a click or Enter, `commanded(id)` for other keys.

    `view_changed(low, high)` tells which part of the time axis is seen, for what shares the axis.
    """

    opened = Signal(int)
    stepped = Signal(int)
    commanded = Signal(str)
    view_changed = Signal(float, float)
    framed = Signal()

    def __init__(self, keymap: Callable[[], Keymap], *, small: bool = False, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._keymap, self._small = keymap, small
        self._chart: Chart | None = None
        self._changes: Sequence[float] = ()
        self._place: int | None = None
        self._view = (1.0, 2.0)
        self._plot: Any = _bare_plot()
        self._ring = marker()
        self._pointer = Pointer(self._plot, self)
        self._ends = EndLabels(self)
        self._read_out = ReadOut(self, name=f"{name}.read_out")
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self._plot)
        self.setMinimumSize(QSize(180, 100))
        self._connect()

    def show_chart(self, shown: Chart, changes: Sequence[float] = ()) -> None:
        """Show another chart; the zoom stays while the days stay."""
        same = self._chart is not None and (self._chart.first, self._chart.last) == (
            shown.first,
            shown.last,
        )
        self._chart, self._changes = shown, changes
        self.setAccessibleName(shown.name or "Person and model agree, over time")
        self.setAccessibleDescription(sentence(shown))
        if self._place is not None and self._place >= len(shown.main):
            self._place = None
        if not same:
            self.show_all()
        self._draw()

    def chart(self) -> Chart | None:
        """Return what is shown."""
        return self._chart

    def set_waiting(self, *, waiting: bool) -> None:
        """Keep the old drawing, paler, while new figures are fetched."""
        self._plot.getPlotItem().setOpacity(_WAITING_OPACITY if waiting else 1.0)

    def current(self) -> Point | None:
        """Return the point that is looked at."""
        if self._chart is None or self._place is None:
            return None
        return self._chart.main[self._place]

    def go_to(self, place: int | None, *, say: bool = False) -> None:
        """Look at a point, or at none, and if asked say it aloud."""
        self._place = place
        self._mark()
        point = self.current()
        if place is None or point is None:
            return
        if say:
            announce(self, announcement(point))
        self.stepped.emit(place)

    def show_all(self) -> None:
        """Show all days."""
        if self._chart is not None:
            self.zoom(self._chart.first.toordinal(), self._chart.last.toordinal() + 1)

    def zoom(self, low: float, high: float) -> None:
        """Show a part of the time axis, a day at least."""
        high = max(high, low + 1)
        self._view = (low, high)
        self._plot.setXRange(low, high, padding=0)
        self._set_ticks()
        self._mark()
        self.view_changed.emit(low, high)

    def view(self) -> tuple[float, float]:
        """Return which part of the time axis is seen."""
        return self._view

    def frame(self) -> tuple[int, int]:
        """Return the left and right edge of the drawing, in this widget."""
        box = self._plot.getViewBox().sceneBoundingRect()
        left = self._plot.mapTo(self, self._plot.mapFromScene(box.topLeft())).x()
        right = self._plot.mapTo(self, self._plot.mapFromScene(box.bottomRight())).x()
        return left, right

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the points; Enter opens the cases."""
        command = self._keymap().command(event, "agreement")
        points = self._chart.main if self._chart is not None else ()
        if command is None:
            super().keyPressEvent(event)
        elif command.id in _STEPS and points:
            before = len(points) - 1 if self._place is None else self._place
            step = _STEPS[command.id] if self._place is not None else 0
            self.go_to(max(0, min(len(points) - 1, before + step)), say=True)
        elif command.id in _ENDS and points:
            self.go_to(_ENDS[command.id] % len(points), say=True)
        else:
            self.commanded.emit(command.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring of the keyboard."""
        if self.hasFocus():
            with begin(self) as painter:
                focus_ring(painter, self.rect())

    def _connect(self) -> None:
        pointer = self._pointer
        pointer.hovered.connect(self._hover)
        pointer.left.connect(lambda: self._hover(None))
        pointer.clicked.connect(self._click)
        pointer.pressed.connect(lambda: self.setFocus(Qt.FocusReason.MouseFocusReason))
        pointer.dragged.connect(self.zoom)
        pointer.double_clicked.connect(self.show_all)
        self._plot.getViewBox().sigResized.connect(lambda _box: self.framed.emit())
        self.framed.connect(self._set_ticks)
        self.framed.connect(self._mark)
        look().changed.connect(self._draw)

    def _draw(self) -> None:
        if self._chart is None:
            return
        dress(self._plot, left=54, right=0 if self._small else 44)
        draw(self._plot, self._chart, self._changes)
        self._plot.addItem(self._ring, ignoreBounds=True)
        self._pointer.draw()
        low = self._chart.low
        self._plot.setYRange(low, 1 + (1 - low) * 0.04, padding=0)
        self._plot.getAxis("left").setTicks([list(share_ticks(low))])
        self._set_ticks()
        self._mark()

    def _set_ticks(self) -> None:
        if self._chart is None:
            return
        left, right = self.frame()
        most = max(2, (right - left) // px(_LABEL_WIDTH))
        self._plot.getAxis("bottom").setTicks([list(time_ticks(*self.view(), most))])

    def _mark(self) -> None:
        self._name_ends()
        point = self.current()
        mark(self._ring, point, blind=self._chart is not None and self._chart.is_blind)
        if point is None:
            self._read_out.hide()
            return
        words = read_out(point) if self._small else f"{read_out(point)}   Enter: see them"
        self._read_out.show_text(words, self._at(point))

    def _at(self, point: Point) -> QPoint:
        scene = self._plot.getViewBox().mapViewToScene(QPointF(point.x, point.share))
        place: QPoint = self._plot.mapTo(self, self._plot.mapFromScene(scene))
        return place

    def _name_ends(self) -> None:
        if self._chart is None or self._small:
            return
        low, high = self._view
        ends: list[int | None] = []
        for points in (self._chart.blind, self._chart.assisted):
            inside = [point for point in points if low <= point.x <= high]
            ends.append(self._at(inside[-1]).y() if inside else None)
        self._ends.place(self.frame()[1] + px(6), *ends)

    def _hover(self, day: float | None) -> None:
        if day is None:
            if not self.hasFocus():
                self.go_to(None)
        elif self._chart is not None:
            self.go_to(nearest(self._chart.main, day))

    def _click(self, day: float) -> None:
        self._hover(day)
        if self._place is not None:
            self.opened.emit(self._place)


def _bare_plot() -> Any:
    plot = pg.PlotWidget()
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    # Nothing here follows its data by itself: ranges and ticks are given.
    plot.disableAutoRange()
    return plot
