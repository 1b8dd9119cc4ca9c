"""The card over the Queue that lists answers which came when their case was somebody else's."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hitl_app.presentation import conflicts as words
from hitl_app.ui.announce import announce
from hitl_app.ui.queue.model import RowTable
from hitl_app.ui.queue.parts import in_the_middle, keys_row
from hitl_app.ui.queue.table import ROW, CaseView
from hitl_app.ui.theme import px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, EmptyState, ErrorCard, Label, Overlay, ScrollColumn, line
from hitl_app.workflow.ports import Conflict

_KEYS = (("↑ ↓", "move"), ("Home End", "first, last"), ("Enter", "show the case"))
_ROWS_IN_SIGHT = 8
_AROUND = 190
_NARROW = 880


class ConflictsCard(Overlay):
    """`show_conflicts` and `show_error` fill it; `case_wanted` brings a case, `again` a look."""

    case_wanted = Signal(str)
    again = Signal()

    def __init__(self, page: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(page, words.TITLE, width=1080, name="queue.conflicts_card")
        self._clock = clock
        self.table: RowTable[Conflict] = RowTable(words.columns(), clock, words.row_aloud)
        self.table.setParent(self)
        self.list = CaseView(self.table, title=words.TITLE, name="conflicts.list", narrow=_NARROW)
        self.chosen = Label("", "body", "text", wrap=True, name="conflicts.chosen")
        self._whole = ScrollColumn(name="conflicts.whole")
        self._order = Label("", "small", "text2", name="conflicts.order")
        self._show_it = Button(
            "Show the case", "arrow-square-out", "primary", name="conflicts.show_case"
        )
        self._none = EmptyState(
            "check-circle",
            words.NONE.title,
            words.NONE.sentence,
            framed=False,
            name="conflicts.empty",
        )
        self._error = ErrorCard(words.NOT_READ, "", name="conflicts.error")
        self._error.add_button(
            "Try again", self.again.emit, "arrow-clockwise", name="conflicts.again"
        )
        self._states = QStackedWidget()
        self._lay_out()
        self._connect()

    def open(self) -> None:
        """Show what is known, from the newest on; what is new comes beside the screen."""
        super().open()
        self._give_keyboard()

    def show_conflicts(self, rows: Sequence[Conflict], *, more: bool) -> None:
        """List conflicts; the one that was looked at stays chosen."""
        if list(rows) != self.table.rows:
            self._list_anew(rows)
        self._order.setText(words.newest_only(len(rows), more=more))
        self._turn_to(1 if rows else 2)
        if self.isVisible():
            announce(self, words.how_many(len(rows), more=more) if rows else words.NONE.title)

    def show_error(self, error: str) -> None:
        """Say why they cannot be read; what was listed stays known."""
        self._error.set_error(words.NOT_READ, f"{error} {words.NOTHING_LOST}")
        self._turn_to(3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the chosen case with Enter, or try again after an error."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self._go_on()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        match self._states.currentIndex():
            case 1:
                self._show_case()
            case 3:
                self.again.emit()
            case _:
                pass

    def _list_anew(self, rows: Sequence[Conflict]) -> None:
        before = self._chosen_one()
        self.table.show_rows(rows)
        same = (at for at, row in enumerate(rows) if before and row.fact_id == before.fact_id)
        self.list.selectRow(next(same, 0))

    def _show_case(self) -> None:
        chosen = self._chosen_one()
        if chosen is not None:
            self.shut()
            self.case_wanted.emit(chosen.case_id)

    def _chosen_one(self) -> Conflict | None:
        at = self.list.currentIndex()
        return self.table.rows[at.row()] if at.isValid() else None

    def _choose(self, _now: QModelIndex, _before: QModelIndex) -> None:
        chosen = self._chosen_one()
        self.chosen.setText(words.in_full(chosen, self._clock()) if chosen else "")

    def _turn_to(self, state: int) -> None:
        if state == self._states.currentIndex():
            return
        self._states.setCurrentIndex(state)
        if self.isVisible():
            self._give_keyboard()

    def _give_keyboard(self) -> None:
        (self.list if self._states.currentIndex() == 1 else self).setFocus()

    def _lay_out(self) -> None:
        self._error.setProperty("card", False)
        waiting = EmptyState("stack", words.READING, framed=False, name="conflicts.loading")
        for widget in (waiting, self._listed(), self._none, self._error):
            framed = isinstance(widget, EmptyState)
            self._states.addWidget(in_the_middle(widget, 640) if framed else widget)
        self.body.addWidget(Label(words.MEANING, "body", "text2", wrap=True))
        self.body.addWidget(self._states, 1)

    def _listed(self) -> QWidget:
        listed = QWidget()
        inside, foot = QVBoxLayout(listed), QHBoxLayout()
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_S)
        foot.setSpacing(SPACE_S)
        foot.addWidget(self._order)
        foot.addLayout(keys_row(_KEYS), 1)
        foot.addWidget(self._show_it)
        self._whole.add(self.chosen)
        self._whole.column.addStretch(1)
        for widget in (self.list, line(), self._whole):
            inside.addWidget(widget, 1 if widget is self.list else 0)
        inside.addLayout(foot)
        return listed

    def _connect(self) -> None:
        self._show_it.clicked.connect(lambda _checked: self._show_case())
        self.list.doubleClicked.connect(lambda _index: self._show_case())
        self.list.selectionModel().currentRowChanged.connect(self._choose)

    def _arrange(self) -> None:
        wished = px(34 + _ROWS_IN_SIGHT * ROW + 110)
        self._states.setFixedHeight(min(wished, self._over.height() - px(_AROUND)))
        # Three lines, so that the list does not move when another row says more.
        self._whole.setFixedHeight(px(58))
        super()._arrange()
