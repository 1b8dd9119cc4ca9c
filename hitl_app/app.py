"""Puts the parts together for the window; the only module that knows both screen and store."""

import logging
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from hitl_app import __version__
from hitl_app.domain.case import Project
from hitl_app.domain.errors import HitlError, Refused
from hitl_app.domain.policy import Policy
from hitl_app.domain.reviewer import Person, Role
from hitl_app.files.desk import FileIntakes, ScreenPictures
from hitl_app.files.tables_out import FileExports
from hitl_app.presentation.degrees import degree_name
from hitl_app.settings import KeptSettings
from hitl_app.storage import open_store
from hitl_app.ui import theme
from hitl_app.ui.actions import Keymap
from hitl_app.ui.background import Background
from hitl_app.ui.background import Progress as Handle
from hitl_app.ui.desk import Desk
from hitl_app.ui.dialogs import QtDialogs
from hitl_app.ui.first_start import FirstStart
from hitl_app.ui.importing import Importing
from hitl_app.ui.shell import MainWindow, PageSpec, Who
from hitl_app.workflow import automation, pins, projects
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import Progress, Store

_log = logging.getLogger(__name__)
_LOOK_EVERY_MS = 1000
_SUPERVISORS = (Role.SUPERVISOR,)
_WINDOW = QSize(1600, 1000)
"""Size of a new window, where the screen has the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What to open, for whom, and where the program may keep its own files."""

    workspace: str
    project: str | None
    person: str
    settings: KeptSettings
    cache: Path


def open_window(opening: Opening) -> int:
    """Open the window and return the exit code when it is closed."""
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(qt, QApplication):
        raise TypeError("there is a Qt application without windows already")
    qt.setApplicationName("hitl-app")
    settings = opening.settings
    theme.install(qt, settings.get("theme", "system"), settings.get("text_size", 100))
    program = Program(opening)
    sys.excepthook = program.report_bug
    program.start()
    qt.aboutToQuit.connect(program.close)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: qt.quit())
    return qt.exec()


def _now() -> datetime:
    return datetime.now(UTC)


