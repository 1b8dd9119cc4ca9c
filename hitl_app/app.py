"""Puts the parts together for the window; the only module that knows both screen and store."""

import logging
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
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
from hitl_app.files.refused import RefusedRows, refused_path
from hitl_app.files.sources import open_source
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
from hitl_app.workflow import automation, projects
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import Pixels, Progress, Refusal, RowSource, Store

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


@dataclass(frozen=True, slots=True)
class ScreenPictures:
    """Pictures for the screen from proxies in the cache folder."""

    cache: Path

    def for_screen(self, media: str) -> Pixels:
        """Return a picture at screen size."""
        # Imported here, on the worker: Pillow is not needed to show the first frame.
        from hitl_app.files.pictures import screen_pixels  # noqa: PLC0415  # reason above

        return screen_pixels(media, self.cache)

    def thumbnail(self, media: str) -> Pixels:
        """Return a thumbnail."""
        from hitl_app.files.pictures import thumbnail_pixels  # noqa: PLC0415  # as above

        return thumbnail_pixels(media, self.cache)


class FileIntakes:
    """Files and folders that come in."""

    def open(self, path: Path, labels: tuple[str, ...]) -> RowSource:
        """Open a file or folder by its kind."""
        return open_source(path, labels=labels)

    @contextmanager
    def refusals(self, source: Path) -> Iterator[Callable[[Refusal], None]]:
        """Write refused rows down beside their source."""
        with RefusedRows(refused_path(source)) as refused:
            yield refused.add

    def refused_beside(self, source: Path) -> Path:
        """Name the file of refused rows."""
        return refused_path(source)


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
        self._first: FirstStart | None = None
        self._builder: Background[_Nothing] | None = None
        self._building: Handle | None = None
        self.window: MainWindow | None = None
        self.desk: Desk | None = None
        self.background: Background[Store] = Background(
            lambda: open_store(opening.workspace, create=False)
        )
        self._looking = QTimer()
        self._looking.setInterval(_LOOK_EVERY_MS)
        self._looking.timeout.connect(self._look_elsewhere)

    def start(self) -> None:
        """Show what there is; build the demo first where there is nothing."""
        if "://" in self._opening.workspace or Path(self._opening.workspace).exists():
            self._find()
        else:
            self._build_demo()

    def close(self) -> None:
        """Give the open case back, and let go of the store."""
        self._looking.stop()
        if self.window is not None:
            for page in self.window.built_pages():
                leave = getattr(page, "close_desk", None)
                if leave is not None:
                    leave()
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
        work = _DemoWork(Path(self._opening.workspace), self._opening.person, self._clock())

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
        if self._first is None:
            self._first = FirstStart()
            self._first.stopped.connect(self._stop_building)
        self._first.show()
        return self._first

    def _stop_building(self) -> None:
        if self._building is not None:
            self._building.stop()

    def _find(self) -> None:
        opening = self._opening

        def step(store: Store) -> Outcome[tuple[Project, Person, Policy]]:
            project = projects.find_project(store, opening.project)
            person = projects.who_acts(store, opening.person)
            return Outcome((project, person, automation.policy(store, project).value))

        self.background.run(step, lambda found: self._open(*found), self._not_opened)

    def _not_opened(self, error: HitlError) -> None:
        again = None if isinstance(error, Refused) else self._find
        first = self._first_window()
        first.show_error("The workspace cannot be opened", str(error), again)

    def _open(self, project: Project, person: Person, policy: Policy) -> None:
        settings = self._opening.settings
        keymap = Keymap(settings.get("keys", {}), role=person.role)
        window = MainWindow(
            self._pages(), Who(person.name, person.role), project.name, settings, keymap
        )
        self.window = window
        self.desk = Desk(
            project=project,
            person=person,
            session=uuid4().hex,
            background=self.background,
            pictures=ScreenPictures(self._opening.cache),
            exports=FileExports(),
            intakes=FileIntakes(),
            clock=self._clock,
            settings=settings,
            dialogs=QtDialogs(window),
            go_to=self._go_to,
        )
        self.background.busy.connect(window.top.set_pending)
        self.background.failed.connect(self._say)
        self.background.changed.connect(self._look_at_policy)
        self._show_degree(policy)
        if person.role is Role.SUPERVISOR:
            self._offer_import(self.desk, window)
        window.show_page("review")
        room = window.screen().availableGeometry().size()
        window.resize(room.boundedTo(_WINDOW))
        window.show()
        if self._first is not None:
            self._first.close()
        self._looking.start()
        self.background.run_beside(self._trim_cache, lambda _bytes: None)

    def _trim_cache(self) -> int:
        from hitl_app.files.pictures import trim  # noqa: PLC0415  # on the worker, as above

        return trim(self._opening.cache)

    def _offer_import(self, desk: Desk, window: MainWindow) -> None:
        importing = Importing(desk, FileIntakes(), window.stage(), window.rail)
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

        return build_review_page(self._given())

    def _queue(self) -> QWidget:
        from hitl_app.ui.queue_page import build_queue_page  # noqa: PLC0415  # reason above

        return build_queue_page(self._given())

    def _agreement(self) -> QWidget:
        from hitl_app.ui.agreement_page import build_agreement_page  # noqa: PLC0415  # as above

        return build_agreement_page(self._given())

    def _automation(self) -> QWidget:
        from hitl_app.ui.automation_page import build_automation_page  # noqa: PLC0415  # as above

        return build_automation_page(self._given())

    def _given(self) -> Desk:
        if self.desk is None:
            raise RuntimeError("pages are built after the desk")
        return self.desk

    def _go_to(self, page: str, arguments: Mapping[str, object]) -> None:
        if self.window is None:
            return
        self.window.show_page(page)
        shown = getattr(self.window.page(page), "show_request", None)
        if shown is not None:
            shown(arguments)

    def _say(self, error: HitlError) -> None:
        if self.window is not None:
            self.window.toast.show_text(str(error), icon_name="warning", tone="warn")

    def _look_at_policy(self, changes: Changes) -> None:
        if Changes.POLICY in changes and self.desk is not None:
            project = self.desk.project
            self.background.run(
                lambda store: automation.policy(store, project), self._show_degree, reads=True
            )

    def _show_degree(self, policy: Policy) -> None:
        desk, window = self.desk, self.window
        if desk is not None and window is not None and desk.person.role is Role.SUPERVISOR:
            window.top.set_degree(policy.degree.rank + 1, degree_name(policy.degree))

    def _look_elsewhere(self) -> None:
        def step(store: Store) -> Outcome[None]:
            return Outcome(None, Changes.ALL if store.changed_elsewhere() else Changes.NOTHING)

        self.background.run(step, lambda _nothing: None, lambda _error: None, reads=True)


class _Nothing:
    """Stands in for a store where work brings its own."""

    def close(self) -> None:
        """Let go of nothing."""


@dataclass(frozen=True, slots=True)
class _DemoWork:
    """Builds the demo beside its final name, so that a stopped build leaves no half workspace."""

    workspace: Path
    person: str
    now: datetime

    def __call__(self, _store: object, progress: Progress) -> Outcome[Project]:
        # Imported here, on the worker: the window stands without onnxruntime.
        from hitl_app.demo.build import build_workspace  # noqa: PLC0415  # reason above

        beside = self.workspace.with_name(f"{self.workspace.stem}.building.db")
        _forget(beside)
        store = open_store(str(beside), create=True)
        try:
            folder = self.workspace.parent / "demo"
            built = build_workspace(store, folder, self.now, progress, opener=self.person)
        except BaseException:
            store.close()
            _forget(beside)
            raise
        store.close()
        beside.rename(self.workspace)
        return built


def _forget(database: Path) -> None:
    for each in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        each.unlink(missing_ok=True)
