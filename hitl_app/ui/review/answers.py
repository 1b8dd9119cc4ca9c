"""What a person answers on the Review screen: decide, put aside, take back, do again."""

from functools import partial

from hitl_app.domain.decision import Aside, HoldBack
from hitl_app.presentation import review as words
from hitl_app.presentation.pace import Pace, pace
from hitl_app.ui.review import steps
from hitl_app.ui.review.flow import Flow, Tone
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.review.steps import Pending, Redone, Undone
from hitl_app.workflow import review
from hitl_app.workflow.ports import Answer, ClaimedCase

_GOES_BACK = {Stage.GUARDED, Stage.READY, Stage.BROKEN, Stage.DONE}


class Answers:
    """Each method says whether it counted; one that did not is dropped, never queued."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._desk = flow.desk
        self._decided: list[float] = []
        self._refused_undo: frozenset[str] = frozenset()

    @property
    def hold_back(self) -> HoldBack:
        """How long an answer is kept from going downstream."""
        get = self._desk.settings.get
        return HoldBack(float(get("hold_back_seconds", 10)), int(get("hold_back_decisions", 3)))

    def undo_text(self) -> str:
        """Return what stands on the undo button now."""
        fact = next(
            (f for f in self._flow.around.facts if f.fact_id not in self._refused_undo), None
        )
        return words.undo_text(fact, self.hold_back, self._desk.clock())

    def pace(self) -> Pace:
        """Return how fast this session goes, for the person's own eyes."""
        return pace(self._decided, self._flow.working.seconds(self._desk.clock()))

    def decide(self, label: str) -> bool:
        """Send a decision."""
        return self._flow.stage is Stage.READY and self._answer(label, None)

    def put_aside(self, aside: Aside) -> bool:
        """Put the case aside; one that cannot be shown can still be escalated."""
        passes_on = self._flow.stage is Stage.BROKEN and aside is Aside.ESCALATED
        may = passes_on or self._flow.stage is Stage.READY
        return may and self._answer(self._desk.project.labels[0], aside)

    def undo(self) -> bool:
        """Take the last answer back, and its case into one's hands."""
        step = partial(steps.take_back, self._desk, self._refused_undo, self.hold_back)
        if not self._goes_back():
            return False
        failed = partial(self._flow.stuck, self.undo, words.NOT_REACHED)
        self._desk.background.run(step(), self._undone, failed)
        return True

    def redo(self) -> bool:
        """Give the answer again that was taken back last."""
        if not self._goes_back():
            return False
        failed = partial(self._flow.stuck, self.redo, words.NOT_REACHED)
        self._desk.background.run(steps.redo(self._desk), self._redone, failed)
        return True

    def _goes_back(self) -> bool:
        if self._flow.stage not in _GOES_BACK:
            return False
        self._flow.notes.keep()
        self._flow.gate.enter(Stage.SAVING)
        return True

    def _answer(self, label: str, aside: Aside | None) -> bool:
        case, notes = self._flow.case, self._flow.notes
        if case is None:
            return False
        seconds = self._flow.working.seconds(self._desk.clock()) - self._flow.opened_at
        answer = Answer(
            decision_id=review.new_id(),
            case_no=case.case.case_no,
            label=label,
            seconds=round(max(0.0, seconds), 3),
            flagged=notes.flagged,
            comment=notes.comment,
        )
        self._send(case, Pending(answer, aside, case.case.case_id, notes.is_new))
        return True

    def _send(self, case: ClaimedCase, pending: Pending) -> None:
        self._flow.gate.enter(Stage.SAVING)
        failed = partial(
            self._flow.stuck,
            partial(self._send, case, pending),
            words.not_stored(pending.word, pending.case_id),
        )
        self._desk.background.run(
            steps.send(self._desk, pending), partial(self._sent, case, pending), failed
        )

    def _sent(self, case: ClaimedCase, pending: Pending, step: review.Step) -> None:
        self._flow.notes.sent()
        more = ""
        # Only what was on the screen before the answer, and only where a supervisor chose so.
        if case.suggestion and self._desk.settings.get("say_model_after", False):
            more = words.model_said(case.suggestion)
        self._finish(pending, step, more)

    def _finish(self, pending: Pending, step: review.Step, more: str = "") -> None:
        flow = self._flow
        if step.kept.stored:
            flow.unsure.discard(pending.answer.case_no)
            self._decided.append(flow.working.seconds(self._desk.clock()))
            flow.tell(words.saved(pending.word), Tone.KEPT, more)
            if pending.aside is Aside.UNSURE:
                flow.unsure.add(pending.answer.case_no)
        flow.take(step.next)
        if step.refused:
            flow.tell(step.refused)

    def _undone(self, undone: Undone) -> None:
        flow, fact = self._flow, undone.fact
        if fact is None or undone.claimed is None:
            if fact is not None:
                self._refused_undo |= {fact.fact_id}
            flow.back_to_case()
            flow.tell(undone.refused or words.NOTHING_TO_TAKE_BACK)
            return
        flow.unsure.discard(fact.case.case_no)
        self._decided = self._decided[:-1]
        flow.take(undone.claimed, fact)
        word = words.answer_word(fact.label, fact.aside)
        said = words.taken_back(word, fact.case.case_id, correction=undone.correction)
        flow.tell(said, Tone.BACK)

    def _redone(self, redone: Redone | None) -> None:
        if redone is None:
            self._flow.back_to_case()
            self._flow.tell(words.NOTHING_TO_REDO)
            return
        self._finish(redone.pending, redone.step)
