"""The day's count, and the pace that only this person sees."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from hitl_app.presentation import review as words
from hitl_app.presentation.pace import Pace
from hitl_app.ui.theme import look, px
from hitl_app.ui.widgets import Button, Card, Label, ProgressStrip
from hitl_app.workflow.ports import DayCounts


class ProgressCard(Card):
    """Counts; the pace can be hidden (`pace_hidden(bool)`), and nobody else is ever shown it."""

    pace_hidden = Signal(bool)

    def __init__(self, *, hidden: bool) -> None:
        super().__init__(name="review.progress")
        self.setAccessibleName("Progress of your day")
        self._hidden = hidden
        self._strip = ProgressStrip(name="review.progress.strip")
        self._note = Label("", "small", "text3")
        self._toggle = Button("", "eye", "quiet", name="review.progress.hide")
        self._toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._toggle.clicked.connect(self._turn)
        self._lay_out()
        self._dress()

    def show_day(self, counts: DayCounts | None, pace: Pace, *, wants_rest: bool) -> None:
        """Show the count, what is left, and the pace unless it is hidden."""
        seen = Pace(None) if self._hidden else pace
        note = words.SHORT_LOOK_AWAY if wants_rest else words.ONLY_YOU
        if counts is None:
            self._strip.show_progress("–", "", 0.0, "", note="")
        else:
            self._strip.show_progress(
                words.grouped(counts.decided),
                words.goal(counts),
                words.share_done(counts),
                words.left(counts, seen.per_minute),
                note="",
            )
            self._note.setText(words.PACE_HIDDEN if self._hidden and not wants_rest else note)
        self._strip.show_pace(seen.history, seen.text)

    def _lay_out(self) -> None:
        # The note lies in the strip's last line, with the button that hides the pace.
        place = QGridLayout()
        place.setContentsMargins(0, 0, 0, 0)
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._toggle)
        row.addWidget(self._note)
        place.addWidget(self._strip, 0, 0)
        corner_at = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        place.addWidget(corner, 0, 0, corner_at)
        self.body.addLayout(place)
        look().changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self._toggle.setFixedSize(px(30), px(16))

    def _turn(self) -> None:
        self._hidden = not self._hidden
        self._dress()
        self.pace_hidden.emit(self._hidden)

    def _dress(self) -> None:
        self._toggle.set_icon("eye-slash" if self._hidden else "eye")
        says = "Show my pace" if self._hidden else "Hide my pace"
        self._toggle.setToolTip(says)
        self._toggle.setAccessibleName(says)
