"""What changes the look of a case and decides nothing: zoom, light, covers, other cases."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hitl_app.presentation import review as words
from hitl_app.ui.announce import announce
from hitl_app.ui.review.flow import Flow
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.review.parts import ReviewParts
from hitl_app.ui.review.screen import Screen
from hitl_app.ui.review.sight import HEAT, REFERENCE

_CAN_LOOK = {Stage.GUARDED, Stage.READY, Stage.BROKEN}


class Looking(QObject):
    """Commands of the group Look, and the way to the cases before and after."""

    def __init__(self, flow: Flow, parts: ReviewParts, screen: Screen, page: QWidget) -> None:
        super().__init__(page)
        self._flow, self._parts, self._screen, self._page = flow, parts, screen, page
        self._holds = False

    @property
    def here(self) -> bool:
        """Whether the case in hand is on the screen, not another one."""
        return self._screen.film.place == 0

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each command does."""
        view = self._parts.view
        moves = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
        return {f"review.move_{way}": partial(view.move_view, *by) for way, by in moves.items()} | {
            "review.zoom_in": view.zoom_in,
            "review.zoom_out": view.zoom_out,
            "review.fit": view.fit,
            "review.lock_view": self._lock,
            "review.brightness": self._light,
            "review.before": partial(self.look, -1),
            "review.after": partial(self.look, 1),
        }

    def look(self, steps: int) -> None:
        """Look at a case further back or ahead."""
        film = self._screen.film
        allowed = self._flow.case is not None and self._flow.stage in _CAN_LOOK
        if allowed and film.move(steps):
            self._screen.show_looked()
        else:
            announce(self._parts.strip, words.NOTHING_FURTHER)
            self._parts.decide.tick.light()

    def look_at_frame(self, frame: int) -> None:
        """Look at the case of a frame of the strip."""
        film = self._screen.film
        self.look(film.place_of(frame) - film.place)

    def come_back(self) -> None:
        """Show the case in hand again."""
        if not self.here:
            self.look(-self._screen.film.place)

    def go_back(self) -> bool:
        """Go one level back, as Esc does; false where there is nothing to go back from."""
        if self._parts.light.isVisible():
            self._light()
        elif not self.here:
            self.come_back()
        else:
            return False
        return True

    def hold(self, command_id: str) -> None:
        """Show the good part, or where the model looks, while its key is down."""
        sight = self._screen.sight
        self._holds = True
        if command_id == "review.reference":
            sight.cover(REFERENCE)
        elif command_id == "review.heat" and sight.has_heat():
            sight.cover(HEAT)

    def let_go(self) -> None:
        """Show the picture itself again."""
        if self._holds:
            self._holds = False
            self._screen.sight.cover("")

    def _lock(self) -> None:
        view = self._parts.view
        view.set_locked(not view.locked)
        self._parts.header.show_locked(view.locked)

    def _light(self) -> None:
        panel, view = self._parts.light, self._parts.view
        if panel.isVisible():
            panel.hide()
            self._page.setFocus()
        elif view.is_picture():
            panel.open(view.picture.light)
