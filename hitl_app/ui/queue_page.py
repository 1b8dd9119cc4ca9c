"""The Queue screen in its first form: a supervisor's cases, or the cases of whoever sits here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hitl_app.domain.case import CaseKind
from hitl_app.presentation import conflicts as conflict_words
from hitl_app.presentation import queue as words
from hitl_app.ui.actions import Keymap
from hitl_app.ui.announce import announce
from hitl_app.ui.desk import Desk
from hitl_app.ui.queue.conflicts_card import ConflictsCard
from hitl_app.ui.queue.conflicts_flow import ConflictsFlow
from hitl_app.ui.queue.controls import QueueControls
from hitl_app.ui.queue.flow import QueueFlow
from hitl_app.ui.queue.model import CaseTable
from hitl_app.ui.queue.parts import in_the_middle, keys_row
from hitl_app.ui.queue.table import CaseView
from hitl_app.ui.queue.thumbnails import Thumbnails
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import Card, EmptyState, ErrorCard, line
from hitl_app.workflow.ports import CaseFilter, Conflict
from hitl_app.workflow.queue import Page

_KEYS = (("↑ ↓", "move"), ("Home End", "first, last"), ("PgUp PgDn", "page"), ("/", "search"))


def build_queue_page(desk: Desk) -> QWidget:
    """Return the page; what it lists depends on who sits here."""
    return QueuePage(desk)


class QueuePage(QWidget):
    """Search and status above, the list below; `show_request` brings the cases of a figure."""

    key_contexts = ("queue",)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Queue")
        self._keymap = Keymap(desk.settings.get("keys", {}), role=desk.person.role)
        self.flow = QueueFlow(desk, self)
        supervisor = self.flow.is_supervisor
        columns = words.columns(supervisor=supervisor, pictures=desk.project.kind is CaseKind.IMAGE)
        key = self._keymap.label("queue.conflicts")
        self.controls = QueueControls(supervisor=supervisor, conflicts_key=key)
        self.table = CaseTable(columns, desk.clock)
        self.table.setParent(self)
        self.list = CaseView(self.table, Thumbnails(desk.background, desk.pictures, self))
        self.conflicts = ConflictsFlow(desk, self)
        self.conflicts_card = ConflictsCard(self, desk.clock)
        self._total: int | None = None
        self._empty = EmptyState("funnel", "", framed=False, name="queue.empty")
        self._clear = self._empty.add_button(
            "Show all cases", self._show_all, "x", "primary", name="queue.show_all"
        )
        self._error = ErrorCard(words.NOT_READ, "", name="queue.error")
        self._error.add_button("Try again", self.flow.again, "arrow-clockwise", name="queue.again")
        self._states = QStackedWidget()
        self._lay_out()
        self._connect()

    def page_shown(self) -> None:
        """Read the cases, or read them anew when something changed meanwhile."""
        self.flow.shown = True
        self.conflicts.show()
        if not self.flow.fresh:
            self.flow.again()

    def page_hidden(self) -> None:
        """Note changes only, until the page is shown again."""
        self.flow.shown = False
        self.conflicts.hide()

    def show_request(self, arguments: Mapping[str, object]) -> None:
        """Show the cases that another screen asks for."""
        wished = arguments.get("cases")
        if isinstance(wished, CaseFilter):
            self.controls.show_request(wished.status or "", wished.search)
            self.flow.ask(wished)
            self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the search or to the conflicts with their keys."""
        command = self._keymap.command(event, "queue")
        if command is not None and command.id == "queue.search":
            self._go_to_search()
        elif command is not None and command.id == "queue.conflicts":
            if self.controls.conflicts.isVisible():
                self._show_conflicts()
        else:
            event.ignore()

    def _lay_out(self) -> None:
        waiting = EmptyState("stack", words.READING, framed=False, name="queue.loading")
        self._error.setProperty("card", False)
        cases = QWidget()
        inside = QVBoxLayout(cases)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_S)
        inside.addWidget(self.list, 1)
        inside.addWidget(line())
        inside.addLayout(keys_row(_KEYS))
        for widget in (waiting, cases, self._empty, self._error):
            self._states.addWidget(widget if widget is cases else in_the_middle(widget))
        card = Card(name="queue.card")
        card.body.setContentsMargins(6, 6, 6, 8)
        card.add(self._states, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self.controls)
        column.addWidget(card, 1)

    def _connect(self) -> None:
        flow, controls = self.flow, self.controls
        flow.began.connect(self._begin)
        flow.went_on.connect(self._go_on)
        flow.failed.connect(self._fail)
        flow.failed_to_go_on.connect(self._fail_to_go_on)
        flow.outdated.connect(controls.new.show)
        controls.narrowed.connect(lambda status, search: flow.narrow(status=status, search=search))
        controls.filter_removed.connect(self._show_all)
        controls.renewed.connect(flow.again)
        controls.left.connect(self.list.setFocus)
        self.table.more_wanted.connect(flow.go_on)
        controls.conflicts_wanted.connect(self._show_conflicts)
        self.conflicts.found.connect(self._count_conflicts)
        self.conflicts.failed.connect(self.conflicts_card.show_error)
        self.conflicts_card.again.connect(self.conflicts.look)
        self.conflicts_card.case_wanted.connect(self._show_case)

    def _begin(self, page: Page) -> None:
        self._total = page.total
        self.table.begin(page)
        self.controls.new.hide()
        narrowed = words.filter_words(self.flow.which) if self.flow.behind_a_figure else ""
        self.controls.show_filter(narrowed)
        if page.rows:
            self.list.selectRow(0)
            self._states.setCurrentIndex(1)
        else:
            which, supervisor = self.flow.which, self.flow.is_supervisor
            said = words.nothing_found(which, narrowed=narrowed, supervisor=supervisor)
            self._empty.say(said.title, said.sentence)
            self._clear.setVisible(which != CaseFilter())
            self._states.setCurrentIndex(2)
        self._show_count()
        announce(self, f"{self.controls.number.text()} {self.controls.unit.text()}")

    def _go_on(self, page: Page) -> None:
        self.table.add(page)
        self._show_count()

    def _fail(self, error: str) -> None:
        self._error.set_error(words.NOT_READ, f"{error} {words.NOTHING_LOST}")
        self._states.setCurrentIndex(3)
        self.controls.show_count("", "")

    def _fail_to_go_on(self, error: str) -> None:
        self.table.ask_again()
        self.controls.show_count("", words.no_more_now(error), "alarm")

    def _show_count(self) -> None:
        shown, more = self.table.rowCount(), self.table.has_more
        self.controls.show_count(*words.how_many(shown, self._total, more=more))

    def _show_all(self) -> None:
        self.controls.show_request("", "")
        self.flow.ask(replace(CaseFilter()))

    def _count_conflicts(self, rows: Sequence[Conflict], more: bool) -> None:  # noqa: FBT001  # a signal's
        said = conflict_words.how_many(len(rows), more=more) if rows else ""
        self.controls.show_conflicts(said)
        self.conflicts_card.show_conflicts(rows, more=more)

    def _show_conflicts(self) -> None:
        self.conflicts_card.open()
        self.conflicts.look()

    def _show_case(self, case_id: str) -> None:
        self.show_request({"cases": CaseFilter(search=case_id)})

    def _go_to_search(self) -> None:
        self.controls.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.controls.search.selectAll()
