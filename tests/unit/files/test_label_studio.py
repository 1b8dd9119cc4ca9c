import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Arrival, Refusal

Read = Callable[..., list[Arrival | Refusal]]


def _result(*labels: str, **more: object) -> list[dict[str, object]]:
    box = {"type": "rectanglelabels", "value": {"x": 1}}
    return [box, {"type": "choices", "value": {"choices": list(labels)}, **more}]


def _task(**more: object) -> dict[str, Any]:
    return {"id": 5, "data": {"picture": "part.png", "line": "L1"}, **more}


def _read(read: Read, *tasks: object, **how: object) -> list[Arrival | Refusal]:
    return read(json.dumps(tasks), "tasks.json", **how)


PREDICTION = {"model_version": "v1", "score": 0.8, "result": _result("crack")}
ANNOTATION = {
    "completed_by": {"id": 3, "email": "anna@example.org"},
    "lead_time": 4.5,
    "created_at": "2025-03-01T10:00:00.123456Z",
    "result": _result("ok"),
}


def test_that_a_task_becomes_its_case_first_and_then_its_further_facts(
    read: Read, tmp_path: Path
) -> None:
    task = _task(
        created_at="2025-02-28T09:00:00Z",
        predictions=[PREDICTION, {**PREDICTION, "model_version": "v2"}],
        annotations=[ANNOTATION, {**ANNOTATION, "completed_by": 9, "prediction": {"id": 1}}],
    )
    rows = _read(read, task)
    assert all(isinstance(row, Arrival) for row in rows)
    first, second, third = (row for row in rows if isinstance(row, Arrival))
    assert {(row.line, row.case_id) for row in rows} == {(1, "5")}
    assert first.media == str((tmp_path / "part.png").resolve())
    assert first.fields == {"line": "L1"}
    assert first.arrived_at == datetime(2025, 2, 28, 9, tzinfo=UTC)
    assert first.prediction is not None
    assert (first.prediction.model_version, first.prediction.confidence) == ("v1", 0.8)
    assert first.recorded is not None
    assert (first.recorded.reviewer, first.recorded.label) == ("anna@example.org", "ok")
    assert (first.recorded.seconds, first.recorded.prediction_shown) == (4.5, False)
    assert second.prediction is not None
    assert second.prediction.model_version == "v2"
    assert (second.media, dict(second.fields), second.recorded) == ("", {}, None)
    assert third.recorded is not None
    assert (third.recorded.reviewer, third.recorded.prediction_shown) == ("9", True)


def test_that_a_skipped_annotation_leaves_the_case_waiting(read: Read) -> None:
    (row,) = _read(read, _task(annotations=[{"was_cancelled": True, "result": []}]))
    assert isinstance(row, Arrival)
    assert row.recorded is None


def test_that_labels_without_a_person_are_called_recorded_labels(read: Read) -> None:
    (row,) = _read(read, _task(annotations=[{"result": _result("ok")}]))
    assert isinstance(row, Arrival)
    assert row.recorded is not None
    assert row.recorded.reviewer == "recorded labels"


def test_that_a_case_id_in_the_data_names_the_case(read: Read) -> None:
    named, mapped = (
        _read(read, {"id": 1, "data": {"case_id": "x"}}),
        _read(read, {"id": 1, "data": {"serial": "y"}}, mapping={"serial": "case_id"}),
    )
    assert [row.case_id for row in (*named, *mapped)] == ["x", "y"]


@pytest.mark.parametrize("path", ["part.png", "/data/local-files/?d=part.png"])
def test_that_the_address_of_a_local_file_leads_to_it(
    path: str, read: Read, tmp_path: Path
) -> None:
    (row,) = _read(read, {"id": 1, "data": {"x": path}})
    assert isinstance(row, Arrival)
    assert row.media == str((tmp_path / "part.png").resolve())


def test_that_a_text_is_shown_and_a_second_picture_stays_a_field(read: Read) -> None:
    data = {"text": "two\nlines", "front": "https://h/a.jpg?x=1", "back": "https://h/b.jpg"}
    (row,) = _read(read, {"id": 1, "data": data})
    assert isinstance(row, Arrival)
    assert (row.text, row.media) == ("two\nlines", "https://h/a.jpg?x=1")
    assert row.fields == {"back": "https://h/b.jpg"}


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"id": 1, "picture": "part.png"}, "no data object"),
        ("task", "no data object"),
        ({"data": {}}, "no case_id"),
        (_task(predictions=[{**PREDICTION, "result": []}]), "a prediction without a result"),
        (_task(annotations=[{**ANNOTATION, "result": []}]), "an annotation without a result"),
        (_task(annotations=[{**ANNOTATION, "result": _result("ok", "dent")}]), "exactly one label"),
        (_task(annotations=[{**ANNOTATION, "result": _result("rust")}]), "rust"),
        (_task(predictions=[{**PREDICTION, "score": None}]), "confidence missing"),
        (_task(predictions=[{**PREDICTION, "model_version": ""}]), "model_version missing"),
        (_task(predictions=[{**PREDICTION, "result": _result("ok", score=3)}]), "outside 0 to 1"),
        (_task(predictions="none"), "predictions must be a list"),
        ({"id": 1, "data": {"x": "lost.jpg"}}, "lost.jpg"),
    ],
)
def test_that_one_bad_fact_refuses_its_task_alone(task: object, words: str, read: Read) -> None:
    bad, good = _read(read, task, _task())
    assert isinstance(bad, Refusal)
    assert bad.line == 1
    assert words in bad.reason
    assert isinstance(good, Arrival)
    assert good.line == 2


@pytest.mark.parametrize(("content", "words"), [("[{", "broken JSON"), ("{}", "list of tasks")])
def test_that_a_file_that_is_no_list_of_tasks_is_refused(
    content: str, words: str, read: Read
) -> None:
    with pytest.raises(Refused, match=words):
        read(content, "tasks.json", format="label-studio")


def test_that_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        open_source(tmp_path / "lost.json", labels=("ok",), format="label-studio")


def test_that_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([{"id": 1, "data": {}}, {"id": 2, "data": {}}]))
    source = open_source(path, labels=("ok",))
    assert source.done == 0
    assert len(list(source.rows())) == 2
    assert source.done == source.total == path.stat().st_size
