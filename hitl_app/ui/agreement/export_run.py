"""An export being written: how far it is, how it ended; it outlives the card that started it."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from hitl_app import __version__
from hitl_app.domain.errors import HitlError
from hitl_app.presentation.agreement_export import progress_words, short_progress, written_words
from hitl_app.ui.background import Progress
from hitl_app.ui.desk import Desk
from hitl_app.workflow import export
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.export import Wish
from hitl_app.workflow.ports import Progress as ProgressPort
from hitl_app.workflow.ports import Store


class ExportRun(QObject):
    """At most one at a time. `changed` says that there is more to tell, `ended(words)` the end."""

    changed = Signal()
    ended = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._progress: Progress | None = None
        self._since: datetime | None = None
        self.words = ""
        self.short = ""
        self.share = 0.0
        self.failed = False

    @property
    def is_running(self) -> bool:
        """Say whether something is being written."""
        return self._progress is not None

    def start(self, wish: Wish, path: Path) -> None:
        """Begin to write, unless something is being written."""
        if self.is_running:
            return
        desk, now = self._desk, self._desk.clock()

        def work(store: Store, progress: ProgressPort) -> Outcome[int]:
            return export.export(
                store, desk.project, desk.person, wish, path, desk.exports, now, progress,
                __version__,
            )  # fmt: skip

        self.failed, self.share, self._since = False, 0.0, now
        self.words, self.short = "Writing", "Writing"
        self._progress = desk.background.run_long(
            work, self._tell, lambda rows: self._end(written_words(rows, str(path))), self._fail
        )
        self.changed.emit()

    def stop(self) -> None:
        """Stop the writing; no file is left."""
        if self._progress is not None:
            self._progress.stop()
            self.words = "Stopping"
            self.changed.emit()

    def _tell(self, done: int, total: int | None) -> None:
        if self._progress is None or self._progress.stopped:
            return
        since = self._since
        seconds = 0.0 if since is None else (self._desk.clock() - since).total_seconds()
        self.share = done / total if total else 0.0
        self.words, self.short = progress_words(done, total, seconds), short_progress(done, total)
        self.changed.emit()

    def _fail(self, error: HitlError) -> None:
        self.failed = self._progress is None or not self._progress.stopped
        self._end(str(error))

    def _end(self, words: str) -> None:
        self._progress = None
        self.words, self.short, self.share = words, "", 0.0
        self.changed.emit()
        self.ended.emit(words)
