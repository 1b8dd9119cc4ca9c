"""Cases with all that was said of them, passed on to annotation programs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.export import PAGE, Names, namer
from hitl_app.workflow.ports import CaseFact, Exports, Progress, Store, Task


def export_tasks(
    store: Store,
    project: Project,
    actor: Person,
    path: Path,
    exports: Exports,
    progress: Progress,
    names: Names = "codes",
) -> Outcome[int]:
    """Write all cases as tasks and return their number; stopped half way, nothing is left.

    Raises:
        Refused: the actor is no supervisor, or the work was stopped.
        Unavailable: the disk is full or may not be written.
    """
    require_supervisor(actor, "export what the model said of cases")
    written = 0
    with exports.tasks(path) as file:
        for task in _tasks(store, project, namer(store, names)):
            file.write(task)
            written += 1
            if written % PAGE == 0:
                progress.report(written, None)
                if progress.stopped:
                    raise Refused("Stopped. No file was written.")
    progress.report(written, written)
    return Outcome(written)


def _tasks(
    store: Store, project: Project, name_of: Callable[[str | None], str | None]
) -> Iterator[Task]:
    after = 0
    while True:
        with store.reading() as records:
            cases = records.case_page(project, after, PAGE)
            if not cases:
                return
            until = cases[-1][0]
            facts = records.case_facts(project, after, until)
        said = _by_case(facts, name_of)
        yield from (_task(project, number, row, said.get(number, ())) for number, row in cases)
        after = until


def _by_case(
    facts: Sequence[CaseFact], name_of: Callable[[str | None], str | None]
) -> dict[int, tuple[CaseFact, ...]]:
    said: dict[int, tuple[CaseFact, ...]] = {}
    for fact in facts:
        named = fact
        if fact.kind == "decision":
            named = replace(fact, by_whom=name_of(fact.by_whom) or "")
        said[fact.case_no] = (*said.get(fact.case_no, ()), named)
    return said


def _task(
    project: Project, number: int, row: Mapping[str, object], facts: Sequence[CaseFact]
) -> Task:
    return Task(
        case_no=number,
        case_id=str(row["case_id"]),
        arrived_at=cast("datetime", row["arrived_at"]),
        kind=project.kind,
        media=str(row["media"]),
        text=str(row["text"]),
        fields=json.loads(str(row["fields"])),
        facts=tuple(facts),
    )
