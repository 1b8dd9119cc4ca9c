"""The Automation screen: a supervisor drafts how much the model decides, and puts it in force."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from hitl_app.presentation import automation as words
from hitl_app.presentation.policy_draft import Draft
from hitl_app.ui.actions import Keymap, install
from hitl_app.ui.automation.flow import AutomationFlow
from hitl_app.ui.automation.telling import Telling
from hitl_app.ui.automation.view import AutomationView
from hitl_app.ui.desk import Desk
from hitl_app.ui.theme import look
from hitl_app.ui.widgets import EmptyState, ErrorCard, centred

_STEPS: Final = {
    "automation.threshold_down": -1,
    "automation.threshold_up": 1,
    "automation.threshold_down_ten": -10,
    "automation.threshold_up_ten": 10,
}


def build_automation_page(desk: Desk) -> QWidget:
    """Return the page for a supervisor."""
    return AutomationPage(desk)


class AutomationPage(QWidget):
    """Shows the flow; every change goes through it."""

    key_contexts = ("automation",)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Automation")
        self._desk = desk
        self._keymap = Keymap(desk.settings.get("keys", {}), role=desk.person.role)
        self.flow = AutomationFlow(desk, self)
        self.view = AutomationView(desk.project.labels)
        self._error = ErrorCard(words.NOT_READ, "", name="auto.error")
        self._error.add_button("Try again", self.flow.look, "arrow-clockwise", name="auto.again")
        waiting = EmptyState("sliders", "Reading the policy", framed=False, name="auto.loading")
        self._pages = QStackedLayout(self)
        for page in (centred(waiting), centred(self._error, 480), self.view):
            self._pages.addWidget(page)
        self.telling = Telling(self, self.flow, self.view)
        # A double click on the red button must not step down twice.
        self._rest = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._rest.timeout.connect(self._show)
        self._connect()

    def page_shown(self) -> None:
        """Look again when something changed meanwhile."""
        self.flow.shown = True
        if not self.flow.fresh:
            self.flow.look()

    def page_hidden(self) -> None:
        """Stop following the policy until the page is shown again."""
        self.flow.shown = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step the threshold with the arrows; Esc goes back to what is running."""
        command = self._keymap.command(event, "automation")
        entry = self.view.terms.threshold.entry
        if command is not None and command.id in _STEPS and entry.isEnabled():
            entry.step(_STEPS[command.id])
        elif command is not None and command.id == "automation.back":
            # What was written stays: Esc never loses text.
            self.flow.discard()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more of the history where there is room."""
        super().resizeEvent(event)
        self._show()

    def _connect(self) -> None:
        flow, view = self.flow, self.view
        flow.changed.connect(self._show)
        flow.not_read.connect(self._show_error)
        flow.stepped_down.connect(lambda *_what: self._rest_a_moment())
        view.why.given.connect(flow.explain)
        view.ladder.step_down.connect(flow.step_down)
        view.ladder.drafted.connect(self._drafting(Draft.with_degree))
        view.terms.threshold_changed.connect(self._drafting(Draft.with_threshold))
        view.terms.audit_changed.connect(self._drafting(Draft.with_audit_rate))
        view.terms.holdback_changed.connect(self._drafting(Draft.with_holdback_rate))
        view.by_class.threshold_changed.connect(self._drafting(Draft.with_label_threshold))
        view.by_class.person_changed.connect(self._drafting(_with_person))
        view.change.apply_asked.connect(flow.apply)
        view.change.discard_asked.connect(self._discard)
        view.change.reason.left.connect(self.setFocus)
        view.history.back.connect(flow.go_back)
        view.history.all_asked.connect(lambda: view.history.open_all(self))
        look().changed.connect(self._show)
        handlers = {
            "automation.apply": view.change.apply_by_key,
            "automation.step_down": view.ladder.down.click,
        }
        install(self, "automation", handlers, self._keymap)

    def _drafting(self, change: Callable[..., Draft]) -> Callable[..., None]:
        """Return what a card may call to change the draft."""

        def changed(*values: Any) -> None:
            if self.flow.draft is not None:
                self.flow.set_draft(change(self.flow.draft, *values))

        return changed

    def _discard(self) -> None:
        self.view.change.reason.clear()
        self.flow.discard()

    def _rest_a_moment(self) -> None:
        self._rest.start()
        self._show()

    def _show_error(self, error: str) -> None:
        self._error.set_error(words.NOT_READ, f"{error} {words.NOTHING_CHANGED}")
        self._pages.setCurrentIndex(1)

    def _show(self) -> None:
        situation, draft = self.flow.situation, self.flow.draft
        if situation is None or draft is None:
            return
        self._pages.setCurrentIndex(2)
        free = not self.flow.busy
        self.view.show_situation(
            situation,
            draft,
            self._desk.clock(),
            ready=free and not self.flow.away,
            may_step=free and not self._rest.isActive(),
        )


def _with_person(draft: Draft, label: str, always: object) -> Draft:
    return draft.with_always_person(label, always=bool(always))
