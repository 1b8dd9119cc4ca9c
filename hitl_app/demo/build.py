"""Build the demo's workspace: a trained model, a month of review, and 300 cases that wait."""

from datetime import datetime, timedelta
from pathlib import Path

from hitl_app.demo.files import LABELS, DemoFiles, read_recorded_labels
from hitl_app.demo.guide import guide
from hitl_app.demo.history import DAYS, Demonstration
from hitl_app.demo.progress import Part
from hitl_app.demo.recorded import NAME, RecordedReviewer
from hitl_app.demo.score import score
from hitl_app.demo.training import train
from hitl_app.domain.case import CaseKind, Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role
from hitl_app.workflow import projects
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import NewProject, Progress, Store

PROJECT = "Digits"
SUPERVISOR = "demo supervisor"


def build_workspace(
    store: Store, folder: Path, now: datetime, progress: Progress, *, opener: str
) -> Outcome[Project]:
    """Fill a workspace with the demo; its model and pictures go into the folder.

    A stopped or failed build leaves a part of the demo behind: build in a new file and keep the
    file only when this returns.

    Raises:
        Unavailable: the extra `demo` is missing, or the training failed.
        Refused: the workspace holds the demo already, or the progress asked to stop.
    """
    with store.reading() as records:
        if any(project.name == PROJECT for project in records.projects()):
            raise Refused(f"This workspace has a project “{PROJECT}” already.")
    files = train(folder.resolve(), Part(progress, number=0, of=2))
    cases = score(files)
    project, supervisor, reviewer = _set_up(store, files, opener, now - timedelta(days=DAYS + 1))
    labels = read_recorded_labels(files)
    Demonstration(
        store=store,
        project=project,
        supervisor=supervisor,
        reviewer=RecordedReviewer(store=store, project=project, person=reviewer, labels=labels),
        cases=cases,
    ).happen(now, Part(progress, number=1, of=2))
    return Outcome(project, Changes.ALL)


def _set_up(
    store: Store, files: DemoFiles, opener: str, at: datetime
) -> tuple[Project, Person, Person]:
    """Make the project and its people: who supervises, who decides, who opened the program."""
    new = NewProject(
        name=PROJECT,
        labels=LABELS,
        question="Which digit is this?",
        kind=CaseKind.IMAGE,
        guide=guide(files),
        reference=str(files.reference),
    )
    project = projects.create(store, new, SUPERVISOR, at).value
    with store.reading() as records:
        supervisor = records.person(SUPERVISOR)
    if supervisor is None:
        raise RuntimeError("whoever creates a project becomes its supervisor")
    reviewer = projects.add_person(store, supervisor, NAME, Role.INSPECTOR, None, at).value
    if opener not in {SUPERVISOR, NAME}:
        projects.add_person(store, supervisor, opener, Role.SUPERVISOR, None, at)
    return project, supervisor, reviewer
