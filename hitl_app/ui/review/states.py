"""What stands in the place of a case: nothing waits, paused, the workspace cannot be used."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.presentation import review as words
from hitl_app.presentation.away import no_unsure
from hitl_app.ui.tokens import SPACE_M
from hitl_app.ui.widgets import EmptyState, ErrorCard, Label, centred
from hitl_app.workflow.ports import DayCounts, KeptHere


class DoneCard(EmptyState):
    """Nothing waits: one's own day, and two ways on."""

    unsure_asked = Signal()
    break_asked = Signal()

    def __init__(self) -> None:
        super().__init__("check-circle", "", tone="ok", name="review.done")
        self._figures = [Label("", "title", "text", 600) for _ in range(4)]
        self._names = [Label("", "small", "text2") for _ in range(4)]
        self._day = QWidget()
        row = QHBoxLayout(self._day)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        for figure, name in zip(self._figures, self._names, strict=True):
            row.addWidget(_boxed(figure, name))
        self.body.addWidget(self._day)
        self._unsure = self.add_button(
            "Look again at my unsure cases",
            self.unsure_asked.emit,
            "question",
            name="review.done.unsure",
        )
        self.add_button("Take a break", self.break_asked.emit, "coffee", name="review.done.break")

    def show_day(
        self, counts: DayCounts | None, kept: KeptHere | None = None, with_colleagues: int = 0
    ) -> None:
        """Say why there is no case, and what was done today."""
        away = kept is not None and kept.away
        unsure_left = bool(counts and counts.own_unsure) and not away
        said = words.nothing_waits(counts, kept, with_colleagues)
        self.say(said.title, said.sentence)
        self.set_mark(*(("cloud-slash", "warn") if away else ("check-circle", "ok")))
        self._day.setVisible(counts is not None)
        self._unsure.setEnabled(unsure_left)
        self._unsure.setToolTip("" if unsure_left else no_unsure(is_away=away))
        if counts is not None:
            day = words.own_day(counts)
            for (figure, name), number, text in zip(day, self._figures, self._names, strict=True):
                number.setText(figure)
                text.setText(name)


class EmptyProject(EmptyState):
    """A project without a single case says how cases come."""

    def __init__(self) -> None:
        said = words.NO_CASE_YET
        super().__init__("tray", said.title, said.sentence, name="review.empty")


class PausePage(QWidget):
    """A neutral screen; any key or click goes on, and decides nothing."""

    over = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("review.paused")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._card = EmptyState("pause", words.PAUSED.title, words.PAUSED.sentence)
        column.addWidget(centred(self._card, 420))
        self.setAccessibleName(f"{words.PAUSED.title}. {words.PAUSED.sentence}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on; what the key means otherwise is dropped."""
        event.accept()
        if not event.isAutoRepeat():
            self.over.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go on."""
        event.accept()
        self.over.emit()

    def event(self, event: QEvent) -> bool:
        """Take Tab as any other key."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)


class StuckCard(ErrorCard):
    """The workspace cannot be used now: what is safe, and another try."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__("", "", name="review.stuck")
        self.button = self.add_button(
            "Try again",
            self.again.emit,
            "arrow-clockwise",
            "primary",
            name="review.stuck.again",
        )

    def show_error(self, what: words.StateWords, reason: str) -> None:
        """Say what happened and what is safe; the reason stands last and can be copied."""
        self.set_error(what.title, f"{what.sentence}\n\n{reason}", reason)


def _boxed(figure: Label, name: Label) -> QFrame:
    box = QFrame()
    box.setProperty("inset", True)
    column = QVBoxLayout(box)
    column.setContentsMargins(10, 8, 10, 8)
    column.setSpacing(2)
    for label in (figure, name):
        label.setAlignment(label.alignment().AlignCenter)
        column.addWidget(label)
    return box
