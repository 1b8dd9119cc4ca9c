"""Puts the parts together for the window; the only module that knows both screen and store."""

import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from hitl_app import __version__
from hitl_app.domain.case import Project
from hitl_app.domain.errors import HitlError, Refused, Unavailable
from hitl_app.files.desk import FileIntakes, ScreenPictures
from hitl_app.files.secrets import KeyringSecrets
from hitl_app.files.tables_out import FileExports
from hitl_app.presentation.sign_in import Access, access, is_server
from hitl_app.settings import KeptSettings, SettingsError, default_kept
from hitl_app.storage import open_steady, open_store
from hitl_app.ui import theme
from hitl_app.ui.actions import Keymap
from hitl_app.ui.background import Background
from hitl_app.ui.building import Building
from hitl_app.ui.desk import Desk
from hitl_app.ui.first_start import FirstStart
from hitl_app.ui.shell import MainWindow
from hitl_app.ui.sign_in import SignInCard
from hitl_app.ui.signing_in import Door, SignedIn, SigningIn
from hitl_app.ui.workplace import Tools, Workplace
from hitl_app.workflow import pins
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.entering import Entry, enter
from hitl_app.workflow.ports import Progress, Secrets, Store

_log = logging.getLogger(__name__)
LOOK_EVERY_MS = 1000
_LOOK_AT_SERVER_EVERY_MS = 250
"""A server tells by itself, so looking costs no question there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What to open, for whom, and where the program may keep its own files.

    ``named`` says that the person was given on purpose (--as) and is not just the account.
    ``local`` is the workspace on this machine where another one is opened because it was last.
    """

    workspace: str
    project: str | None
    person: str
    settings: KeptSettings
    cache: Path
    kept: Path = field(default_factory=default_kept)
    named: bool = False
    local: str = ""
    secrets: Secrets = field(default_factory=KeyringSecrets)


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
    """The running program: the demo or the sign-in if need be, then the window."""

    def __init__(self, opening: Opening, clock: Callable[[], datetime] = _now) -> None:
        self._opening, self._clock = opening, clock
        self.first: FirstStart | None = None
        self._demo: Building | None = None
        self._place: Workplace | None = None
        self._pictures = ScreenPictures(opening.cache)
        self._signing_in = self._make_signing_in()
        self._here = _first_place(opening)
        self._leads_back = False
        self._closing: list[Background[Store]] = []
        self.background = _background_of(opening, Access(address=opening.workspace))

    @property
    def window(self) -> MainWindow | None:
        """Return the window, once there is one."""
        return None if self._place is None else self._place.window

    @property
    def desk(self) -> Desk | None:
        """Return the desk, once somebody sits at it."""
        return None if self._place is None else self._place.desk

    def start(self) -> None:
        """Show what there is; sign in to a server; build the demo where there is nothing."""
        self._go(self._here)

    def close(self) -> None:
        """Give the open case back, and let go of the store."""
        if self._place is not None:
            self._place.leave()
        if self._demo is not None:
            self._demo.close()
        self._signing_in.close()
        for background in (*self._closing, self.background):
            background.close()

    def report_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tell of a mistake of the program, with details that can be copied."""
        _tell_bug("".join(traceback.format_exception(kind, error, trace)), self.desk)

    def _go(self, here: str | Access) -> None:
        self._here, self._leads_back = here, False
        if isinstance(here, Access):
            self._signing_in.lead("Close", has_local=bool(self._opening.local))
            self._signing_in.try_first(here)
            return
        self.background = _background_of(self._opening, Access(address=here))
        if "://" in here or Path(here).exists():
            self._find()
        else:
            self._build_demo(here)

    # -- a workspace on this machine -----------------------------------------------------------

    def _build_demo(self, workspace: str) -> None:
        first, person, now = self._first_window(), self._opening.person, self._clock()

        def build(progress: Progress) -> Outcome[Project]:
            # Imported here, on the worker: the window stands without onnxruntime.
            from hitl_app.demo.beside import build_beside  # noqa: PLC0415  # reason above

            return build_beside(Path(workspace), person, now, progress)

        def failed(error: HitlError) -> None:
            again = partial(self._build_demo, workspace)
            first.show_error("The demo was not set up", str(error), again)

        self._demo = Building(build, first.show_progress)
        self._demo.start(self._find, failed)

    def _first_window(self) -> FirstStart:
        """Return the window before the window: one, or closing it would end the program."""
        if self.first is None:
            self.first = FirstStart(Keymap(self._opening.settings.get("keys", {})))
            self.first.stopped.connect(self._stop_building)
            self.first.sign_in_asked.connect(self._ask_where)
        self.first.show()
        return self.first

    def _stop_building(self) -> None:
        if self._demo is not None:
            self._demo.stop()

    def _find(self, pin: str | None = None) -> None:
        opening, clock = self._opening, self._clock
        fits = None if pin is None else partial(pins.pin_fits, pin)

        def step(store: Store) -> Outcome[Entry]:
            return enter(store, opening.project, opening.person, clock, fits)

        def found(entry: Entry) -> None:
            if entry.person.has_pin and pin is None:
                self._first_window().ask_pin(entry.person.name, self._find)
            else:
                self._open(entry)

        def failed(error: HitlError) -> None:
            if pin is not None and isinstance(error, Refused):
                self._first_window().ask_pin(opening.person, self._find, str(error))
            else:
                self._not_opened(error)

        self.background.run(step, found, failed, reads=True)

    def _not_opened(self, error: HitlError) -> None:
        again = None if isinstance(error, Refused) else self._find
        self._first_window().show_error("The workspace cannot be opened", str(error), again)

    # -- a server ------------------------------------------------------------------------------

    def _make_signing_in(self) -> SigningIn:
        made = SigningIn(
            _door(
                self._opening,
                self._clock,
                lambda card: self._first_window().show_sign_in(card),
            )
        )
        made.done.connect(self._come_in)
        made.left.connect(self._leave_card)
        made.local_asked.connect(self._go_local)
        return made

    def _ask_where(self) -> None:
        """Leave the workplace, giving back what is held there, and ask for a server."""
        here, settings = self._here, self._opening.settings
        place = here.host if isinstance(here, Access) else Path(here).name
        # Shown before the window goes: closing the last one ends the program.
        self._first_window()
        self._leave_place()
        self._leads_back = True
        self._signing_in.lead(f"Back to {place}", has_local=False)
        known = access(settings.get("server"), settings.get("server_name"))
        self._signing_in.ask(replace(here, password=None) if isinstance(here, Access) else known)

    def _leave_place(self) -> None:
        place, self._place = self._place, None
        if place is not None:
            place.leave()
            place.window.close()
            place.window.deleteLater()
        background = self.background
        self._closing.append(background)

        def close(_found: object) -> None:
            self._closing.remove(background)
            background.close()

        # Whatever was asked before is stored first, without holding up the screen.
        background.run(lambda _store: Outcome(None), close, close, reads=True)

    def _leave_card(self) -> None:
        if self._leads_back:
            self._go(self._here)
        elif self.first is not None:
            self.first.close()

    def _go_local(self) -> None:
        self._keep("server", "")
        self._go(self._opening.local)

    def _come_in(self, signed: SignedIn) -> None:
        self._here, self.background = signed.access, signed.background
        self._open(signed.entry)
        self._keep("server", signed.access.kept_address)
        self._keep("server_name", signed.access.name)

    def _keep(self, name: str, value: str) -> None:
        try:
            self._opening.settings.set(name, value)
        except SettingsError as error:
            self.background.failed.emit(Unavailable(str(error)))

    # -- the window ----------------------------------------------------------------------------

    def _open(self, entry: Entry) -> None:
        on_server = isinstance(self._here, Access)
        tools = Tools(
            settings=self._opening.settings,
            pictures=self._pictures,
            exports=FileExports(),
            intakes=FileIntakes(),
        )
        clock, ahead = self._clock, entry.ahead
        every = _LOOK_AT_SERVER_EVERY_MS if on_server else LOOK_EVERY_MS
        self._place = Workplace(tools, self.background, lambda: clock() + ahead, entry, every)
        self._place.window.sign_in_asked.connect(self._ask_where)
        self._place.open(entry.policy)
        self.background.run_beside(self._pictures.trim, lambda _bytes: None)
        if self.first is not None:
            self.first.close()


def _tell_bug(details: str, desk: Desk | None) -> None:
    _log.error("A mistake of the program: %s", details)
    sys.stderr.write(details)
    if desk is not None:
        desk.dialogs.tell(
            "Something went wrong in the program.",
            more="What you had saved is safe. Close the window and open it again; "
            "the details help whoever mends it.",
            details=f"hitl-app {__version__}\n{details}",
        )


def _background_of(opening: Opening, wanted: Access) -> Background[Store]:
    url, password, settings = wanted.url, wanted.password, opening.settings
    most = (settings.get("away_answers"), settings.get("away_minutes"))
    return Background(
        lambda: open_steady(url, opening.kept, password=password, most=most),
        open_long=lambda: open_store(url, password=password),
    )


def _door(
    opening: Opening, clock: Callable[[], datetime], show: Callable[[SignInCard], None]
) -> Door:
    # Project and name of the command line are meant for the server that it names.
    meant = is_server(opening.workspace)
    project = opening.project if meant else None
    name = opening.person if meant and opening.named else None
    return Door(
        opened=partial(_background_of, opening),
        enter=lambda store: enter(store, project, name, clock),
        secrets=opening.secrets,
        environment=os.environ,
        show=show,
    )


def _first_place(opening: Opening) -> str | Access:
    """Return where the program begins: a file, or a server with the name that is known for it."""
    if not is_server(opening.workspace):
        return opening.workspace
    wanted = access(opening.workspace)
    if wanted.name:
        return wanted
    if opening.named:
        return replace(wanted, name=opening.person)
    is_last = opening.settings.get("server") == wanted.kept_address
    return replace(wanted, name=opening.settings.get("server_name") if is_last else "")
