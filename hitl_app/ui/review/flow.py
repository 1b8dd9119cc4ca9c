"""Which case is on the Review screen: how cases come, are held, and are given back; no widget."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from hitl_app.domain.decision import Aside
from hitl_app.domain.errors import HitlError, Unavailable
from hitl_app.presentation import review as words
from hitl_app.presentation.pace import WorkingTime
from hitl_app.ui.desk import Desk
from hitl_app.ui.review import steps
from hitl_app.ui.review.gate import Gate, Stage
from hitl_app.ui.review.notes import Notes
from hitl_app.ui.review.steps import Around
from hitl_app.workflow.changes import Changes
from hitl_app.workflow.ports import ClaimedCase, OwnFact

RENEW_AFTER: Final = 120.0
LOOK_AGAIN_AFTER: Final = 30.0
_FACTS, _FACTS_AT_START = 12, 200


class Tone(Enum):
    """How something is told: a passing toast, a quiet line that stays, or a soft sound."""

    KEPT = auto()
    BACK = auto()
    QUIET = auto()
    CALL = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """Something the person should know."""

    text: str
    tone: Tone
    more: str = ""


class Flow(QObject):
    """One person's way through the queue."""

    arrived = Signal()  # another case is in hand, or none
    around_changed = Signal()
    told = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.gate = Gate(lambda: int(desk.settings.get("guard_ms", 150)), self)
        self.case: ClaimedCase | None = None
        self.around = Around()
        self.error: tuple[words.StateWords, str] | None = None
        self.working = WorkingTime(desk.clock())
        self.opened_at = 0.0
        self.notes = Notes(desk, self.tell)
        self.unsure: set[int] = set()
        self._takes_unsure = self._closed = False
        self._again: Callable[[], object] = self.fetch
        self._asked_at = desk.clock()
        desk.background.changed.connect(self._look_again)

    @property
    def stage(self) -> Stage:
        """Where the screen is between two answers."""
        return self.gate.stage

    def tell(self, text: str, tone: Tone = Tone.QUIET, more: str = "") -> None:
        """Say something to the person."""
        self.told.emit(Told(text, tone, more))

    def fetch(self) -> None:
        """Take the next case."""
        if self.stage is not Stage.DONE:
            self.gate.enter(Stage.FETCHING)
        if self.around.counts is None:
            self.look_around(_FACTS_AT_START)
        self._asked_at = self.desk.clock()
        failed = partial(self.stuck, self.fetch, words.NOT_REACHED)
        self.desk.background.run(steps.fetch(self.desk), self._fetched, failed)

    def look_at_unsure(self) -> None:
        """Take the cases again that this person was unsure about."""
        self._takes_unsure = True
        self.gate.enter(Stage.FETCHING)
        self.fetch()

    def take(self, case: ClaimedCase | None, taken_back: OwnFact | None = None) -> None:
        """Show a case, or that there is none.

        One that was put aside as unsure waits until the person asks for it.
        """
        asked_for = self._takes_unsure or taken_back is not None
        if case and case.case.case_no in self.unsure and not asked_for:
            # Quietly: a change of the queue would have it fetched here again.
            release = steps.release(self.desk, case.case.case_no, quietly=True)
            self.desk.background.run(release, _nothing)
            case = None
        self._takes_unsure = self._takes_unsure and case is not None
        self._asked_at = self.desk.clock()
        self.case = case
        self.notes.open(case, taken_back.aside if taken_back else None)
        self.gate.take(any_case=case is not None)
        self.arrived.emit()
        self.look_around()

    def painted(self, case_no: int) -> None:
        """Note that a case can be seen; its keys count after the guard time."""
        if self.case and self.case.case.case_no == case_no and self.gate.painted():
            self.opened_at = self.working.seconds(self.desk.clock())

    def stuck(self, again: Callable[[], object], what: words.StateWords, error: HitlError) -> None:
        """Wait until the surroundings allow it; what the rules do not allow is told quietly."""
        if isinstance(error, Unavailable):
            self.error = (what, str(error))
            self._again = again
            self.gate.enter(Stage.STUCK)
        else:
            self.back_to_case()
            self.tell(str(error))

    def try_again(self) -> None:
        """Do again what the store could not do."""
        self.error = None
        self.back_to_case()
        self._again()

    def back_to_case(self) -> None:
        """Go on with the case that was on the screen before."""
        self.gate.go_back(any_case=self.case is not None)

    def look_around(self, facts: int = _FACTS) -> None:
        """Look at one's own answers, what may come, and the day's counts."""
        asks_for_any = self.stage is Stage.DONE
        step = steps.look_around(self.desk, facts, self.case, asks_for_any=asks_for_any)
        self.desk.background.run(step, self._looked, lambda error: self.tell(str(error)))

    def tick(self) -> None:
        """Hold the case while it is on the screen; look for new ones while there is none."""
        now = self.desk.clock()
        if self.working.resting:
            return
        if self.stage is Stage.DONE and steps.is_long_ago(self._asked_at, now, LOOK_AGAIN_AFTER):
            self.fetch()
        elif self.case and steps.is_long_ago(self._asked_at, now, RENEW_AFTER):
            self._renew()

    def rest(self) -> None:
        """Stop the clock: nobody looks at the case."""
        self.working.rest(self.desk.clock())

    def go_on(self) -> None:
        """Let the clock run again, and make sure that the case is still in these hands."""
        if self.working.resting:
            self.working.go_on(self.desk.clock())
            if self.stage is Stage.READY:
                # Whoever comes back has not seen the case for the guard time yet.
                self.gate.watch()
            if self.stage is Stage.DONE:
                self.fetch()
            self._renew()

    def close(self) -> None:
        """Give the case back to the queue; what was written stays beside it."""
        if self._closed:
            return
        self._closed = True
        self.notes.keep()
        if self.stage in {Stage.FETCHING, Stage.SAVING}:
            # The step on its way brings a case that nobody will look at.
            self.desk.background.run(steps.give_back(self.desk), _nothing)
        elif self.case is not None:
            self.desk.background.run(steps.release(self.desk, self.case.case.case_no), _nothing)
        self.case = None

    def _fetched(self, case: ClaimedCase | None) -> None:
        waited = self.stage is Stage.DONE
        self.take(case)
        if waited and self.case is not None:
            self.tell(words.NEW_CASES, Tone.CALL)

    def _renew(self) -> None:
        if self.case is None or self.stage in {Stage.SAVING, Stage.STUCK}:
            return
        self._asked_at, case_no = self.desk.clock(), self.case.case.case_no
        self.desk.background.run(
            steps.renew(self.desk, case_no),
            partial(self._renewed, case_no),
            lambda error: self.tell(str(error)),
        )

    def _renewed(self, case_no: int, held: bool) -> None:  # noqa: FBT001  what the step answers
        lost = self.case is not None and self.case.case.case_no == case_no and not held
        if lost and self.stage not in {Stage.SAVING, Stage.STUCK}:
            self.notes.keep()
            self.case = None
            self.tell(words.WENT_BACK)
            self.fetch()

    def _looked(self, around: Around) -> None:
        self.around = around
        self.unsure |= {
            fact.case.case_no
            for fact in around.facts
            if fact.aside is Aside.UNSURE and fact.takeable
        }
        self.around_changed.emit()

    def _look_again(self, changes: Changes) -> None:
        # Whoever rests or is on another page must not hold a case without knowing.
        waits = self.stage is Stage.DONE and not self.working.resting
        if waits and changes & (Changes.QUEUE | Changes.CASES):
            self.fetch()


def _nothing(_value: None) -> None:
    """Do nothing with the answer of a step that has none."""
