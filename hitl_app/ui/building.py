"""Building a workspace beside the screen, before there is one to show."""

from collections.abc import Callable

from hitl_app.domain.case import Project
from hitl_app.domain.errors import HitlError
from hitl_app.ui.background import Background
from hitl_app.ui.background import Progress as Handle
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import Progress


class NoStore:
    """Stands in for a store where work brings its own."""

    def close(self) -> None:
        """Let go of nothing."""


class Building:
    """Builds once, tells how far it is, and can be stopped."""

    def __init__(
        self,
        build: Callable[[Progress], Outcome[Project]],
        seen: Callable[[int, int | None], None],
    ) -> None:
        self._build, self._seen = build, seen
        self._background: Background[NoStore] = Background(NoStore)
        self._running: Handle | None = None

    def start(self, done: Callable[[], None], failed: Callable[[HitlError], None]) -> None:
        """Build, and tell how it ended."""
        self._seen(0, None)

        def ended(_project: Project) -> None:
            self.close()
            done()

        def ended_badly(error: HitlError) -> None:
            self.close()
            failed(error)

        self._running = self._background.run_long(
            lambda _store, progress: self._build(progress), self._seen, ended, ended_badly
        )

    def stop(self) -> None:
        """Ask the work to stop; nothing is asked of work that has ended."""
        if self._running is not None:
            self._running.stop()

    def close(self) -> None:
        """Let go of the threads."""
        self._running = None
        self._background.close()
