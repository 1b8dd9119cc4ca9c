"""From when to when keys count: from a painted case and the guard time on, until an answer."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal


class Stage(Enum):
    """Where the screen is between two answers."""

    FETCHING = auto()
    OPENING = auto()
    GUARDED = auto()
    READY = auto()
    SAVING = auto()
    BROKEN = auto()
    DONE = auto()
    STUCK = auto()


class Gate(QObject):
    """Holds the stage; what is pressed while it is shut is dropped, never queued."""

    changed = Signal()

    def __init__(self, guard_ms: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self.stage = Stage.FETCHING
        self._guard_ms = guard_ms
        self._is_broken = False
        self._guard = QTimer(self, singleShot=True)
        self._guard.timeout.connect(self._unguard)

    def enter(self, stage: Stage) -> None:
        """Go to another stage."""
        self.stage = stage
        self.changed.emit()

    def take(self, *, any_case: bool) -> None:
        """Wait for a case to be painted, or note that there is none."""
        self._is_broken = False
        self.enter(Stage.OPENING if any_case else Stage.DONE)

    def painted(self) -> bool:
        """Note that the case can be seen; false when nobody waited for it."""
        if self.stage is not Stage.OPENING:
            return False
        self.watch()
        return True

    def watch(self) -> None:
        """Let keys count after the guard time."""
        self.enter(Stage.GUARDED)
        self._guard.start(self._guard_ms())

    def broken(self) -> None:
        """Note that the case cannot be shown: it can be passed on, not decided."""
        if self.stage in {Stage.OPENING, Stage.GUARDED, Stage.READY}:
            self._is_broken = True
            self.enter(Stage.BROKEN)

    def open_again(self) -> None:
        """Wait for the case to be shown once more."""
        if self.stage is Stage.BROKEN:
            self.take(any_case=True)

    def go_back(self, *, any_case: bool) -> None:
        """Go on with the case that was on the screen before."""
        before = Stage.BROKEN if self._is_broken else Stage.READY
        self.enter(before if any_case else Stage.DONE)

    def _unguard(self) -> None:
        if self.stage is Stage.GUARDED:
            self.enter(Stage.READY)