class Program:
    """The running program: first the demo if there is no workspace, then the window."""

    def __init__(self, opening: Opening, clock: Callable[[], datetime] = _now) -> None:
        self._opening, self._clock = opening, clock
        self.first: FirstStart | None = None
        self._builder: Background[_Nothing] | None = None
        self._building: Handle | None = None
        self._place: Workplace | None = None
        self.background: Background[Store] = Background(
            lambda: open_store(opening.workspace, create=False)
        )

    @property
    def window(self) -> MainWindow | None:
        """Return the window, once there is one."""
        return None if self._place is None else self._place.window

    @property
    def desk(self) -> Desk | None:
        """Return the desk, once somebody sits at it."""
        return None if self._place is None else self._place.desk

    def start(self) -> None:
        """Show what there is; build the demo first where there is nothing."""
        if "://" in self._opening.workspace or Path(self._opening.workspace).exists():
            self._find()
        else:
            self._build_demo()

    def close(self) -> None:
        """Give the open case back, and let go of the store."""
        if self._place is not None:
            self._place.leave()
        if self._builder is not None:
            self._builder.close()
        self.background.close()

    def report_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tell of a mistake of the program, with details that can be copied."""
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("A mistake of the program: %s", details)
        sys.stderr.write(details)
        if self.desk is not None:
            self.desk.dialogs.tell(
                "Something went wrong in the program.",
                more="What you had saved is safe. Close the window and open it again; "
                "the details help whoever mends it.",
                details=f"hitl-app {__version__}\n{details}",
            )

    def _build_demo(self) -> None:
        first = self._first_window()
        first.show_progress(0, None)
        builder = self._builder = Background(_Nothing)
        opening, now = self._opening, self._clock()

        def work(_store: object, progress: Progress) -> Outcome[Project]:
            # Imported here, on the worker: the window stands without onnxruntime.
            from hitl_app.demo.beside import build_beside  # noqa: PLC0415  # reason above

            return build_beside(Path(opening.workspace), opening.person, now, progress)

        def done(_project: Project) -> None:
            self._building = None
            builder.close()
            self._find()

        def failed(error: HitlError) -> None:
            self._building = None
            builder.close()
            first.show_error("The demo was not set up", str(error), self._build_demo)

        self._building = builder.run_long(work, first.show_progress, done, failed)

    def _first_window(self) -> FirstStart:
        """Return the window before the window: one, or closing it would end the program."""
        if self.first is None:
            self.first = FirstStart()
            self.first.stopped.connect(self._stop_building)
        self.first.show()
        return self.first

    def _stop_building(self) -> None:
        if self._building is not None:
            self._building.stop()

    def _find(self, pin: str | None = None) -> None:
        opening = self._opening

        def step(store: Store) -> Outcome[tuple[Project, Person, Policy]]:
            project = projects.find_project(store, opening.project)
            fits = None if pin is None else partial(pins.pin_fits, pin)
            person = projects.who_acts(store, opening.person, pin_fits=fits)
            return Outcome((project, person, automation.policy(store, project).value))

        def found(what: tuple[Project, Person, Policy]) -> None:
            if what[1].has_pin and pin is None:
                self._first_window().ask_pin(what[1].name, self._find)
            else:
                self._open(*what)

        def failed(error: HitlError) -> None:
            if pin is not None and isinstance(error, Refused):
                self._first_window().ask_pin(opening.person, self._find, str(error))
            else:
                self._not_opened(error)

        self.background.run(step, found, failed, reads=True)

    def _not_opened(self, error: HitlError) -> None:
        again = None if isinstance(error, Refused) else self._find
        self._first_window().show_error("The workspace cannot be opened", str(error), again)

    def _open(self, project: Project, person: Person, policy: Policy) -> None:
        self._place = Workplace(self._opening, self.background, self._clock, project, person)
        self._place.open(policy)
        if self.first is not None:
            self.first.close()


class Workplace:
    """A person's window on a project: the frame, the desk, and what leads from page to page."""

    def __init__(
        self,
        opening: Opening,
        background: Background[Store],
        clock: Callable[[], datetime],
        project: Project,
        person: Person,
    ) -> None:
        settings = opening.settings
        keymap = Keymap(settings.get("keys", {}), role=person.role)
        who = Who(person.name, person.role)
        self._pictures = ScreenPictures(opening.cache)
        self.window = MainWindow(self._pages(), who, project.name, settings, keymap)
        self.desk = Desk(
            project=project,
            person=person,
            session=uuid4().hex,
            background=background,
            pictures=self._pictures,
            exports=FileExports(),
            intakes=FileIntakes(),
            clock=clock,
            settings=settings,
            dialogs=QtDialogs(self.window),
            go_to=self._go_to,
        )
        self._looking = QTimer()
        self._looking.setInterval(_LOOK_EVERY_MS)
        self._looking.timeout.connect(self._look_elsewhere)

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
        background.run_beside(self._pictures.trim, lambda _bytes: None)

    def leave(self) -> None:
        """Let every page give back what it holds."""
        self._looking.stop()
        for page in self.window.built_pages():
            leave = getattr(page, "close_desk", None)
            if leave is not None:
                leave()

    def _offer_import(self) -> None:
        window = self.window
        importing = Importing(self.desk, FileIntakes(), window.stage(), window.rail)
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

    def _look_elsewhere(self) -> None:
        def step(store: Store) -> Outcome[None]:
            return Outcome(None, store.changed_elsewhere())

        self.desk.background.run(step, lambda _nothing: None, lambda _error: None, reads=True)


class _Nothing:
    """Stands in for a store where work brings its own."""

    def close(self) -> None:
        """Let go of nothing."""
