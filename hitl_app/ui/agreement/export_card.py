"""The card over the page that asks how figures shall go out, and writes them beside the screen."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QWidget

from hitl_app.domain.errors import HitlError
from hitl_app.presentation import agreement_export as says
from hitl_app.ui.agreement.export_run import ExportRun
from hitl_app.ui.desk import Desk
from hitl_app.ui.theme import px
from hitl_app.ui.widgets import Bar, Button, Label, Overlay, SegmentedControl, line
from hitl_app.workflow import export
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.export import Names, Row, Wish
from hitl_app.workflow.ports import Store, Window

_PREVIEW_AFTER_MS = 120


class ExportCard(Overlay):
    """Asks; the writing belongs to `run` and goes on when this is closed."""

    def __init__(self, page: QWidget, desk: Desk, run: ExportRun) -> None:
        super().__init__(page, "Export agreement as CSV", width=640, name="agreement.export_card")
        self._desk, self._run = desk, run
        self._window = Window()
        self._subtitle = Label("", "body", "text2")
        self._rows = _choice("One row for each", "rows", says.ROWS, "day")
        self._blind = _choice("Only blind cases", "blind", says.BLIND, "both")
        self._numbers = _choice("Numbers", "numbers", says.NUMBERS, "point")
        self._names = _choice("Names of people", "names", says.NAMES, "codes")
        self._more = Label("", "small", "text2", wrap=True)
        self._first = _preview()
        self._words = Label("", "body", "text", 500, wrap=True, name="agreement.export.words")
        self._bar = Bar(title="Rows written")
        self._stop = Button("Stop", "x", name="agreement.export.stop")
        self._save = Button("Save as …", "download-simple", "primary", name="agreement.export.save")
        self._goes_on = Label(says.GOES_ON, "small", "text2")
        self._clock = QTimer(self, singleShot=True, interval=_PREVIEW_AFTER_MS)
        self._lay_out()
        self._connect()

    def open_for(self, window: Window, subtitle: str) -> None:
        """Ask about the days that are looked at."""
        self._window = window
        self._subtitle.setText(subtitle)
        self._chosen("")
        self._show_run()
        self.open()
        self._rows.setFocus()

    def choice(self) -> says.Choice:
        """Return what is chosen."""
        names: Sequence[Names] = [key for key, _ in says.NAMES]
        return says.Choice(
            rows=self._rows.current(),
            blind_only=self._blind.current() == "blind",
            decimal_comma=self._numbers.current() == "comma",
            names=next(name for name in names if name == self._names.current()),
        )

    def preview(self) -> str:
        """Return the first rows as they are shown."""
        return self._first.toPlainText()

    def _wish(self) -> Wish:
        return self.choice().wish(self._window)

    def _chosen(self, _key: str) -> None:
        self._more.setText(says.WHAT_ELSE[self._rows.current()])
        self._clock.start()

    def _fetch_preview(self) -> None:
        if self.isHidden():
            return
        desk, wish = self._desk, self._wish()

        def step(store: Store) -> Outcome[tuple[Sequence[str], list[Row]]]:
            return export.preview(
                store, desk.project, desk.person, wish, says.PREVIEWED, desk.clock()
            )

        def then(found: tuple[Sequence[str], list[Row]]) -> None:
            if wish == self._wish():
                self._first.setPlainText(says.preview_text(*found, wish.style))

        def failed(error: HitlError) -> None:
            self._first.setPlainText(str(error))

        desk.background.run(step, then, failed)

    def _ask_where(self) -> None:
        wish = self._wish()
        name = export.suggested_name(self._desk.project, wish)

        def then(path: Path) -> None:
            self._run.start(wish, path)

        self._desk.dialogs.save_as("Save figures", name, ["CSV (*.csv)"], then)

    def _show_run(self) -> None:
        run = self._run
        self._words.set_tone("alarm" if run.failed else "text")
        self._bar.set_share(run.share)
        for widget in (self._bar, self._stop, self._goes_on):
            widget.setVisible(run.is_running)
        self._save.setEnabled(not run.is_running)
        self._words.setText(run.words or " ")
        if self.isVisible():
            self._arrange()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(px(8))
        grid.setHorizontalSpacing(px(16))
        grid.setColumnStretch(2, 1)
        for place, control in enumerate((self._rows, self._blind, self._numbers, self._names)):
            grid.addWidget(Label(control.accessibleName(), "body", "text", 500), place, 0)
            grid.addWidget(control, place, 1, Qt.AlignmentFlag.AlignLeft)
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self._stop)
        foot.addWidget(self._save)
        self.body.addWidget(self._subtitle)
        self.body.addLayout(grid)
        self.body.addWidget(self._more)
        self.body.addWidget(Label("First rows", "small", "text2", 600))
        self.body.addWidget(self._first)
        self.body.addWidget(line())
        self.body.addLayout(foot)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._goes_on)

    def _connect(self) -> None:
        for control in (self._rows, self._blind, self._numbers, self._names):
            control.chosen.connect(self._chosen)
        self._clock.timeout.connect(self._fetch_preview)
        self._save.clicked.connect(lambda _checked: self._ask_where())
        self._stop.clicked.connect(lambda _checked: self._run.stop())
        self._run.changed.connect(self._show_run)


def _choice(
    title: str, name: str, choices: Sequence[tuple[str, str]], current: str
) -> SegmentedControl:
    return SegmentedControl(choices, current, title=title, name=f"agreement.export.{name}")


def _preview() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setObjectName("agreement.export.preview")
    made.setAccessibleName("First rows")
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setFixedHeight(px(112))
    return made
