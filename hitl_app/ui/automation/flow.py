"""What happens on the Automation screen: the policy in force, the draft, the steps; no widget."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from hitl_app.domain.errors import HitlError
from hitl_app.domain.policy import Policy
from hitl_app.presentation import automation as words
from hitl_app.presentation.policy_draft import Draft
from hitl_app.ui.desk import Desk
from hitl_app.workflow import automation
from hitl_app.workflow.automation import Situation
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import Store

T = TypeVar("T")
PolicyStep = Callable[[Store], Outcome[Policy]]


class AutomationFlow(QObject):
    """One supervisor's work on the policy; nothing moves before a step is asked for."""

    changed = Signal()  # the situation or the draft
    not_read = Signal(str)  # and there is nothing to show
    applied = Signal(object, int)  # the policy, and the version that held before
    stepped_down = Signal(object, bool)  # the policy, and whether it waits for the server
    went_back = Signal(object)
    refused = Signal(str)
    explained = Signal()
    not_explained = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.situation: Situation | None = None
        self.draft: Draft | None = None
        self.busy = self.fresh = self.shown = False
        self.away = ""
        desk.background.changed.connect(self._hear)

    @property
    def person(self) -> str:
        """Return who works here."""
        return self._desk.person.name

    @property
    def overtaken(self) -> bool:
        """Say whether another policy came in force since the draft was begun."""
        if self.situation is None or self.draft is None:
            return False
        return self.situation.policy.version != self.draft.base.version

    def look(self) -> None:
        """Read the policy, its history and what is on screens."""
        self.fresh = True
        desk, now = self._desk, self._desk.clock()
        desk.background.run(
            lambda store: automation.look(store, desk.project, now), self._take, self._not_read
        )

    def set_draft(self, draft: Draft) -> None:
        """Draft something else."""
        self.draft = draft
        self.changed.emit()

    def discard(self) -> None:
        """Go back to what is in force."""
        if self.situation is not None:
            self.set_draft(Draft.of(self.situation.policy, self._desk.project.labels))

    def move_draft(self) -> None:
        """Draft the same changes from the policy in force now."""
        if self.situation is not None and self.draft is not None:
            self.set_draft(self.draft.moved_to(self.situation.policy))

    def apply(self, reason: str) -> None:
        """Put the draft in force, if nobody was quicker."""
        draft, desk, now = self.draft, self._desk, self._desk.clock()
        if draft is None or draft.is_empty:
            return
        version = draft.base.version

        def step(store: Store) -> Outcome[Policy]:
            return automation.apply(
                store, desk.project, desk.person, draft.terms, version, reason, now
            )

        def done(policy: Policy) -> None:
            self.draft = Draft.of(policy, desk.project.labels)
            self._put_in_force(policy)
            self.applied.emit(policy, version)

        self._run(step, done, words.not_applied)

    def step_down(self) -> None:
        """Lower the degree by one, at once."""
        desk, now = self._desk, self._desk.clock()

        def step(store: Store) -> Outcome[tuple[Policy, bool]]:
            stepped = automation.step_down(store, desk.project, desk.person, now)
            kept = store.kept_here()
            return Outcome((stepped.value, kept is not None and kept.away), stepped.changes)

        def done(stepped: tuple[Policy, bool]) -> None:
            self._put_in_force(stepped[0])
            self.stepped_down.emit(*stepped)

        self._run(step, done, self._not_stepped_down)

    def go_back(self, version: int) -> None:
        """Put an earlier policy in force again, whole."""
        desk, now = self._desk, self._desk.clock()

        def done(policy: Policy) -> None:
            self._put_in_force(policy)
            self.went_back.emit(policy)

        self._run(
            lambda store: automation.go_back(store, desk.project, desk.person, version, now),
            done,
            words.not_gone_back,
        )

    def explain(self, version: int, reason: str) -> None:
        """Keep why somebody stepped down."""
        desk, now = self._desk, self._desk.clock()
        self._desk.background.run(
            partial(
                automation.explain,
                project=desk.project,
                actor=desk.person,
                version=version,
                reason=reason,
                now=now,
            ),
            lambda _nothing: self.explained.emit(),
            lambda error: self.not_explained.emit(str(error)),
        )

    def _run(
        self,
        step: Callable[[Store], Outcome[T]],
        done: Callable[[T], None],
        told: Callable[[str], str],
    ) -> None:
        """Run one step at a time: a second click on its way does not count twice."""
        if self.busy:
            return
        self.busy = True

        def ended(value: T) -> None:
            self.busy = False
            done(value)

        def not_done(error: HitlError) -> None:
            self.busy = False
            self.refused.emit(told(str(error)))
            self.changed.emit()
            self.look()

        self.changed.emit()
        self._desk.background.run(step, ended, not_done)

    def _not_stepped_down(self, error: str) -> str:
        situation = self.situation
        return words.not_stepped_down(situation.policy.degree, error) if situation else error

    def _put_in_force(self, policy: Policy) -> None:
        """Show at once what was just stored; the look that follows brings the rest."""
        situation, draft = self.situation, self.draft
        if situation is None or draft is None:
            return
        self.situation = replace(situation, policy=policy, history=(policy, *situation.history))
        if draft.is_empty:
            self.draft = Draft.of(policy, self._desk.project.labels)
        self.changed.emit()

    def _take(self, situation: Situation) -> None:
        self.situation, self.away = situation, ""
        if self.draft is None or self.draft.is_empty:
            self.draft = Draft.of(situation.policy, self._desk.project.labels)
        self.changed.emit()

    def _not_read(self, error: HitlError) -> None:
        self.fresh, self.away = False, str(error)
        if self.situation is None:
            self.not_read.emit(str(error))
        else:
            self.changed.emit()

    def _hear(self, changes: Changes) -> None:
        if Changes.POLICY not in changes:
            return
        if self.shown:
            self.look()
        else:
            self.fresh = False
