from collections.abc import Callable
from pathlib import Path

import pytest

from hitl_app.domain.errors import Unavailable
from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Arrival, Refusal

Read = Callable[..., list[Arrival | Refusal]]


def test_that_values_keep_their_types(read: Read) -> None:
    (row,) = read(
        '{"case_id": 7, "model_version": "v1", "predicted_label": "ok", "confidence": 0, '
        '"probabilities": {"ok": 1, "crack": 0, "dent": 0}, "size": 1.5, "none": null, '
        '"fields": {"batch": [1, 2]}}\n',
        "cases.jsonl",
    )
    assert isinstance(row, Arrival)
    assert row.case_id == "7"
    assert row.fields == {"size": 1.5, "batch": [1, 2]}
    assert row.prediction is not None
    assert row.prediction.confidence == 0.0
    assert row.prediction.probabilities == {"ok": 1.0, "crack": 0.0, "dent": 0.0}


def test_that_empty_lines_are_passed_over_and_counted(read: Read) -> None:
    rows = read('\n  \n{"case_id": "a"}\n\n{"case_id": "b"}', "cases.jsonl")
    assert [row.line for row in rows] == [3, 5]


def test_that_names_lead_to_ours(read: Read) -> None:
    rows = read(
        '{"id": "a"}\n{"id": "b", "case_id": "c"}\n', "cases.jsonl", mapping={"id": "case_id"}
    )
    assert isinstance(rows[0], Arrival)
    assert rows[0].case_id == "a"
    assert isinstance(rows[1], Refusal)
    assert "same name after --map" in rows[1].reason


def test_that_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        open_source(tmp_path / "lost.jsonl", labels=("ok",))


def test_that_bytes_are_counted_to_the_last(tmp_path: Path) -> None:
    path = tmp_path / "cases.ndjson"
    path.write_text('{"case_id": "a"}\n')
    source = open_source(path, labels=("ok",))
    assert (source.done, source.total) == (0, 17)
    assert len(list(source.rows())) == 1
    assert source.done == 17
