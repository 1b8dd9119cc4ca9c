"""Which conflicts there are: looked at again when answers come, on the supervisor's screen only."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from hitl_app.domain.errors import HitlError
from hitl_app.domain.reviewer import Role
from hitl_app.ui.desk import Desk
from hitl_app.workflow import conflicts
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import Conflict, Store

MOST = 200


class ConflictsFlow(QObject):
    """Sends `found(conflicts, more)`; while a look is under way, the next one waits for it."""

    found = Signal(object, bool)
    failed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._looking = self._once_more = self._shown = False
        self._fresh = desk.person.role is not Role.SUPERVISOR
        if not self._fresh:
            desk.background.changed.connect(self._hear)

    def show(self) -> None:
        """Look if something changed while the page was hidden."""
        self._shown = True
        if not self._fresh:
            self.look()

    def hide(self) -> None:
        """Note changes only, until the page is shown again."""
        self._shown = False

    def look(self) -> None:
        """Ask for the newest conflicts."""
        if self._looking:
            self._once_more = True
            return
        desk = self._desk
        self._looking = self._fresh = True

        def step(store: Store) -> Outcome[Sequence[Conflict]]:
            return conflicts.conflicts(store, desk.project, desk.person, MOST + 1)

        desk.background.run(step, self._take, self._miss)

    def _take(self, rows: Sequence[Conflict]) -> None:
        self.found.emit(rows[:MOST], len(rows) > MOST)
        self._end()

    def _miss(self, error: HitlError) -> None:
        self._fresh = False
        self.failed.emit(str(error))
        self._end()

    def _end(self) -> None:
        self._looking = False
        if self._once_more:
            self._once_more = False
            self.look()

    def _hear(self, changes: Changes) -> None:
        if not changes & Changes.DECISIONS:
            return
        self._fresh = False
        if self._shown:
            self.look()
