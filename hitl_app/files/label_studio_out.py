"""Tasks going out as Label Studio reads them: a JSON list with predictions and annotations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import orjson

from hitl_app.domain.case import CaseKind
from hitl_app.files.atomic import writing
from hitl_app.files.words import time_out
from hitl_app.workflow.ports import CaseFact, Task, TaskFile

_MEDIA = {CaseKind.IMAGE: "image", CaseKind.AUDIO: "audio"}


class _Tasks:
    """Writes one task after another, a line each, so that memory does not grow."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._empty = True

    def write(self, task: Task) -> None:
        """Write a task."""
        self._file.write("[\n" if self._empty else ",\n")
        self._file.write(orjson.dumps(_json(task)).decode())
        self._empty = False

    def finish(self) -> None:
        """Close the list."""
        self._file.write("[]\n" if self._empty else "\n]\n")


@contextmanager
def writing_tasks(path: Path) -> Iterator[TaskFile]:
    """Open a file of tasks that appears whole when the block ends well.

    Raises:
        Unavailable: the disk is full, or there is no right to write.
    """
    with writing(path) as file:
        tasks = _Tasks(file)
        yield tasks
        tasks.finish()


def _json(task: Task) -> dict[str, object]:
    media = _MEDIA.get(task.kind, "image")
    shown = media if task.media else "text"
    data: dict[str, object] = {**task.fields, "case_id": task.case_id}
    if task.media:
        data[media] = task.media
    if task.text:
        data["text"] = task.text
    return {
        "id": task.case_no,
        "created_at": time_out(task.arrived_at),
        "data": data,
        "predictions": [_prediction(each, shown) for each in task.facts if _is(each, "prediction")],
        "annotations": [_annotation(each, shown) for each in task.facts if _is(each, "decision")],
    }


def _is(fact: CaseFact, kind: str) -> bool:
    return fact.kind == kind


def _choice(fact: CaseFact, shown: str) -> dict[str, object]:
    return {
        "type": "choices",
        "from_name": "label",
        "to_name": shown,
        "value": {"choices": [fact.label]},
    }


def _prediction(fact: CaseFact, shown: str) -> dict[str, object]:
    result = {**_choice(fact, shown), "score": fact.confidence}
    return {"model_version": fact.by_whom, "score": fact.confidence, "result": [result]}


def _annotation(fact: CaseFact, shown: str) -> dict[str, object]:
    return {
        "completed_by": {"email": fact.by_whom} if fact.by_whom else None,
        "created_at": time_out(fact.at),
        "lead_time": fact.seconds,
        "was_cancelled": False,
        "prediction": {} if not fact.shown else {"shown": True},
        "result": [_choice(fact, shown)],
    }
