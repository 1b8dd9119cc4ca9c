"""What the Queue shows: which cases are asked for, and the pages that come; no widget."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from hitl_app.domain.errors import HitlError
from hitl_app.domain.reviewer import Role
from hitl_app.ui.desk import Desk
from hitl_app.workflow import queue
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import CaseFilter, Store
from hitl_app.workflow.queue import Page, Place

PAGE = 60
_CONCERNS = Changes.CASES | Changes.DECISIONS


class QueueFlow(QObject):
    """Asks for pages beside the screen; what was asked for earlier comes to nothing."""

    began = Signal(object)
    went_on = Signal(object)
    failed = Signal(str)
    failed_to_go_on = Signal(str)
    outdated = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.which = CaseFilter()
        self.shown = self.fresh = False
        desk.background.changed.connect(self._hear)

    @property
    def is_supervisor(self) -> bool:
        """Say whether the person sees all cases, and what the model said of them."""
        return self._desk.person.role is Role.SUPERVISOR

    @property
    def behind_a_figure(self) -> bool:
        """Say whether the list holds the decisions behind a figure."""
        return self.is_supervisor and queue.narrows_to_compared(self.which)

    def narrow(self, *, status: str, search: str) -> None:
        """Show the cases of a status that a search finds."""
        wished = replace(self.which, status=status or None, search=search.strip())
        if wished != self.which:
            self.ask(wished)

    def ask(self, which: CaseFilter) -> None:
        """Show other cases from the newest on."""
        self.which = which
        self._asked += 1
        self.fresh = True
        self._fetch(None)

    def again(self) -> None:
        """Read the same cases anew."""
        self.ask(self.which)

    def go_on(self, place: Place) -> None:
        """Fetch the next page."""
        self._fetch(place)

    def _fetch(self, place: Place) -> None:
        desk, which, asked, first = self._desk, self.which, self._asked, place is None
        listing = queue.own
        if self.is_supervisor:
            listing = queue.compared if self.behind_a_figure else queue.cases

        def step(store: Store) -> Outcome[Page]:
            return listing(store, desk.project, desk.person, which, place, PAGE)

        def take(page: Page) -> None:
            if asked == self._asked:
                (self.began if first else self.went_on).emit(page)

        def miss(error: HitlError) -> None:
            if asked == self._asked:
                self.fresh = False
                (self.failed if first else self.failed_to_go_on).emit(str(error))

        desk.background.run(step, take, miss)

    def _hear(self, changes: Changes) -> None:
        if not changes & _CONCERNS:
            return
        self.fresh = False
        if self.shown:
            self.outdated.emit()
