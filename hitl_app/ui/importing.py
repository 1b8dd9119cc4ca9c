"""Taking files in from the window: choose, watch, stop; it goes on when the card is closed."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hitl_app.domain.errors import HitlError
from hitl_app.presentation import importing as words
from hitl_app.ui.background import Progress as Handle
from hitl_app.ui.desk import Desk
from hitl_app.ui.rail import Rail
from hitl_app.ui.widgets import Bar, Button, Label, Overlay
from hitl_app.workflow import intake
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.intake import Intake
from hitl_app.workflow.ports import Intakes, Progress, Store

_KINDS = ("Cases (*.csv *.tsv *.jsonl *.ndjson *.json)",)


class Importing(QObject):
    """One import at a time; `told` says how it ended when the card is closed by then."""

    told = Signal(str)

    def __init__(self, desk: Desk, intakes: Intakes, over: QWidget, rail: Rail) -> None:
        super().__init__(over)
        self._desk, self._intakes, self._rail = desk, intakes, rail
        self._running: Handle | None = None
        self._source = Path()
        self._card = Overlay(over, "Import cases", name="import.card")
        self._card.body.addWidget(Label(words.CHOOSE, tone="text2", wrap=True))
        self._title = Label("", "strong", weight=600, name="import.title")
        self._sentence = Label("", wrap=True, name="import.sentence")
        self._bar = Bar(title="Import")
        self._stop = Button("Stop", "x", name="import.stop")
        self._file = Button("Choose files …", "file", "primary", name="import.file")
        self._folder = Button("Choose a folder of pictures …", "folder", name="import.folder")
        for widget in (
            self._title, self._sentence, self._bar, self._stop, self._file, self._folder,
        ):  # fmt: skip
            self._card.body.addWidget(widget)
        self._stop.clicked.connect(self._ask_to_stop)
        self._file.clicked.connect(self._choose_file)
        self._folder.clicked.connect(self._choose_folder)
        rail.task_asked.connect(self.open)

    def open(self) -> None:
        """Show the card: what runs, or what could be taken in."""
        if self._running is None:
            self._say("", "")
        self._dress()
        self._card.open()

    def start(self, source: Path) -> None:
        """Take a file or folder in."""
        if self._running is not None:
            return
        self._source = source
        desk, intakes, now = self._desk, self._intakes, self._desk.clock()

        def work(store: Store, progress: Progress) -> Outcome[Intake]:
            rows = intakes.open(source, desk.project.labels)
            with intakes.refusals(source) as refuse:
                return intake.take_in(
                    store, desk.project, desk.person, rows, source.name, now,
                    strict=False, refuse=refuse, progress=progress,
                )  # fmt: skip

        self._say(words.reading(source), "")
        self._running = desk.background.run_long(work, self._progressed, self._done, self._failed)
        self._rail.set_task(words.share(0, 1))
        self._dress()

    def _progressed(self, done: int, total: int | None) -> None:
        if self._running is None:
            return
        text = words.share(done, total)
        self._rail.set_task(text)
        self._sentence.setText(text)
        self._bar.set_share(done / total if total else 0)

    def _done(self, found: Intake) -> None:
        self._end(*words.result(found, self._intakes.refused_beside(self._source)))

    def _failed(self, error: HitlError) -> None:
        self._end("Not imported", str(error))

    def _end(self, title: str, sentence: str) -> None:
        self._running = None
        self._rail.set_task("")
        self._say(title, sentence)
        self._dress()
        # Never a card over the case of somebody who has gone on reviewing.
        if self._card.isHidden():
            self.told.emit(f"{title}. {sentence}")

    def _say(self, title: str, sentence: str) -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)

    def _dress(self) -> None:
        running = self._running is not None
        for widget in (self._bar, self._stop):
            widget.setVisible(running)
        for widget in (self._file, self._folder):
            widget.setVisible(not running)
        self._title.setVisible(bool(self._title.text()))
        self._sentence.setVisible(bool(self._sentence.text()))

    def _ask_to_stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _choose_file(self) -> None:
        def take(paths: list[Path]) -> None:
            if paths:
                self.start(paths[0])

        self._desk.dialogs.open_files("Import cases", _KINDS, take)

    def _choose_folder(self) -> None:
        self._desk.dialogs.open_folder("Import a folder of pictures", partial(self.start))
