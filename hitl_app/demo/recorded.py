"""A reviewer who knows the recorded labels and works a queue through the steps of the window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hitl_app.domain.case import Project
from hitl_app.domain.reviewer import Person
from hitl_app.workflow import review
from hitl_app.workflow.ports import Answer, Progress, Store

NAME = "recorded labels"
"""What a data set's labels decide is called by this name, never by a person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedReviewer:
    """Answers every case with its recorded label; sees suggestions and cannot be swayed."""

    store: Store
    project: Project
    person: Person
    labels: Mapping[str, str]
    session: str = "demo"

    def work(
        self, start: datetime, pace: timedelta, progress: Progress | None = None, total: int = 0
    ) -> int:
        """Decide what waits until nothing does; return how many that were."""
        done = 0
        claimed = review.claim_next(
            self.store, self.project, self.person, self.session, start
        ).value
        while claimed is not None:
            done += 1
            answer = Answer(
                decision_id=review.new_id(),
                case_no=claimed.case.case_no,
                label=self.labels[claimed.case.case_id],
            )
            step = review.decide_and_claim(
                self.store, self.project, self.person, answer, self.session, start + done * pace
            ).value
            if not step.kept.stored:
                raise RuntimeError(
                    f"the decision on {claimed.case.case_id} was not kept: {step.refused}"
                )
            if progress:
                progress.report(done, total)
            claimed = step.next
        return done
