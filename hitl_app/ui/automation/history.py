"""The history of the policy: what changed, and one click back to what held before."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.presentation.policy_history import HistoryRow
from hitl_app.ui.theme import px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, Card, ElidedLabel, Overlay, ScrollColumn, line


class HistoryLine(QWidget):
    """One change with its way back."""

    back = Signal(int)

    def __init__(self, row: HistoryRow, *, ready: bool, name: str) -> None:
        super().__init__()
        self.row = row
        self.setObjectName(f"{name}.{row.version}")
        self.setAccessibleName(f"Policy {row.version}: {row.what}. {row.about}")
        self.what = ElidedLabel(row.what, "body", "text", 600)
        self.about = ElidedLabel(row.about, "small", "text2")
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.what)
        left.addWidget(self.about)
        line_of = QHBoxLayout(self)
        line_of.setContentsMargins(0, 0, 0, 0)
        line_of.setSpacing(SPACE_S)
        line_of.addLayout(left, 1)
        self.button: Button | None = None
        if row.back_to is not None:
            button = Button("Go back", "arrow-counter-clockwise", name=f"{name}.back.{row.version}")
            button.setToolTip(row.help)
            button.setAccessibleName(row.help)
            button.setEnabled(ready)
            button.clicked.connect(lambda _checked, to=row.back_to: self.back.emit(to))
            line_of.addWidget(button)
            self.button = button


class HistoryCard(Card):
    """The newest changes; `All N` opens the rest."""

    back = Signal(int)
    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__("History", name="auto.history")
        self._all = Button("", kind="link", name="auto.history.all")
        self._all.clicked.connect(lambda _checked: self.all_asked.emit())
        self.title_row.addWidget(self._all)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(7)
        self.body.addLayout(self._lines)
        self.rows: tuple[HistoryRow, ...] = ()
        self._ready = True
        self._drawn: tuple[tuple[HistoryRow, ...], bool] | None = None

    def show_rows(self, rows: Sequence[HistoryRow], *, ready: bool, most: int) -> None:
        """Show the newest of them."""
        drawn = (tuple(rows[:most]), ready)
        self.rows, self._ready = tuple(rows), ready
        self._all.setText(f"All {len(rows)}")
        self._all.setAccessibleName(f"All {len(rows)} policies")
        self._all.setVisible(len(rows) > most)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        _empty(self._lines)
        _fill(self._lines, rows[:most], self.back.emit, ready=ready, name="auto.history")

    def open_all(self, over: QWidget) -> Overlay:
        """Show all of them over a page, in a list that scrolls."""
        card = Overlay(over, "History", f"{len(self.rows)} policies", width=720, name="auto.all")
        column = ScrollColumn(name="auto.all.list")
        column.setMinimumHeight(min(px(60) * len(self.rows), over.height() - px(200)))
        _fill(column.column, self.rows, self.back.emit, ready=self._ready, name="auto.all")
        column.column.addStretch(1)
        card.body.addWidget(column)
        self.back.connect(card.shut)
        card.closed.connect(card.deleteLater)
        card.open()
        return card


def _fill(
    lines: QVBoxLayout,
    rows: Sequence[HistoryRow],
    back: Callable[[int], None],
    *,
    ready: bool,
    name: str,
) -> None:
    for place, row in enumerate(rows):
        if place:
            lines.addWidget(line())
        made = HistoryLine(row, ready=ready, name=name)
        made.back.connect(back)
        lines.addWidget(made)


def _empty(lines: QVBoxLayout) -> None:
    while (item := lines.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
