"""What is looked at: days, length of a bin, split, degree; and the two ways out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hitl_app.presentation.agreement import BINS, DEGREES, PERIODS, SPLITS, UTC_DAYS, Asked
from hitl_app.ui.theme import px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, Label, Picker, SegmentedControl
from hitl_app.workflow.agreement import Period

_WORDS_FROM: Final = 1300
"""Width from which on the button for copying has words."""


class Bar(QWidget):
    """The row of choices; `changed` says that something else is asked for."""

    changed = Signal()
    copy_asked = Signal()
    export_asked = Signal()

    def __init__(self, *, persons: bool) -> None:
        super().__init__()
        self._asked = Asked()
        self._period = _segments("Days", "agreement.period", PERIODS, self._asked.period)
        self._bin = Picker([(each.value, text) for each, text in BINS], title="Length of a bin")
        self._bin.setObjectName("agreement.bin")
        splits = [(key, text) for key, text in SPLITS if persons or key != "person"]
        self._split = _segments("Split", "agreement.split", splits, self._asked.split)
        self._degree = Picker(DEGREES, title="Degree of automation", name="agreement.degree")
        self._copy = Button("", "copy", name="agreement.copy", help_text="Copy chart")
        self._export = Button("Export CSV", "download-simple", "primary", name="agreement.export")
        self._own = _OwnDays()
        for widget in (self._period, self._bin, self._own):
            widget.setToolTip(UTC_DAYS)
        self._lay_out()
        self._connect()

    def asked(self) -> Asked:
        """Return what is asked for."""
        return self._asked

    def show_own(self, first: date, last: date) -> None:
        """Begin the own range with the days that are shown now."""
        self._own.set_days(first, last)

    def set_writing(self, words: str) -> None:
        """Show on the button how far an export has come; no words is none."""
        self._export.setText(words or "Export CSV")
        self._export.setAccessibleName(words or "Export CSV")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words away where there is little room, and use a second row before any is cut."""
        room = event.size().width()
        self._copy.setText("Copy chart" if room >= px(_WORDS_FROM) else "")
        self._fold(narrow=room < self._needed())
        super().resizeEvent(event)

    def _needed(self) -> int:
        row = (self._period, self._bin, self._split, self._degree, self._copy, self._export)
        return sum(widget.sizeHint().width() + SPACE_S for widget in row)

    def _fold(self, *, narrow: bool) -> None:
        row = self._below if narrow else self._above
        if row.indexOf(self._export) < 0:
            row.insertWidget(row.count() - 1, self._degree)
            row.addWidget(self._copy)
            row.addWidget(self._export)

    def _lay_out(self) -> None:
        self._above, self._below = QHBoxLayout(), QHBoxLayout()
        for row in (self._above, self._below):
            row.setSpacing(SPACE_S)
        for widget in (self._period, self._bin, self._split):
            widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._above.addWidget(widget)
        self._above.addStretch(1)
        self._below.addStretch(1)
        self._fold(narrow=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(self._above)
        column.addLayout(self._below)
        column.addWidget(self._own)

    def _connect(self) -> None:
        self._period.chosen.connect(lambda key: self._ask(replace(self._asked, period=key)))
        self._bin.picked.connect(lambda key: self._ask(replace(self._asked, bin=Period(key))))
        self._split.chosen.connect(lambda key: self._ask(replace(self._asked, split=key)))
        self._degree.picked.connect(lambda key: self._ask(replace(self._asked, degree=key)))
        self._own.changed.connect(lambda: self._ask(self._asked))
        self._copy.clicked.connect(lambda _checked: self.copy_asked.emit())
        self._export.clicked.connect(lambda _checked: self.export_asked.emit())

    def _ask(self, asked: Asked) -> None:
        own = asked.period == "own"
        self._own.setVisible(own)
        self._asked = replace(asked, own=self._own.days() if own else None)
        self.changed.emit()


class _OwnDays(QWidget):
    """First and last day of a range of one's own."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._first = _day_field("First day", "agreement.own.first")
        self._last = _day_field("Last day", "agreement.own.last")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(Label("From", "body", "text2"))
        row.addWidget(self._first)
        row.addWidget(Label("to", "body", "text2"))
        row.addWidget(self._last)
        row.addWidget(Label(UTC_DAYS, "small", "text3"))
        row.addStretch(1)
        for field in (self._first, self._last):
            field.dateChanged.connect(lambda _day: self.changed.emit())
        self.hide()

    def days(self) -> tuple[date, date]:
        """Return the range."""
        first, last = (_as_date(field.date()) for field in (self._first, self._last))
        return first, last

    def set_days(self, first: date, last: date) -> None:
        """Show a range without telling anyone."""
        for field, day in ((self._first, first), (self._last, last)):
            with QSignalBlocker(field):
                field.setDate(QDate(day.year, day.month, day.day))


def _segments(
    title: str, name: str, choices: Sequence[tuple[str, str]], current: str
) -> SegmentedControl:
    return SegmentedControl(choices, current, title=title, name=name)


def _day_field(title: str, name: str) -> QDateEdit:
    field = QDateEdit()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setDisplayFormat("yyyy-MM-dd")
    field.setKeyboardTracking(False)
    field.setMinimumSize(QSize(px(120), px(32)))
    return field


def _as_date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
