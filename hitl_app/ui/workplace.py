"""A person's window on a project: the frame, the desk, and what leads from page to page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QWidget

from hitl_app.domain.errors import HitlError
from hitl_app.domain.policy import Policy
from hitl_app.domain.reviewer import Role
from hitl_app.presentation.degrees import degree_name
from hitl_app.ui.actions import Keymap
from hitl_app.ui.background import Background
from hitl_app.ui.desk import Desk
from hitl_app.ui.dialogs import QtDialogs
from hitl_app.ui.importing import Importing
from hitl_app.ui.server_line import ServerLine
from hitl_app.ui.settings_card import Settings
from hitl_app.ui.shell import MainWindow, PageSpec, Who
from hitl_app.workflow import automation
from hitl_app.workflow.changes import Changes
from hitl_app.workflow.entering import Entry
from hitl_app.workflow.ports import Exports, Intakes, Pictures, Store

_SUPERVISORS = (Role.SUPERVISOR,)
_WINDOW = QSize(1600, 1000)
"""Size of a new window, where the screen has the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a window works with, whoever sits at it."""

    settings: Settings
    pictures: Pictures
    exports: Exports
    intakes: Intakes


class Workplace:
    """A window with its desk; ``look_every_ms`` says how often others' changes are looked for."""

    def __init__(
        self,
        tools: Tools,
        background: Background[Store],
        clock: Callable[[], datetime],
        entry: Entry,
        look_every_ms: int,
    ) -> None:
        project, person, settings = entry.project, entry.person, tools.settings
        keymap = Keymap(settings.get("keys", {}), role=person.role)
        who = Who(person.name, person.role)
        self.window = MainWindow(self._pages(), who, project.name, settings, keymap)
        self.desk = Desk(
            project=project,
            person=person,
            session=uuid4().hex,
            background=background,
            pictures=tools.pictures,
            exports=tools.exports,
            intakes=tools.intakes,
            clock=clock,
            settings=settings,
            dialogs=QtDialogs(self.window),
            go_to=self._go_to,
        )
        self._intakes = tools.intakes
        self._line = ServerLine(self.desk, self.window)
        self._looking = QTimer()
        self._looking.setInterval(look_every_ms)
        self._looking.timeout.connect(self._line.look)

    def open(self, policy: Policy) -> None:
        """Show the first page, and from then on what others change."""
        window, background = self.window, self.desk.background
        background.busy.connect(window.top.set_pending)
        background.failed.connect(self._say)
        background.changed.connect(self._look_at_policy)
        # Until the guide is in the program, help is the card of keys.
        window.help_asked.connect(lambda _page: window.show_keys())
        self._show_degree(policy)
        if self.desk.person.role is Role.SUPERVISOR:
            self._offer_import()
        window.show_page("review")
        room = window.screen().availableGeometry().size()
        window.resize(room.boundedTo(_WINDOW))
        window.show()
        self._looking.start()

    def leave(self) -> None:
        """Look for nothing more, and let every page give back what it holds."""
        self._looking.stop()
        self._line.leave()
        for page in self.window.built_pages():
            leave = getattr(page, "close_desk", None)
            if leave is not None:
                leave()

    def _offer_import(self) -> None:
        window = self.window
        importing = Importing(self.desk, self._intakes, window.stage(), window.rail)
        importing.told.connect(window.toast.show_text)
        window.import_asked.connect(importing.open)

    def _pages(self) -> list[PageSpec]:
        return [
            PageSpec("review", "Review", "eye", self._review),
            PageSpec("queue", "Queue", "stack", self._queue),
            PageSpec("agreement", "Agreement", "chart-line", self._agreement, _SUPERVISORS),
            PageSpec("automation", "Automation", "sliders", self._automation, _SUPERVISORS),
        ]

    # Each page is imported when it is first shown: the first case comes sooner.

    def _review(self) -> QWidget:
        from hitl_app.ui.review_page import build_review_page  # noqa: PLC0415  # reason above

        return build_review_page(self.desk)

    def _queue(self) -> QWidget:
        from hitl_app.ui.queue_page import build_queue_page  # noqa: PLC0415  # reason above

        return build_queue_page(self.desk)

    def _agreement(self) -> QWidget:
        from hitl_app.ui.agreement_page import build_agreement_page  # noqa: PLC0415  # as above

        return build_agreement_page(self.desk)

    def _automation(self) -> QWidget:
        from hitl_app.ui.automation_page import build_automation_page  # noqa: PLC0415  # as above

        return build_automation_page(self.desk)

    def _go_to(self, page: str, arguments: Mapping[str, object]) -> None:
        self.window.show_page(page)
        shown = getattr(self.window.page(page), "show_request", None)
        if shown is not None:
            shown(arguments)

    def _say(self, error: HitlError) -> None:
        self.window.toast.show_text(str(error), icon_name="warning", tone="warn")

    def _look_at_policy(self, changes: Changes) -> None:
        if Changes.POLICY in changes:
            project = self.desk.project
            self.desk.background.run(
                lambda store: automation.policy(store, project), self._show_degree, reads=True
            )

    def _show_degree(self, policy: Policy) -> None:
        if self.desk.person.role is Role.SUPERVISOR:
            self.window.top.set_degree(policy.degree.rank + 1, degree_name(policy.degree))
