"""The frame of the window: rail, top bar, and the pages, each built when it is first shown.

    pages = [PageSpec("review", "Review", "eye", lambda: ReviewPage(...)), ...]
    window = MainWindow(pages, Who("Mia Kraft", Role.INSPECTOR), "Plate line 4", settings, keymap)
    background.busy.connect(window.top.set_pending)
    window.show_page("review")

A page is a QWidget. If it has the methods, the frame calls them: `page_shown()` and
`page_hidden()`; `key_contexts` (a tuple of context names) says what the keys card shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hitl_app.domain.reviewer import Role
from hitl_app.ui.actions import Keymap, install
from hitl_app.ui.rail import Rail
from hitl_app.ui.settings_card import Settings, SettingsCard
from hitl_app.ui.theme import look, px
from hitl_app.ui.top_bar import TopBar
from hitl_app.ui.widgets import KeysCard, Overlay, Toast

NARROW_BELOW = 1440
_EVERYBODY = (Role.INSPECTOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A screen: its id, words and icon, who has it, and how it is built."""

    id: str
    title: str
    icon_name: str
    build: Callable[[], QWidget]
    roles: tuple[Role, ...] = _EVERYBODY


@dataclass(frozen=True, slots=True)
class Who:
    """The person at the screen."""

    name: str
    role: Role

    @property
    def initials(self) -> str:
        """The first letters of the first and last name."""
        parts = self.name.split() or ["?"]
        return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


class MainWindow(QMainWindow):
    """Holds the pages; knows nothing of what they do."""

    page_changed = Signal(str)
    setting_changed = Signal(str)
    help_asked = Signal(str)
    import_asked = Signal()
    sign_in_asked = Signal()

    def __init__(
        self,
        pages: Sequence[PageSpec],
        who: Who,
        project: str,
        settings: Settings,
        keymap: Keymap | None = None,
    ) -> None:
        super().__init__()
        self._specs = {spec.id: spec for spec in pages if who.role in spec.roles}
        self._built: dict[str, QWidget] = {}
        self._settings = settings
        self.keymap = keymap or Keymap(role=who.role)
        self._current = ""
        self.top = TopBar(project)
        self.rail = Rail(self._screens(), who.initials, who.name)
        self._stack = QStackedWidget()
        self._lay_out()
        self.toast = Toast(self._stack, name="shell.toast")
        self._keys = KeysCard(self._stack)
        self._card: SettingsCard | None = None
        self._connect()
        self.setWindowTitle(f"{project} – hitl-app")
        self.setMinimumSize(1280, 800)

    def show_page(self, page_id: str) -> None:
        """Show a screen, building it if this is the first time; unknown ones are passed over."""
        if page_id not in self._specs or page_id == self._current:
            return
        _shut_overlays(self._stack)
        _call(self._built.get(self._current), "page_hidden")
        page = self.page(page_id)
        self._current = page_id
        self._stack.setCurrentWidget(page)
        self.rail.set_current(page_id)
        self.top.set_title(self._specs[page_id].title)
        self.toast.raise_()
        page.setFocus()
        _call(page, "page_shown")
        self.page_changed.emit(page_id)

    def page(self, page_id: str) -> QWidget:
        """Return a screen's page, building it if need be."""
        if page_id not in self._built:
            page = self._specs[page_id].build()
            page.setProperty("page", True)
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._built[page_id] = page
            self._stack.addWidget(page)
        return self._built[page_id]

    def stage(self) -> QWidget:
        """Return the area of the pages, for cards that cover it."""
        return self._stack

    def built_pages(self) -> list[QWidget]:
        """Return the pages that were shown so far."""
        return list(self._built.values())

    def current_page(self) -> str:
        """Return the id of the screen that is shown."""
        return self._current

    def show_keys(self) -> None:
        """Show the keys of the current screen."""
        _shut_overlays(self._stack)
        contexts = getattr(self._built.get(self._current), "key_contexts", (self._current,))
        self._keys.show_groups(self.keymap.groups(*contexts, "shell"))

    def show_settings(self) -> None:
        """Show the settings."""
        _shut_overlays(self._stack)
        self._card = SettingsCard(self._stack, self._settings, self.keymap)
        self._card.changed.connect(self.setting_changed)
        self._card.closed.connect(self._card.deleteLater)
        self._card.sign_in_asked.connect(self.sign_in_asked)
        self._card.open()

    def toggle_theme(self) -> None:
        """Change between light and dark, and keep it."""
        self._keep("theme", "light" if look().theme.dark else "dark")
        look().set_theme("light" if look().theme.dark else "dark")

    def announce(self, text: str, *, at_once: bool = False) -> None:
        """Have a screen reader say something, politely unless it cannot wait."""
        event = QAccessibleAnnouncementEvent(self, text)
        if at_once:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that no page took."""
        command = self.keymap.command(event, "shell")
        if command is not None and command.id == "shell.keys":
            self.show_keys()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the rail away in small windows."""
        self.rail.set_narrow(event.size().width() < px(NARROW_BELOW))
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        whole, right = QWidget(), QVBoxLayout()
        row = QHBoxLayout(whole)
        for box in (row, right):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        row.addWidget(self.rail)
        right.addWidget(self.top)
        right.addWidget(self._stack, 1)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.rail.keys_asked.connect(self.show_keys)
        self.rail.settings_asked.connect(self.show_settings)
        self.top.theme_clicked.connect(self.toggle_theme)
        self.top.degree_clicked.connect(lambda: self.show_page("automation"))
        install(self, "shell", self._handlers(), self.keymap)

    def _handlers(self) -> dict[str, Callable[[], None]]:
        titles = ("review", "queue", "agreement", "automation")
        return {f"shell.page.{page}": partial(self.show_page, page) for page in titles} | {
            "shell.text_larger": lambda: self._step_text(1),
            "shell.text_smaller": lambda: self._step_text(-1),
            "shell.full_screen": self._toggle_full_screen,
            "shell.help": lambda: self.help_asked.emit(self._current),
            "shell.theme": self.toggle_theme,
            "shell.settings": self.show_settings,
            "shell.keys": self.show_keys,
            "shell.import": self.import_asked.emit,
            "shell.sign_in": self.sign_in_asked.emit,
            "shell.quit": lambda: _discard(self.close()),
        }

    def _step_text(self, steps: int) -> None:
        look().step_text_size(steps)
        self._keep("text_size", look().text_size)

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _keep(self, name: str, value: object) -> None:
        self._settings.set(name, value)
        self.setting_changed.emit(name)

    def _screens(self) -> list[tuple[str, str, str, str]]:
        return [
            (spec.id, spec.title, spec.icon_name, self.keymap.label(f"shell.page.{spec.id}"))
            for spec in self._specs.values()
        ]


def _shut_overlays(stack: QWidget) -> None:
    # One card at a time, and none that belongs to another screen.
    for card in stack.findChildren(Overlay):
        card.shut()


def _discard(_answer: object) -> None:
    """Do nothing with what a method of Qt returns."""


def _call(page: QObject | None, method: str) -> None:
    found = getattr(page, method, None)
    if callable(found):
        found()
