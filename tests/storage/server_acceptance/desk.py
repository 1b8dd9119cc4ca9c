"""Somebody in front of a store, in the test's own process."""

from collections.abc import Callable
from typing import TypeVar

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Away
from hitl_app.domain.reviewer import Person
from hitl_app.workflow import projects, review
from hitl_app.workflow.ports import Answer, ClaimedCase, Store
from hitl_app.workflow.review import Step
from tests.storage.server_acceptance.hall import Hall

T = TypeVar("T")


class Desk:
    """Somebody who works on a store, and asks once more where the server went away."""

    def __init__(self, hall: Hall, store: Store, name: str) -> None:
        self.hall, self.store = hall, store
        self.project: Project = self.ask(lambda: projects.find_project(store, None))
        self.person: Person = self.ask(lambda: projects.who_acts(store, name))

    def ask(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except Away:
            return step()

    def claim(self) -> ClaimedCase:
        claimed = self.ask(
            lambda: review.claim_next(
                self.store, self.project, self.person, "window", self.hall.now()
            )
        ).value
        assert claimed is not None
        return claimed

    def decide(self, name: str, case: ClaimedCase) -> Step:
        answer = Answer(decision_id=name, case_no=case.case.case_no, label="ok")
        step = self.ask(
            lambda: review.decide_and_claim(
                self.store, self.project, self.person, answer, "window", self.hall.now()
            )
        ).value
        assert step.refused == ""
        assert step.kept.stored
        return step

    def look(self) -> bool:
        """Look about; says whether the server is there."""
        self.store.changed_elsewhere(self.hall.now())
        kept = self.store.kept_here()
        return kept is None or not kept.away
