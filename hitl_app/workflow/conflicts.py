"""Answers whose case had gone to somebody else before they arrived, for a supervisor to look at."""

from collections.abc import Sequence

from hitl_app.domain.case import Project
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.ports import Conflict, Store


def conflicts(store: Store, project: Project, actor: Person, n: int) -> Outcome[Sequence[Conflict]]:
    """Return the newest conflicts, newest first, each beside what stands.

    Raises:
        Refused: the person is no supervisor.
    """
    require_supervisor(actor, "see conflicts")
    with store.reading() as records:
        return Outcome(records.conflicts(project, n))
