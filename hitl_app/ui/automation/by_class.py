"""The table by class: a threshold of its own, or always a person."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from hitl_app.domain.policy import PolicyTerms
from hitl_app.presentation import automation as words
from hitl_app.presentation.policy_draft import threshold
from hitl_app.ui.automation.share_entry import ShareEntry
from hitl_app.ui.automation.switch import Switch
from hitl_app.ui.tokens import SPACE_M, SPACE_XS
from hitl_app.ui.widgets import Button, Card, ElidedLabel, Label

_FOLLOWS = "as for all"


class ClassRow:
    """The widgets of one class."""

    def __init__(self, place: int, label: str) -> None:
        name = f"auto.class.{place}"
        self.label = label
        self.title = ElidedLabel(label, "body", "text", 500)
        self.entry = ShareEntry(f"Threshold of {label}", name=f"{name}.threshold", quiet=True)
        self.follows = Label(_FOLLOWS, "small", "text3")
        self.follow = Button(
            _FOLLOWS, kind="link", name=f"{name}.follow", help_text=f"{label}: threshold as for all"
        )
        self.person = Switch(
            "always a person",
            words.BY_THRESHOLD,
            title=f"{label}: always a person",
            name=f"{name}.person",
        )

    def widgets(self) -> Sequence[QWidget]:
        """Return the widgets, one a column."""
        return (self.title, self.entry, self.follows, self.follow, self.person)

    def show_terms(self, draft: PolicyTerms, running: PolicyTerms) -> None:
        """Show the drafted values of the class."""
        own = self.label in draft.label_thresholds
        always = self.label in draft.always_person
        applies = words.thresholds_apply(draft) and not always
        self.entry.set_running(running.label_thresholds.get(self.label, draft.threshold))
        self.entry.set_value(draft.threshold_for(self.label))
        self.entry.setEnabled(applies)
        self.follow.setVisible(own and applies)
        self.follow.setToolTip(f"As for all: {threshold(draft.threshold)}")
        self.follows.setText("its own" if own else _FOLLOWS)
        self.follows.setVisible(not (own and applies))
        self.person.set_off(words.goes_to(draft))
        self.person.setChecked(always)
        self.person.setEnabled(words.persons_apply(draft))


class ByClassCard(Card):
    """Sends what a person changes of a class; shows what it is given."""

    threshold_changed = Signal(str, object)
    person_changed = Signal(str, bool)

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__("By class", name="auto.by_class")
        self.rows = [ClassRow(place, label) for place, label in enumerate(labels, 1)]
        self._note = Label("", "small", "text2", wrap=True, name="auto.by_class.note")
        self.add(self._note)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_XS)
        grid.setColumnStretch(0, 1)
        for column, title in ((0, "Class"), (1, "Threshold"), (3, "Goes to")):
            middle = Qt.AlignmentFlag.AlignHCenter if column == 1 else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(Label(title, "small", "text2", 600), 0, column, middle)
        for line_no, row in enumerate(self.rows, 1):
            self._add(grid, line_no, row)
        self.body.addLayout(grid)

    def show_terms(self, draft: PolicyTerms, running: PolicyTerms) -> None:
        """Show the drafted values."""
        self._note.setText(words.classes_note(draft))
        for row in self.rows:
            row.show_terms(draft, running)

    def _add(self, grid: QGridLayout, line_no: int, row: ClassRow) -> None:
        for column, widget in zip((0, 1, 2, 2, 3), row.widgets(), strict=True):
            if column == 0:
                grid.addWidget(widget, line_no, column)
            else:
                place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                grid.addWidget(widget, line_no, column, place)
        row.entry.changed.connect(partial(self.threshold_changed.emit, row.label))
        row.follow.clicked.connect(
            lambda _checked, at=row.label: self.threshold_changed.emit(at, None)
        )
        row.person.clicked.connect(
            lambda checked, at=row.label: self.person_changed.emit(at, checked)
        )
