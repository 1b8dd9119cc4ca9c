"""How the window stands to its server: what is kept here, what became of it, pictures at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from hitl_app.domain.errors import HitlError
from hitl_app.presentation import away as words
from hitl_app.ui.announce import announce
from hitl_app.ui.background import Request
from hitl_app.ui.desk import Desk
from hitl_app.ui.shell import MainWindow
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import KeptHere, Store

_UNTIL_READ_MS = 30_000


@dataclass(frozen=True, slots=True)
class _Look:
    kept: KeptHere | None
    told: tuple[str, ...]


class ServerLine(QObject):
    """Looks for what others changed, and says in the top bar whether the server is away."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._looks = False
        self._kept = KeptHere()
        self._most_kept = 0
        self._laying_in: Request | None = None

    def look(self) -> None:
        """Look once; a step that waits for the network must not gather looks behind it."""
        if self._looks:
            return
        self._looks, now = True, self._desk.clock()

        def step(store: Store) -> Outcome[_Look]:
            changes = store.changed_elsewhere(now)
            return Outcome(_Look(store.kept_here(), store.told()), changes)

        self._desk.background.run(step, self._looked, self._missed, reads=True)

    def leave(self) -> None:
        """Fetch no more pictures."""
        if self._laying_in is not None:
            self._laying_in.cancel()

    def _missed(self, _error: HitlError) -> None:
        self._looks = False

    def _looked(self, found: _Look) -> None:
        self._looks = False
        before, self._kept = self._kept, found.kept or KeptHere()
        if self._kept.away or before.away:
            self._show(before)
        if found.told:
            self._tell(" ".join(found.told), "warning", "warn", stay_ms=_UNTIL_READ_MS)
        if self._kept.media != before.media:
            self._lay_in(self._kept.media)

    def _show(self, before: KeptHere) -> None:
        state = words.state(self._kept)
        self._window.top.set_away(state)
        self._most_kept = max(self._most_kept, self._kept.kept)
        if self._kept.away and not before.away:
            announce(self._window, state)
        elif before.away and not self._kept.away:
            self._tell(words.back(self._most_kept), "cloud-check", "ok")
            self._most_kept = 0

    def _tell(self, sentence: str, icon_name: str, tone: str, stay_ms: int = 0) -> None:
        self._window.toast.show_text(sentence, icon_name=icon_name, tone=tone, stay_ms=stay_ms)
        announce(self._window, sentence)

    def _lay_in(self, media: tuple[str, ...]) -> None:
        """Fetch the pictures of the packet, one after the other: those on the screen go first."""
        self.leave()
        pictures, background = self._desk.pictures, self._desk.background
        rest = list(reversed(media))

        def fetch(work: Callable[[], None]) -> None:
            # What cannot be fetched is told when its case is shown.
            self._laying_in = background.run_beside(work, go_on, go_on)

        def go_on(_done: object) -> None:
            if rest:
                each = rest.pop()
                fetch(lambda: pictures.lay_in(each))

        if media:
            fetch(lambda: pictures.keep(media))
