"""The Agreement screen: how far people and the model agree, for whom, when, and in which cases."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hitl_app.domain.errors import HitlError
from hitl_app.presentation.agreement import NO_DECISIONS, bin_in_words, export_subtitle
from hitl_app.ui.actions import Keymap, install
from hitl_app.ui.agreement.bar import Bar
from hitl_app.ui.agreement.content import Content
from hitl_app.ui.agreement.export_card import ExportCard
from hitl_app.ui.agreement.export_run import ExportRun
from hitl_app.ui.agreement.fetch import Found, looking
from hitl_app.ui.agreement.saying import announce
from hitl_app.ui.agreement.skeleton import Skeleton
from hitl_app.ui.desk import Desk
from hitl_app.ui.tokens import SPACE_M
from hitl_app.ui.widgets import EmptyState, ErrorCard, ScrollColumn, Toast, centred
from hitl_app.workflow.changes import Changes

_LOOK_AGAIN_AFTER_MS = 400
_PALE_AFTER_MS = 200
_OF_INTEREST = Changes.DECISIONS | Changes.POLICY


def build_agreement_page(desk: Desk) -> QWidget:
    """Build the page for a supervisor's desk."""
    return AgreementPage(desk)


class AgreementPage(QWidget):
    """Asks for figures and shows what comes; looks again when decisions or the policy changed."""

    key_contexts = ("agreement",)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("agreement")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.desk = desk
        self.found: Found | None = None
        self._asks = 0
        self._page = 0
        self._stale = True
        persons = bool(desk.settings.get("by_person_figures", default=True))
        self.bar = Bar(persons=persons)
        self.content = Content(desk, self._keymap, persons=persons)
        self._empty = EmptyState("chart-line", *NO_DECISIONS, name="agreement.empty")
        self._error = ErrorCard("The figures could not be read", "", name="agreement.error")
        self._stack = QStackedWidget()
        self._scroll = ScrollColumn(name="agreement.scroll")
        self.run = ExportRun(desk, self)
        self.export = ExportCard(self, desk, self.run)
        self.toast = Toast(self, name="agreement.toast")
        self._waits = QTimer(self, singleShot=True, interval=_PALE_AFTER_MS)
        self.again = QTimer(self, singleShot=True, interval=_LOOK_AGAIN_AFTER_MS)
        self._lay_out()
        self._connect()

    def page_shown(self) -> None:
        """Look again, if something has changed since."""
        if self._stale:
            self.look()

    def close_desk(self) -> None:
        """Ask for nothing any longer."""
        self.again.stop()
        self._waits.stop()
        self.export.shut()

    def look(self) -> None:
        """Fetch the figures that are asked for; older answers on their way are passed over."""
        self._stale = False
        self._asks += 1
        ask, asked = self._asks, self.bar.asked()
        step = looking(self.desk, asked, self._page, self.desk.clock().date())
        # What comes at once need not go pale before.
        self._waits.start()

        def then(found: Found) -> None:
            if ask == self._asks:
                self._show(found)

        def failed(error: HitlError) -> None:
            if ask == self._asks:
                self._fail(error)

        self.desk.background.run(step, then, failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys of charts to the chart, wherever on the page the focus is."""
        command = self._keymap().command(event, "agreement")
        if command is not None and self._stack.currentIndex() == 1:
            self.content.chart.take_key(event)
        else:
            super().keyPressEvent(event)

    def _show(self, found: Found) -> None:
        first, asked_before = self.found is None, self.found.asked if self.found else None
        self._waits.stop()
        self.found, self._page = found, found.page
        if found.screen.is_empty:
            self._stack.setCurrentIndex(2)
            return
        self.content.show_found(found)
        self.content.chart.set_bin(bin_in_words(found.asked.bin))
        if found.asked.period != "own":
            self.bar.show_own(*found.screen.days)
        self._stack.setCurrentIndex(1)
        if first:
            self.content.begin()
        # Only what a person asked for is said: new decisions come all the time.
        if found.asked != asked_before:
            announce(self, found.screen.sentence)

    def _fail(self, error: HitlError) -> None:
        self._stale = True
        self._waits.stop()
        if self.found is None or self.found.screen.is_empty:
            self._error.set_error("The figures could not be read", str(error))
            self._stack.setCurrentIndex(3)
        else:
            self.content.show_error(str(error))

    def _changed(self, changes: Changes) -> None:
        if changes & _OF_INTEREST:
            self._stale = True
            # Not started anew by each change: somebody who decides quickly must not delay it.
            if self.isVisible() and not self.again.isActive():
                self.again.start()

    def _look_again(self) -> None:
        if self.isVisible() and self._stale:
            self.look()

    def _ask_other(self) -> None:
        self._page = 0
        self.look()

    def _turn_page(self, page: int) -> None:
        self._page = max(0, page)
        self.look()

    def _copy(self) -> None:
        if self._stack.currentIndex() == 1:
            self.content.chart.copy()
            self.toast.show_text("Chart copied", "as a picture, with its numbers as CSV")

    def _open_export(self) -> None:
        found = self.found
        if found is not None:
            self.export.open_for(found.screen.seen.window, export_subtitle(found.screen))

    def _tell_of_export(self) -> None:
        self.bar.set_writing(self.run.short)

    def _export_ended(self, words: str) -> None:
        if self.export.isHidden():
            self._say(words)
        announce(self, words)

    def _say(self, words: str) -> None:
        self.toast.show_text(words, icon_name="info")

    def _keymap(self) -> Keymap:
        return Keymap(self.desk.settings.get("keys", {}), role=self.desk.person.role)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, 10, SPACE_M, 10)
        column.setSpacing(10)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self._scroll.setWidget(self.content)
        for page in (Skeleton(), self._scroll, centred(self._empty, 500),
                     centred(self._error, 500)):  # fmt: skip
            self._stack.addWidget(page)

    def _connect(self) -> None:
        self.bar.changed.connect(self._ask_other)
        self.bar.copy_asked.connect(self._copy)
        self.bar.export_asked.connect(self._open_export)
        self.content.page_asked.connect(self._turn_page)
        self.content.again_asked.connect(self.look)
        self.content.said.connect(self._say)
        self._error.add_button("Try again", self.look, "arrow-clockwise", "primary")
        self._empty.add_button("Go to Review", lambda: self.desk.go_to("review", {}), "eye")
        self._waits.timeout.connect(lambda: self.content.set_waiting(waiting=True))
        self.again.timeout.connect(self._look_again)
        self.run.changed.connect(self._tell_of_export)
        self.run.ended.connect(self._export_ended)
        self.desk.background.changed.connect(self._changed)
        handlers = {
            "agreement.copy_chart": self._copy,
            "agreement.export": self._open_export,
        }
        install(self, "agreement", handlers, self._keymap())
