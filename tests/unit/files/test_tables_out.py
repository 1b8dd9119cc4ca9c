import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_app.domain.errors import Refused
from hitl_app.files.tables_out import FORMULA_SIGNS, FileExports, safe_text, writing_table
from hitl_app.workflow.ports import TableStyle


class Colour(StrEnum):
    RED = "red"


def _write(path: Path, rows: Sequence[Sequence[object]], style: TableStyle | None = None) -> bytes:
    columns = [f"c{at}" for at in range(len(rows[0]))]
    with FileExports().table(path, columns, style or TableStyle()) as table:
        for row in rows:
            table.write(row)
    return path.read_bytes()


def _cell(tmp_path: Path, value: object, style: TableStyle | None = None) -> str:
    return _write(tmp_path / "a.csv", [[value, 1]], style).decode().splitlines()[1][:-2]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "true"),
        (0.1 + 0.2, "0.30000000000000004"),
        (np.float64(0.5), "0.5"),
        (-0.5, "-0.5"),
        (float("nan"), ""),
        (float("inf"), ""),
        (-3, "-3"),
        (np.int64(7), "7"),
        ("text", "text"),
        ("-3", "'-3"),
        ("=1+1", "'=1+1"),
        ("a=b", "a=b"),
        (Colour.RED, "red"),
        (datetime(2025, 3, 1, 8, 0, 0, 5000, UTC), "2025-03-01T08:00:00.005Z"),
        (datetime(2025, 3, 1, 8, tzinfo=timezone(timedelta(hours=2))), "2025-03-01T06:00:00.000Z"),
        (date(2025, 3, 1), "2025-03-01"),
        ({"a": 1}, '"{""a"":1}"'),
        ([1, 2], '"[1,2]"'),
        (Path("a.png"), "a.png"),
    ],
)
def test_that_each_kind_of_value_has_one_form(value: object, written: str, tmp_path: Path) -> None:
    assert _cell(tmp_path, value) == written


def test_that_a_table_is_rfc_4180_with_a_header(tmp_path: Path) -> None:
    content = _write(tmp_path / "a.csv", [["a,b", 'say "x"'], ["two\nlines", ""]])
    assert content == b'c0,c1\r\n"a,b","say ""x"""\r\n"two\nlines",\r\n'


def test_that_a_decimal_comma_brings_semicolons_and_a_byte_order_mark_can_be_had(
    tmp_path: Path,
) -> None:
    content = _write(
        tmp_path / "a.csv", [[0.5, "1.5", 1]], TableStyle(bom=True, decimal_comma=True)
    )
    assert content == "\ufeffc0;c1;c2\r\n0,5;1.5;1\r\n".encode()


def test_that_jsonl_has_an_object_a_line(tmp_path: Path) -> None:
    rows = [["=1", None, 0.5], [datetime(2025, 3, 1, tzinfo=UTC), np.float64("nan"), Colour.RED]]
    content = _write(tmp_path / "a.jsonl", rows, TableStyle(bom=True, decimal_comma=True))
    assert [json.loads(line) for line in content.splitlines()] == [
        {"c0": "=1", "c1": None, "c2": 0.5},
        {"c0": "2025-03-01T00:00:00.000Z", "c1": None, "c2": "red"},
    ]


@pytest.mark.parametrize(
    ("name", "words"), [("a.parquet", "cannot be written yet"), ("a.xlsx", r"\.csv or \.jsonl")]
)
def test_that_another_ending_is_refused(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=words):
        writing_table(tmp_path / name, ["a"])


def test_that_a_stopped_table_leaves_nothing(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def write_half() -> None:
        with writing_table(tmp_path / "a.csv", ["a"]) as table:
            table.write(["x"])
            raise StoppedError

    with pytest.raises(StoppedError):
        write_half()
    assert not list(tmp_path.iterdir())


def test_that_a_text_is_written_whole(tmp_path: Path) -> None:
    FileExports().text(tmp_path / "about.txt", "filters: none\n")
    assert (tmp_path / "about.txt").read_text() == "filters: none\n"


TEXTS = st.text(st.characters(blacklist_categories=["Cs"]))


@given(TEXTS)
def test_that_no_text_cell_can_run_as_a_formula(text: str) -> None:
    assert not safe_text(text).startswith(FORMULA_SIGNS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(TEXTS, st.floats(allow_nan=False, allow_infinity=False), st.integers())
    ),
    bom=st.booleans(),
    comma=st.booleans(),
)
def test_that_what_goes_out_comes_in_again(
    rows: list[tuple[str, float, int]], bom: bool, comma: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    with writing_table(path, ["t", "x", "n"], TableStyle(bom=bom, decimal_comma=comma)) as table:
        for row in rows:
            table.write(row)
    text = path.read_bytes().decode("utf-8-sig" if bom else "utf-8")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if comma else ","))[1:]
    assert [(_unescaped(t), float(x.replace(",", ".")), int(n)) for t, x, n in read] == rows


def _unescaped(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text
