"""The card of the chart: one chart with its lanes, small ones, the same as a table, or words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hitl_app.presentation.agreement import (
    NOTHING_HERE,
    Screen,
    parts_to_chart,
)
from hitl_app.presentation.agreement_cases import of_point
from hitl_app.presentation.agreement_chart import Chart, data, table_columns, table_rows
from hitl_app.ui.actions import Keymap
from hitl_app.ui.agreement.copying import Copier
from hitl_app.ui.agreement.lanes import LanesView
from hitl_app.ui.agreement.legend import Legend
from hitl_app.ui.agreement.pager import Pager
from hitl_app.ui.agreement.plot import TimePlot
from hitl_app.ui.agreement.saying import announce, tip
from hitl_app.ui.agreement.small_charts import SmallCharts
from hitl_app.ui.agreement.table import FigureTable
from hitl_app.ui.widgets import BusyBar, Button, Card, EmptyState, ErrorCard, StatusMark

_PARTS = {"class": "Class", "person": "Person", "model": "Model"}


class ChartCard(Card):
    """`selected(Selection)` brings the cases of a point, `event_opened(version)` a policy."""

    selected = Signal(object)
    event_opened = Signal(int)
    page_asked = Signal(int)
    again_asked = Signal()

    def __init__(self, keymap: Callable[[], Keymap]) -> None:
        super().__init__("Person and model agree", " ", name="agreement.chart_card")
        self._shown: Screen | None = None
        self._charts: list[Chart] = []
        self._split = "together"
        self.plot = TimePlot(keymap, name="agreement.chart")
        self.lanes = LanesView(name="agreement.lanes")
        self.small = SmallCharts(keymap)
        self.copier = Copier(self)
        self.table = FigureTable(keymap, name="agreement.table")
        self._words = EmptyState("chart-line", "", framed=False, name="agreement.too_few")
        self._error = ErrorCard("The figures could not be read", "", name="agreement.chart.error")
        self._error.setProperty("card", False)
        self._error.add_button("Try again", self.again_asked.emit, "arrow-clockwise")
        self._busy = BusyBar(title="Fetching figures")
        self._stack = QStackedWidget()
        self._legend = Legend()
        self._remark = StatusMark("", "info")
        self._remark.setObjectName("agreement.note")
        self._pager = Pager()
        self._table_button = Button(
            "", "table", "quiet", name="agreement.as_table", help_text="The numbers as a table (T)"
        )
        self._lay_out()
        self._connect()

    def show_screen(self, shown: Screen, charts: Sequence[Chart], split: str, page: int) -> None:
        """Show other figures: one chart, or small ones where the screen is split."""
        self._shown, self._split = shown, split
        self._charts = [shown.chart] if split == "together" else list(charts)
        self._remark.set_state(shown.note_in_short, "info")
        self._remark.setToolTip(tip(shown.note))
        self._remark.setAccessibleDescription(shown.note)
        self._remark.setVisible(bool(shown.note))
        self._pager.show_page(page, len(parts_to_chart(shown, split)))
        self.plot.show_chart(shown.chart, shown.lanes.changes)
        self.lanes.show_lanes(shown.lanes)
        self.small.show_charts(self._charts if split != "together" else [], shown.lanes.changes)
        self._fill_table()
        self.set_waiting(waiting=False)
        if not self.as_table():
            self._choose()

    def set_bin(self, words: str) -> None:
        """Say beside the title how long a bin is."""
        self.note.setText(words)

    def set_waiting(self, *, waiting: bool) -> None:
        """Keep the old drawing, paler, while new figures are fetched."""
        for part in (self.plot, self.lanes, self.small):
            part.set_waiting(waiting=waiting)
        if waiting:
            self._busy.wait()
        else:
            self._busy.rest()

    def show_error(self, sentence: str, details: str = "") -> None:
        """Say that this card could not be filled, and offer to try again."""
        self.set_waiting(waiting=False)
        self._error.set_error("The figures could not be read", sentence, details)
        self._stack.setCurrentIndex(4)

    def copy(self) -> None:
        """Put the chart as a picture, and its numbers, on the clipboard."""
        self.copier.copy(self.grab().toImage(), data(self._charts))

    def as_table(self) -> bool:
        """Say whether the numbers are shown as a table."""
        return self._stack.currentWidget() is self.table

    def take_key(self, event: QKeyEvent) -> None:
        """Take a key that was pressed elsewhere on the page."""
        self.plot.keyPressEvent(event)

    def toggle_table(self) -> None:
        """Change between chart and table."""
        if self.as_table():
            self._choose()
            (self.plot if self._split == "together" else self.small).setFocus()
            shown = self._shown
            announce(self, shown.sentence if shown is not None else "Chart")
        elif self._charts:
            self._stack.setCurrentWidget(self.table)
            self.table.setFocus()
            announce(self, "The same numbers as a table")

    def _choose(self) -> None:
        shown = self._shown
        if shown is None:
            return
        points = any(chart.main for chart in self._charts)
        if shown.has_nothing:
            self._words.say(*NOTHING_HERE)
        elif shown.too_few or not points:
            self._words.say(shown.too_few or "Too few compared cases for a rate", "")
        if shown.has_nothing or shown.too_few or not points:
            self._stack.setCurrentIndex(3)
        else:
            self._stack.setCurrentIndex(0 if self._split == "together" else 1)

    def _fill_table(self) -> None:
        several = len(self._charts) > 1
        columns = table_columns(self._charts, _PARTS.get(self._split, ""))
        self.table.set_rows(columns, table_rows(self._charts), 4 if several else 3)

    def _lay_out(self) -> None:
        together = QWidget()
        column = QVBoxLayout(together)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.plot, 1)
        column.addWidget(self.lanes)
        together.setFocusProxy(self.plot)
        together.setAccessibleName("Chart with degree, model and changes")
        for page in (together, self.small, self.table, in_the_middle(self._words),
                     in_the_middle(self._error)):  # fmt: skip
            self._stack.addWidget(page)
        self.title_row.removeWidget(self.note)
        self.title_row.insertWidget(self.title_row.indexOf(self.title) + 1, self.note)
        self.title_row.insertWidget(self.title_row.indexOf(self.note) + 1, self._remark)
        self.title_row.addWidget(self._legend)
        self.title_row.addWidget(self._pager)
        self.title_row.addWidget(self._table_button)
        self.body.setSpacing(2)
        self.add(self._busy)
        self.add(self._stack, 1)

    def _connect(self) -> None:
        self.plot.framed.connect(lambda: self.lanes.set_frame(*self.plot.frame()))
        self.plot.view_changed.connect(self.lanes.set_view)
        self.plot.stepped.connect(lambda _place: self.lanes.leave_event())
        self.plot.opened.connect(lambda place: self._open(0, place))
        self.plot.commanded.connect(self._obey)
        self.small.opened.connect(self._open)
        self.small.commanded.connect(self._obey)
        self.lanes.event_opened.connect(self.event_opened)
        self.table.left.connect(self.toggle_table)
        self._table_button.clicked.connect(lambda _checked: self.toggle_table())
        self._pager.asked.connect(self.page_asked)

    def _open(self, number: int, place: int) -> None:
        shown = self._charts[number]
        label = shown.name if self._split == "class" else None
        self.selected.emit(of_point(shown, shown.main[place], label))

    def _obey(self, command: str) -> None:
        if command == "agreement.table":
            self.toggle_table()
        elif command == "agreement.event_after" and self._split == "together":
            self._go_to_event()
        elif command == "agreement.cases":
            self._enter()

    def _go_to_event(self) -> None:
        point = self.plot.current()
        event = self.lanes.go_to_next(point.x if point is not None else self.plot.view()[0])
        if event is not None:
            announce(self, event.story)

    def _enter(self) -> None:
        event = self.lanes.current() if self._split == "together" else None
        plots = [self.plot] if self._split == "together" else self.small.plots()
        if event is not None:
            self.event_opened.emit(event.version)
            return
        for number, plot in enumerate(plots):
            shown, point = plot.chart(), plot.current()
            if plot.hasFocus() and shown is not None and point is not None:
                self._open(number, shown.main.index(point))


def in_the_middle(widget: QWidget) -> QWidget:
    """Return a part of a card with a widget at half its height."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.addStretch(1)
    column.addWidget(widget)
    column.addStretch(1)
    return part
