"""Cases leave as Label Studio tasks, and come back into another workspace as they were."""

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
import pytest

from hitl_app.domain.case import CaseKind, Prediction
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Role
from hitl_app.files.sources import open_source
from hitl_app.files.tables_out import FileExports
from hitl_app.storage import open_store
from hitl_app.workflow import agreement, intake, projects, review
from hitl_app.workflow.ports import Answer, Arrival, NewProject, Window
from hitl_app.workflow.tasks_out import export_tasks

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


@dataclass
class Watched:
    stopped: bool = False

    def report(self, done: int, total: int | None) -> None:
        """Nobody looks."""


def workspace(path):
    store = open_store(str(path), create=True)
    new = NewProject(name="Words", labels=("a", "b"), kind=CaseKind.TEXT)
    project = projects.create(store, new, "sue", NOW).value
    return store, project, projects.who_acts(store, "sue")


@pytest.fixture
def full(tmp_path):
    store, project, sue = workspace(tmp_path / "first.db")
    ann = projects.add_person(store, sue, "ann", Role.INSPECTOR, None, NOW).value
    rows = [
        Arrival(
            line=number,
            case_id=f"c{number}",
            text=f"text {number}",
            fields={"line": number},
            prediction=Prediction(model_version="m1", label="ab"[number % 2], confidence=0.75),
        )
        for number in range(5)
    ]
    intake.receive(store, project, rows, NOW)
    for number in range(3):
        case = review.claim_next(store, project, ann, "s", NOW).value
        answer = Answer(decision_id=f"d{number}", case_no=case.case.case_no, label="a", seconds=2.5)
        review.decide(store, project, ann, answer, NOW)
    yield store, project, sue
    store.close()


def test_that_tasks_come_back_with_predictions_and_decisions(full, tmp_path):
    store, project, sue = full
    out = tmp_path / "tasks.json"

    assert export_tasks(store, project, sue, out, FileExports(), Watched(), "names").value == 5
    other, again, boss = workspace(tmp_path / "second.db")
    taken = intake.take_in(
        other, again, boss, open_source(out, labels=again.labels), "tasks.json", NOW,
        strict=True, refuse=print, progress=Watched(),
    ).value  # fmt: skip
    before = agreement.report(store, project, sue, Window()).value.whole.blind
    after = agreement.report(other, again, boss, Window()).value.whole.blind
    other.close()

    assert (taken.cases, taken.predictions, taken.decisions) == (5, 5, 3)
    assert (after.matrix == before.matrix).all()


def test_that_reviewers_leave_as_codes_unless_names_are_asked_for(full, tmp_path):
    store, project, sue = full
    out = tmp_path / "tasks.json"

    export_tasks(store, project, sue, out, FileExports(), Watched())

    people = {
        each["completed_by"]["email"]
        for task in orjson.loads(out.read_bytes())
        for each in task["annotations"]
    }
    assert people == {"R2"}


def test_that_an_inspector_gets_no_tasks_and_leaves_no_file(full, tmp_path):
    store, project, _ = full
    ann = projects.who_acts(store, "ann")

    with pytest.raises(Refused, match="Only a supervisor"):
        export_tasks(store, project, ann, tmp_path / "x.json", FileExports(), Watched())

    assert not list(tmp_path.glob("x.json*"))
