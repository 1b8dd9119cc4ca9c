from pathlib import Path

import pytest

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files.sources import format_of, open_source


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "", "csv"),
        ("a.TSV", "", "csv"),
        ("a.jsonl", "", "jsonl"),
        ("a.ndjson", "", "jsonl"),
        ("a.json", "\ufeff \n[{}]", "label-studio"),
        ("a.json", '{"case_id": 1}', "jsonl"),
    ],
)
def test_that_the_name_tells_the_format(
    name: str, content: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    assert format_of(tmp_path / name) == expected


def test_that_a_folder_is_a_folder(tmp_path: Path) -> None:
    assert format_of(tmp_path) == "folder"


@pytest.mark.parametrize(
    ("name", "words"), [("a.parquet", "cannot be read yet"), ("a.xlsx", "Add --format csv")]
)
def test_that_a_name_that_tells_nothing_is_refused(name: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(Refused, match=words):
        open_source(tmp_path / name, labels=("ok",))


@pytest.mark.parametrize("name", ["lost.csv", "lost.json", "lost"])
def test_that_a_file_that_is_not_there_is_told_in_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"lost.* cannot be read: it does not exist\."):
        open_source(tmp_path / name, labels=("ok",))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"format": "excel"}, "no format “excel”"),
        ({"timezone": "Mars/Olympus"}, "no time zone “Mars/Olympus”"),
        ({"timezone": "../etc"}, "no time zone"),
        ({"folders_are": "human_label"}, "for folders of pictures"),
    ],
)
def test_that_an_option_that_cannot_be_meant_is_refused(
    how: dict[str, str], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("case_id\n")
    with pytest.raises(Refused, match=words):
        open_source(path, labels=("ok",), **how)  # type: ignore[arg-type]  # any option, also wrong ones


def test_that_the_format_that_was_named_wins_over_the_name(tmp_path: Path) -> None:
    path = tmp_path / "export.dat"
    path.write_text("case_id\na\n")
    assert len(list(open_source(path, labels=("ok",), format="csv").rows())) == 1
