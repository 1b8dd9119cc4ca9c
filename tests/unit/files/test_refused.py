from pathlib import Path

import pytest

from hitl_app.domain.errors import Refused
from hitl_app.files.refused import RefusedRows, refused_path
from hitl_app.workflow.ports import Refusal

ROW = Refusal(line=7, reason="confidence “1.7” is outside 0 to 1.", case_id="=x")


def _refuse(path: Path, error: Exception) -> None:
    with RefusedRows(path) as refused:
        refused.add(ROW)
        raise error


def test_that_refused_rows_are_written_with_their_line_and_reason(tmp_path: Path) -> None:
    path = refused_path(tmp_path / "cases.csv")
    with RefusedRows(path) as refused:
        refused.add(ROW)
    assert path.name == "cases.csv.refused.csv"
    assert refused.count == 1
    lines = path.read_bytes().decode().split("\r\n")
    assert lines[:2] == ["line,case_id,reason", "7,'=x,confidence “1.7” is outside 0 to 1."]


def test_that_no_refusal_makes_no_file(tmp_path: Path) -> None:
    with RefusedRows(tmp_path / "r.csv"):
        pass
    assert not list(tmp_path.iterdir())


def test_that_the_file_stays_when_the_whole_import_was_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        _refuse(tmp_path / "r.csv", Refused("nothing was stored"))
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]


def test_that_nothing_is_left_after_a_bug(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _refuse(tmp_path / "r.csv", RuntimeError())
    assert not list(tmp_path.iterdir())
