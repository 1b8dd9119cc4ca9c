"""Where person and model differ: the matrix, of blind cases or of those decided with suggestion."""

from PySide6.QtCore import Signal

from hitl_app.presentation.agreement import Screen
from hitl_app.presentation.agreement_cases import Selection, most_frequent_difference, of_cell
from hitl_app.ui.widgets import Card, MatrixView, SegmentedControl

_KINDS = (("blind", "Blind"), ("seen", "Seen"))


class MatrixCard(Card):
    """`selected(Selection)` brings the cases of a cell."""

    selected = Signal(object)

    def __init__(self) -> None:
        super().__init__("Where they differ")
        self.setObjectName("agreement.matrix_card")
        self._shown: Screen | None = None
        self.matrix = MatrixView(name="agreement.matrix")
        self._kind = SegmentedControl(
            _KINDS, "blind", title="Cases in the matrix", name="agreement.matrix.kind"
        )
        self._kind.setToolTip(
            "Blind: the person had not seen what the model said. Seen: the suggestion was shown. "
            "Both are never added up."
        )
        self.title_row.addWidget(self._kind)
        self.add(self.matrix, 1)
        self.matrix.cell_activated.connect(self._open)
        self._kind.chosen.connect(lambda _key: self._fill())

    def show_screen(self, shown: Screen) -> None:
        """Show other counts."""
        self._shown = shown
        self._fill()

    def selection(self) -> Selection | None:
        """Return the cases of the chosen cell."""
        chosen = self.matrix.chosen()
        if self._shown is None or chosen is None:
            return None
        return of_cell(self._shown.seen, *chosen, blind=self._kind.current() == "blind")

    def choose_most_frequent(self) -> Selection | None:
        """Choose the difference with the most cases, so that the panel begins with something."""
        if self._shown is None:
            return None
        whole = self._shown.seen.whole
        for key, part in (("blind", whole.blind), ("seen", whole.assisted)):
            cell = most_frequent_difference(part.matrix.tolist())
            if cell is not None:
                self._kind.set_current(key)
                self._fill()
                self.matrix.select(*cell)
                return self.selection()
        return None

    def _fill(self) -> None:
        if self._shown is not None:
            seen = self._shown.seen
            part = seen.whole.blind if self._kind.current() == "blind" else seen.whole.assisted
            self.matrix.set_counts(seen.labels, part.matrix.tolist())

    def _open(self, _row: int, _column: int) -> None:
        found = self.selection()
        if found is not None:
            self.selected.emit(found)
