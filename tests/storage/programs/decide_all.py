"""A workstation of its own: decides until the queue is empty, and tells each decision by a line.

Arguments: workspace, name, session. Takes its first case, and waits for a line on
standard input before it begins.
"""

# ruff: noqa: T201  it answers on standard output
import sys
from datetime import UTC, datetime
from pathlib import Path

from hitl_app.storage import open_store
from hitl_app.workflow import projects, review
from hitl_app.workflow.ports import Answer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def main(path: Path, name: str, session: str) -> None:
    store = open_store(str(path))
    project = projects.find_project(store, None)
    who = projects.who_acts(store, name)
    claimed = review.claim_next(store, project, who, session, NOW).value
    print("ready", flush=True)
    sys.stdin.readline()
    while claimed is not None:
        answer = Answer(
            decision_id=review.new_id(), case_no=claimed.case.case_no, label=project.labels[0]
        )
        step = review.decide_and_claim(store, project, who, answer, session, NOW).value
        assert step.kept.stored
        print(answer.decision_id, answer.case_no, flush=True)
        claimed = step.next
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
