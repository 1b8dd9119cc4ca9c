"""Small charts beside each other with the same axes, never many lines in one."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.presentation import numbers
from hitl_app.presentation.agreement import CHARTS_AT_ONCE
from hitl_app.presentation.agreement_chart import Chart
from hitl_app.ui.actions import Keymap
from hitl_app.ui.agreement.plot import TimePlot
from hitl_app.ui.tokens import SPACE_M
from hitl_app.ui.widgets import ElidedLabel


class SmallCharts(QWidget):
    """At most four charts; zooming one zooms all. `opened(number, place)` names chart and point."""

    opened = Signal(int, int)
    commanded = Signal(str)

    def __init__(self, keymap: Callable[[], Keymap]) -> None:
        super().__init__()
        self._plots: list[TimePlot] = []
        self._titles: list[ElidedLabel] = []
        self._cells: list[QWidget] = []
        self._keymap = keymap
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_M)

    def show_charts(self, charts: Sequence[Chart], changes: Sequence[float]) -> None:
        """Show other charts, each with the changes as dotted lines."""
        # Made when first needed: each takes a moment, and most people look at all together.
        for number in range(len(self._cells), min(CHARTS_AT_ONCE, len(charts))):
            self._row.addWidget(self._cell(number), 1)
        for number, cell in enumerate(self._cells):
            cell.setVisible(number < len(charts))
        for plot, title, shown in zip(self._plots, self._titles, charts, strict=False):
            compared = sum(point.n for point in shown.main)
            title.setText(f"{shown.name}   {numbers.cases(compared)}")
            plot.show_chart(shown, changes)

    def set_waiting(self, *, waiting: bool) -> None:
        """Be paler while new figures are fetched."""
        for plot in self._plots:
            plot.set_waiting(waiting=waiting)

    def plots(self) -> list[TimePlot]:
        """Return the charts that are shown."""
        return [plot for plot, cell in zip(self._plots, self._cells, strict=True)
                if not cell.isHidden()]  # fmt: skip

    def _cell(self, number: int) -> QWidget:
        cell, plot = QWidget(), TimePlot(self._keymap, small=True, name=f"agreement.small.{number}")
        title = ElidedLabel("", "small", "text", 600)
        plot.opened.connect(partial(self.opened.emit, number))
        plot.commanded.connect(self.commanded)
        plot.view_changed.connect(partial(self._zoom_others, plot))
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(plot, 1)
        self._plots.append(plot)
        self.setFocusProxy(self._plots[0])
        self._titles.append(title)
        self._cells.append(cell)
        return cell

    def _zoom_others(self, zoomed: TimePlot, low: float, high: float) -> None:
        for plot in self._plots:
            if plot is not zoomed and plot.chart() is not None and plot.view() != (low, high):
                plot.zoom(low, high)
