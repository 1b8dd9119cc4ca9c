"""The cases of what was pointed at: how many, some of them as pictures, and ways on."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from hitl_app.domain.errors import HitlError
from hitl_app.presentation import numbers
from hitl_app.presentation.agreement import CHOOSE
from hitl_app.presentation.agreement_cases import Selection
from hitl_app.ui.agreement.case_list import list_name, write_cases
from hitl_app.ui.agreement.saying import announce
from hitl_app.ui.agreement.thumbs import Thumb, ThumbGrid
from hitl_app.ui.background import Request
from hitl_app.ui.desk import Desk
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import BusyBar, Button, Card, ElidedLabel, ErrorCard, Label
from hitl_app.workflow import agreement
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import CaseRow, Store

SHOWN = 24


class CasesCard(Card):
    """`show_selection` fills it; the same selection again opens it in the Queue."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("Cases")
        self.setObjectName("agreement.cases_card")
        self._desk = desk
        self._selection: Selection | None = None
        self._requests: list[Request] = []
        self._kind = ElidedLabel("", "small", "text2", name="agreement.cases.kind")
        self._busy = BusyBar(title="Fetching cases")
        self._hint = Label(CHOOSE, "body", "text2", wrap=True)
        self._error = ErrorCard("The cases could not be read", "", name="agreement.cases.error")
        self._error.add_button("Try again", self._fetch, "arrow-clockwise")
        self._grid = ThumbGrid()
        self._stack = QStackedWidget()
        self._open = Button("Open all", "arrow-square-out", name="agreement.cases.open")
        self._csv = Button("CSV", "download-simple", name="agreement.cases.csv")
        self._lay_out()

    def selection(self) -> Selection | None:
        """Return what is shown."""
        return self._selection

    def show_selection(self, chosen: Selection) -> None:
        """Show the cases of what was pointed at; pointing at it again opens the Queue."""
        if chosen == self._selection:
            self._go_on()
            return
        self._take(chosen)
        announce(self, f"{chosen.title}, {chosen.kind}")

    def refresh(self, chosen: Selection | None) -> None:
        """Show what has become of a selection after new decisions."""
        if chosen is not None and chosen != self._selection:
            self._take(chosen)

    def clear(self) -> None:
        """Point at nothing."""
        self._selection = None
        self._forget()
        self.set_title("Cases")
        self._kind.setText("")
        self._offer(possible=False)
        self._stack.setCurrentIndex(0)

    def _take(self, chosen: Selection) -> None:
        self._selection = chosen
        self.set_title(chosen.title)
        self._kind.setText(chosen.kind)
        self._open.setText(f"Open all {numbers.count(chosen.count)}")
        self._open.setAccessibleName(f"Open all {chosen.title} in the Queue")
        self._offer(possible=True)
        self._fetch()

    def _fetch(self) -> None:
        chosen, desk = self._selection, self._desk
        if chosen is None:
            return
        self._busy.wait()

        def step(store: Store) -> Outcome[Sequence[tuple[int, CaseRow]]]:
            return agreement.compared_cases(
                store, desk.project, desk.person, chosen.which, None, SHOWN
            )

        desk.background.run(step, partial(self._fill, chosen), partial(self._fail, chosen))

    def _fill(self, chosen: Selection, found: Sequence[tuple[int, CaseRow]]) -> None:
        if chosen is not self._selection:
            return
        self._busy.rest()
        self._forget()
        for thumb in self._grid.show_rows([row for _, row in found]):
            thumb.clicked.connect(lambda _checked, row=thumb.row: self._open_one(row))
            if thumb.row.media:
                self._ask_for_picture(thumb, thumb.row.media)
        self._stack.setCurrentIndex(1)

    def _fail(self, chosen: Selection, error: HitlError) -> None:
        if chosen is self._selection:
            self._busy.rest()
            self._error.set_error("The cases could not be read", str(error))
            self._stack.setCurrentIndex(2)

    def _ask_for_picture(self, thumb: Thumb, media: str) -> None:
        self._requests.append(
            self._desk.background.run_beside(
                partial(self._desk.pictures.thumbnail, media),
                thumb.show_pixels,
                lambda _error: thumb.show_missing(),
            )
        )

    def _forget(self) -> None:
        for request in self._requests:
            request.cancel()
        self._requests.clear()
        self._grid.forget()

    def _open_one(self, row: CaseRow) -> None:
        if self._selection is not None:
            self._desk.go_to("queue", {"cases": self._selection.which, "case": row.case_id})

    def _go_on(self) -> None:
        if self._selection is not None:
            self._desk.go_to("queue", {"cases": self._selection.which})

    def _save(self) -> None:
        chosen = self._selection
        if chosen is None:
            return

        def then(path: Path) -> None:
            write_cases(self._desk, chosen.which, path, self.said.emit)

        name = list_name(self._desk.project.name, chosen.kind)
        self._desk.dialogs.save_as("Save these cases", name, ["CSV (*.csv)"], then)

    def _offer(self, *, possible: bool) -> None:
        for button in (self._open, self._csv):
            button.setVisible(possible)

    def _lay_out(self) -> None:
        self.title_row.insertWidget(self.title_row.indexOf(self.title) + 1, self._kind, 100)
        for page in (self._hint, self._grid, self._error):
            self._stack.addWidget(page)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._open)
        row.addWidget(self._csv)
        row.addStretch(1)
        self.add(self._busy)
        self.add(self._stack, 1)
        self.body.addLayout(row)
        self._open.clicked.connect(lambda _checked: self._go_on())
        self._csv.clicked.connect(lambda _checked: self._save())
        self._offer(possible=False)
