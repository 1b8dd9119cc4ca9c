"""What the keys and buttons of the Review page do with a case."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hitl_app.domain.decision import Aside
from hitl_app.presentation import review as words
from hitl_app.ui.announce import announce
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.answers import Answers
from hitl_app.ui.review.flow import Flow
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.review.looking import Looking
from hitl_app.ui.review.overlays import ClassFinder, GuideOverlay
from hitl_app.ui.review.parts import ReviewParts
from hitl_app.ui.review.screen import Screen

_WITH_NOTES = {Stage.GUARDED, Stage.READY, Stage.BROKEN}


class Commands(QObject):
    """Turns what a person asks for into what the flow does; what does not count lights a dot."""

    def __init__(
        self,
        desk: Desk,
        flow: Flow,
        answers: Answers,
        parts: ReviewParts,
        screen: Screen,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._project, self._flow, self._answers = desk.project, flow, answers
        self._parts, self._screen, self._page = parts, screen, page
        self.looking = Looking(flow, parts, screen, page)
        self._handlers = self.looking.handlers() | self._own_handlers()

    def press(self, command_id: str) -> None:
        """Do what the key of a command says: a number key decides for the class that has it."""
        keys = words.class_keys(self._project.labels)
        is_class = command_id.startswith("review.class.")
        number = command_id.rpartition(".")[2] if is_class else ""
        if command_id == "review.fit" and "0" in self._screen.keymap.keys(command_id):
            number = "0"
        if number in keys and number:
            self.decide(keys.index(number))
        elif is_class:
            self._tick()
        else:
            self.perform(command_id)

    def perform(self, command_id: str) -> None:
        """Do what a command says."""
        if command_id in self._handlers:
            self._handlers[command_id]()

    def decide(self, place: int) -> None:
        """Decide the case, by place of the class."""
        labels = self._project.labels
        if self.looking.here and self._answers.decide(labels[place]):
            self._parts.decide.flash(place)
        else:
            self._tick()

    def go_back(self) -> bool:
        """Go one level back, as Esc does; false where there is nothing to go back from."""
        if self.looking.go_back():
            return True
        if self._parts.comment in self._parts.third.shown():
            self.leave_comment()
            return True
        return False

    def write(self, text: str) -> None:
        """Take over what is being written."""
        self._flow.notes.comment = text
        self._screen.show_notes()

    def leave_comment(self) -> None:
        """Leave the text box; the text is kept, and nothing is sent."""
        self._flow.notes.keep()
        self._screen.show_third()
        self._page.setFocus()

    def keep_comment(self) -> None:
        """Keep the comment, or send the escalation it belongs to."""
        sends = self._parts.comment.box.sends
        self.leave_comment()
        if sends:
            self._count(partial(self._answers.put_aside, Aside.ESCALATED))
        elif self._flow.notes.comment:
            announce(self._parts.decide, words.COMMENT_KEPT)

    def _own_handlers(self) -> dict[str, Callable[[], object]]:
        unsure = partial(self._answers.put_aside, Aside.UNSURE)
        return {
            "review.unsure": partial(self._count, unsure),
            "review.escalate": self._escalate,
            "review.undo": partial(self._come_back_and, self._answers.undo),
            "review.redo": partial(self._come_back_and, self._answers.redo),
            "review.class_by_name": self._find_class,
            "review.flag": self._flag,
            "review.comment": partial(self._comment, sends=False),
            "review.guide": self._guide,
        }

    def _tick(self) -> None:
        self._parts.decide.tick.light()

    def _count(self, act: Callable[[], bool]) -> None:
        if not (self.looking.here and act()):
            self._tick()

    def _come_back_and(self, act: Callable[[], bool]) -> None:
        self.looking.come_back()
        self._count(act)

    def _escalate(self) -> None:
        stage = self._flow.stage
        if stage is Stage.BROKEN and self.looking.here:
            self._pass_on()
        elif stage is Stage.READY and self.looking.here:
            self._comment(sends=True)
        else:
            self._tick()

    def _pass_on(self) -> None:
        """Escalate a case whose picture cannot be shown, and say why."""
        notes = self._flow.notes
        reason = words.broken_comment(self._screen.sight.why_broken())
        notes.comment = f"{notes.comment}\n{reason}" if notes.comment else reason
        self._count(partial(self._answers.put_aside, Aside.ESCALATED))

    def _comment(self, *, sends: bool) -> None:
        if not self.looking.here or self._flow.stage not in _WITH_NOTES:
            self._tick()
            return
        self._parts.third.show_cards(self._parts.comment)
        key = self._screen.keymap.label("review.escalate")
        self._parts.comment.begin(self._flow.notes.comment, sends=sends, send_key=key)

    def _flag(self) -> None:
        if not self.looking.here or self._flow.stage not in _WITH_NOTES:
            self._tick()
            return
        notes = self._flow.notes
        notes.toggle_flag()
        self._screen.show_notes()
        announce(self._parts.decide, words.FLAGGED if notes.flagged else words.NOT_FLAGGED)

    def _find_class(self) -> None:
        finder = ClassFinder(self._page, self._project.labels)
        finder.chosen.connect(self.decide)
        finder.closed.connect(finder.deleteLater)
        finder.open()

    def _guide(self) -> None:
        project = self._project
        card = GuideOverlay(self._page, project.guide, project.labels, self._parts.whole_guide)
        card.closed.connect(card.deleteLater)
        card.open()
