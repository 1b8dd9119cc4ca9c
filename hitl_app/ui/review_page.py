"""The Review screen: one case, one key, the next case."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from hitl_app.ui.actions import install
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.answers import Answers
from hitl_app.ui.review.commands import Commands
from hitl_app.ui.review.flow import Flow
from hitl_app.ui.review.parts import WIDE_FROM, ReviewParts
from hitl_app.ui.review.screen import Screen

TICK_MS: Final = 1000
_REPEATS: Final = ("review.zoom_", "review.move_")
_HELD: Final = ("review.reference", "review.heat")


def build_review_page(desk: Desk) -> "ReviewPage":
    """Make the Review screen; it fetches its first case when it is shown."""
    return ReviewPage(desk)


class ReviewPage(QWidget):
    """Takes the keys; what they do is in `Commands`, what is shown in `Screen`."""

    key_contexts = ("review",)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("review")
        self.setAccessibleName("Review")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.flow = Flow(desk, self)
        self.answers = Answers(self.flow)
        self.parts = ReviewParts(desk)
        self.parts.lay_out(self)
        self.screen_ = Screen(desk, self.flow, self.answers, self.parts, self)
        self.commands = Commands(desk, self.flow, self.answers, self.parts, self.screen_, self)
        self._desk = desk
        self._started = False
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self.tick)
        self._connect()
        install(self, "review", self._shortcuts(), self.screen_.keymap)
        self.screen_.show_keys()
        self.screen_.show_stage()

    def page_shown(self) -> None:
        """Fetch the first case, or go on with the one in hand."""
        self._ticks.start()
        if not self._started:
            self._started = True
            self.flow.fetch()
        elif self.parts.pages.currentWidget() is not self.parts.paused:
            self.flow.go_on()

    def page_hidden(self) -> None:
        """Stop the clock: nobody looks at the case."""
        self.flow.notes.keep()
        self.flow.rest()

    def close_desk(self) -> None:
        """Give the case back to the queue, before the store is closed."""
        self._ticks.stop()
        self.flow.close()

    def tick(self) -> None:
        """Let a second pass."""
        self.flow.tick()
        self.screen_.show_time()

    def pause(self) -> None:
        """Make the screen neutral and stop the clock."""
        self.flow.notes.keep()
        self.flow.rest()
        self.parts.pages.setCurrentWidget(self.parts.paused)
        self.parts.paused.setFocus()

    def go_on(self) -> None:
        """Show the case again; the key that did it decides nothing."""
        self.parts.pages.setCurrentWidget(self.parts.work)
        self.flow.go_on()
        self.screen_.show_stage()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find out what a key means here; a focused text box has had it before."""
        if event.key() == Qt.Key.Key_Escape and self.commands.go_back():
            event.accept()
            return
        command = self.screen_.keymap.command(event, "review")
        if command is None:
            event.ignore()
        elif event.isAutoRepeat() and not command.id.startswith(_REPEATS):
            event.accept()
        elif command.id in _HELD:
            self.commands.looking.hold(command.id)
        elif command.id == "review.pause":
            self.pause()
        else:
            self.commands.press(command.id)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what holds only while a key is down."""
        if not event.isAutoRepeat():
            self.commands.looking.let_go()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Write the keys anew: the settings may have been open."""
        self.screen_.show_keys()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of held keys, whose release goes elsewhere."""
        self.commands.looking.let_go()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the wider column of wide windows."""
        self.parts.column.set_wide(event.size().width() >= WIDE_FROM)
        super().resizeEvent(event)

    def _perform(self, command_id: str) -> None:
        self.commands.perform(command_id)

    def _shortcuts(self) -> dict[str, partial[None]]:
        names = ("review.undo", "review.redo")
        return {name: partial(self._perform, name) for name in names}

    def _connect(self) -> None:
        parts, commands = self.parts, self.commands
        parts.decide.class_chosen.connect(commands.decide)
        parts.decide.asked.connect(self._perform)
        parts.header.asked.connect(self._perform)
        parts.header.reference_held.connect(self._hold_reference)
        parts.view.zoomed.connect(parts.header.show_zoom)
        parts.view.try_again.connect(self._open_again)
        parts.view.skip.connect(lambda: commands.perform("review.escalate"))
        parts.strip.chosen.connect(commands.looking.look_at_frame)
        parts.comment.written.connect(commands.write)
        parts.comment.left.connect(commands.leave_comment)
        parts.comment.kept.connect(commands.keep_comment)
        parts.light.changed.connect(parts.view.picture.set_light)
        parts.light.closed.connect(lambda: commands.perform("review.brightness"))
        parts.done.unsure_asked.connect(self.flow.look_at_unsure)
        parts.done.break_asked.connect(self.pause)
        parts.paused.over.connect(self.go_on)
        parts.stuck.again.connect(self.flow.try_again)
        parts.progress.pace_hidden.connect(
            lambda hidden: self._desk.settings.set("show_pace", not hidden)
        )
        self.flow.arrived.connect(self._take_focus)

    def _take_focus(self) -> None:
        """Leave what belonged to the case before: a text box would keep its keys."""
        light = self.parts.light
        parts = (light, self.parts.comment)
        held = any(each.hasFocus() for part in parts for each in part.findChildren(QWidget))
        if light.isVisible() and not self.parts.view.locked:
            light.hide()
        if held:
            self.setFocus()

    def _hold_reference(self, held: bool) -> None:  # noqa: FBT001  what the signal says
        if held:
            self.commands.looking.hold("review.reference")
        else:
            self.commands.looking.let_go()

    def _open_again(self) -> None:
        self.flow.gate.open_again()
        self.screen_.sight.try_again()
