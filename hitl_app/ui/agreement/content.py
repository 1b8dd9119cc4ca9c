"""All cards of the screen, filled from one moment; what is pointed at comes into the last card."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hitl_app.presentation.agreement_cases import Selection
from hitl_app.ui.actions import Keymap
from hitl_app.ui.agreement.cases_card import CasesCard
from hitl_app.ui.agreement.chart_card import ChartCard
from hitl_app.ui.agreement.fetch import Found
from hitl_app.ui.agreement.matrix_card import MatrixCard
from hitl_app.ui.agreement.rates_card import LabelsCard, PartsCard
from hitl_app.ui.agreement.tiles import TileRow
from hitl_app.ui.desk import Desk
from hitl_app.ui.theme import px

_GAP = 10
_LEAST_CHART, _LEAST_CARDS = 240, 260


class Content(QWidget):
    """Tiles, chart, matrix, rates, cases."""

    page_asked = Signal(int)
    again_asked = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, keymap: Callable[[], Keymap], *, persons: bool) -> None:
        super().__init__()
        self._desk = desk
        self._of_matrix = False
        self.tiles = TileRow()
        self.chart = ChartCard(keymap)
        self.matrix = MatrixCard()
        self.labels = LabelsCard()
        self.parts = PartsCard(persons=persons)
        self.cases = CasesCard(desk)
        self._lay_out()
        self._connect()

    def show_found(self, found: Found) -> None:
        """Show other figures."""
        self.tiles.show_tiles(found.screen.tiles)
        self.tiles.set_waiting(waiting=False)
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.chart.show_screen(found.screen, found.charts, found.asked.split, found.page)
        for card in (self.matrix, self.labels, self.parts):
            card.show_screen(found.screen)
        if self._of_matrix:
            self.cases.refresh(self.matrix.selection())

    def begin(self) -> None:
        """Point at the most frequent difference, so that the last card is not empty."""
        chosen = self.matrix.choose_most_frequent()
        if chosen is not None:
            self._of_matrix = True
            self.cases.refresh(chosen)

    def set_waiting(self, *, waiting: bool) -> None:
        """Be paler while new figures are fetched."""
        self.tiles.set_waiting(waiting=waiting)
        self.chart.set_waiting(waiting=waiting)

    def show_error(self, sentence: str) -> None:
        """Say in the chart's card that new figures could not be fetched."""
        self.set_waiting(waiting=False)
        self.chart.show_error(sentence)

    def minimumSizeHint(self) -> QSize:
        """Return the room below which the page scrolls instead of cutting something."""
        tiles = self.tiles.sizeHint().height()
        return QSize(0, tiles + px(_LEAST_CHART) + px(_LEAST_CARDS) + 2 * _GAP)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setMinimumHeight(self.minimumSizeHint().height())

    def _show_cases(self, chosen: Selection, *, of_matrix: bool = False) -> None:
        self._of_matrix = of_matrix
        self.cases.show_selection(chosen)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for card, stretch in (
            (self.matrix, 44),
            (self.labels, 26),
            (self.parts, 27),
            (self.cases, 30),
        ):
            # The shares hold whatever stands inside.
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            row.addWidget(card, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.tiles)
        self.chart.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        column.addWidget(self.chart, 49)
        column.addLayout(row, 51)

    def _connect(self) -> None:
        self.chart.page_asked.connect(self.page_asked)
        self.chart.again_asked.connect(self.again_asked)
        self.chart.event_opened.connect(
            lambda version: self._desk.go_to("automation", {"version": version})
        )
        self.tiles.opened.connect(self._show_cases)
        for card in (self.chart, self.labels, self.parts):
            card.selected.connect(self._show_cases)
        self.matrix.selected.connect(lambda chosen: self._show_cases(chosen, of_matrix=True))
        self.cases.said.connect(self.said)
