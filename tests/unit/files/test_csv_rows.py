import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files import lines
from hitl_app.files.csv_rows import header_of
from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Arrival, Refusal

Read = Callable[..., list[Arrival | Refusal]]


def _only(rows: list[Arrival | Refusal]) -> Arrival:
    (row,) = rows
    assert isinstance(row, Arrival), row
    return row


def test_that_a_full_row_becomes_a_case_a_prediction_and_a_decision(
    read: Read, tmp_path: Path
) -> None:
    row = _only(
        read(
            "case_id,image,text,arrived_at,model_version,predicted_label,confidence,probabilities,"
            "latency_ms,explanation,stages,reviewer,human_label,decided_at,prediction_shown,"
            'seconds,serial\n c1 ,part.png,note,2025-03-01T10:00:00+02:00,v1,crack,0.75,"{""dent"":'
            '0.05,""ok"":0.2,""crack"":0.75}",12.5,"[{""box"":[1]}]","[{""name"":""asr""}]",Anna,'
            "ok,2025-03-02T10:00:00Z,TRUE,3.5,S-7\n"
        )
    )
    assert (row.line, row.case_id, row.text) == (2, "c1", "note")
    assert row.media == str((tmp_path / "part.png").resolve())
    assert row.arrived_at == datetime(2025, 3, 1, 8, tzinfo=UTC)
    assert row.fields == {"serial": "S-7"}
    assert row.prediction is not None
    assert (row.prediction.label, row.prediction.confidence) == ("crack", 0.75)
    assert row.prediction.probabilities == {"ok": 0.2, "crack": 0.75, "dent": 0.05}
    assert list(row.prediction.probabilities) == ["ok", "crack", "dent"]
    assert (row.prediction.latency_ms, row.prediction.stages) == (12.5, '[{"name":"asr"}]')
    assert row.prediction.explanation == '[{"box":[1]}]'
    assert row.recorded is not None
    assert (row.recorded.reviewer, row.recorded.label) == ("Anna", "ok")
    assert row.recorded.prediction_shown
    assert row.recorded.seconds == 3.5


def test_that_a_past_decision_is_blind_unless_it_says_otherwise(read: Read) -> None:
    recorded = _only(read("case_id,reviewer,human_label\na,Anna,ok\n")).recorded
    assert recorded is not None
    assert not recorded.prediction_shown
    assert recorded.decided_at is None


def test_that_a_row_with_an_id_alone_says_nothing_else(read: Read) -> None:
    row = _only(read("case_id,image,serial\na,,\n"))
    assert (row.media, row.text, dict(row.fields)) == ("", "", {})
    assert row.prediction is None
    assert row.recorded is None


@pytest.mark.parametrize("confidence", ["0", "1", "0.0", "1e-3"])
def test_that_the_ends_of_the_scale_are_confidences(confidence: str, read: Read) -> None:
    header = "case_id,model_version,predicted_label,confidence\n"
    prediction = _only(read(f"{header}a,v1,ok,{confidence}\n")).prediction
    assert prediction is not None
    assert prediction.confidence == float(confidence)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_that_delimiter_byte_order_mark_and_line_ends_are_recognised(
    delimiter: str, bom: bytes, end: str, read: Read
) -> None:
    lines = ["case_id", "serial", "size, in mm"], ["a", "1,5;x", "7"]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(lines)
    row = _only(read(bom + text.getvalue().encode()))
    assert row.case_id == "a"
    assert row.fields == {"serial": "1,5;x", "size, in mm": "7"}


def test_that_lines_are_counted_as_an_editor_counts_them(read: Read) -> None:
    rows = read('\ncase_id,text\na,"one\ntwo\n"\n\n,,\n,\nb,x\nc\n')
    assert [(row.line, type(row)) for row in rows] == [
        (3, Arrival),
        (9, Arrival),
        (10, Refusal),
    ]
    assert isinstance(rows[0], Arrival)
    assert rows[0].text == "one\ntwo\n"


def test_that_a_name_in_the_file_leads_to_ours(read: Read) -> None:
    content = "part,score,model,says\np1,0.9,v1,ok\n"
    mapping = {
        "part": "case_id", "score": "confidence", "model": "model_version",
        "says": "predicted_label",
    }  # fmt: skip
    row = _only(read(content, mapping=mapping))
    assert row.case_id == "p1"
    assert row.prediction is not None
    assert row.prediction.confidence == 0.9


def test_that_a_time_without_zone_is_read_in_the_zone_that_was_named(read: Read) -> None:
    content = "case_id,arrived_at\na,2025-07-01 12:00:00\n"
    row = _only(read(content, timezone="Europe/Berlin"))
    assert row.arrived_at == datetime(2025, 7, 1, 10, tzinfo=UTC)


def test_that_an_address_is_taken_as_it_is(read: Read) -> None:
    assert _only(read("case_id,image\na,s3://b/k.png\n")).media == "s3://b/k.png"


def test_that_a_path_is_stored_without_detours(read: Read, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    row = _only(read("case_id,image\na,sub/../part.png\n"))
    assert row.media == str((tmp_path / "part.png").resolve())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("name,serial", "no column case_id"),
        ("case_id,serial,serial", "Two columns"),
        ("case_id,,serial", "Column 2 has no name"),
        ('case_id,"open', "no column case_id"),
    ],
)
def test_that_a_header_that_cannot_be_meant_refuses_the_file(
    header: str, words: str, read: Read
) -> None:
    with pytest.raises(Refused, match=words):
        read(f"{header}\n")


def test_that_utf_16_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match="Save it as UTF-8"):
        header_of("case_id\n".encode("utf-16"), {})


def test_that_mapping_a_column_that_is_not_there_refuses_the_file(read: Read) -> None:
    with pytest.raises(Refused, match=r"“nmae”.*It has: name"):
        read("name\nx\n", mapping={"nmae": "case_id"})


def test_that_bytes_are_counted_to_the_last(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("case_id\na\nb\n")
    source = open_source(path, labels=("ok",))
    assert (source.done, source.total) == (0, 12)
    rows = iter(source.rows())
    next(rows)
    assert source.done == 10
    assert len(list(rows)) == 1
    assert source.done == source.total


def test_that_a_source_can_be_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("case_id\na\n")
    source = open_source(path, labels=("ok",))
    assert list(source.rows()) == list(source.rows())


def test_that_a_file_that_goes_away_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("case_id\na\n")
    source = open_source(path, labels=("ok",))
    path.unlink()
    with pytest.raises(Unavailable, match="does not exist"):
        list(source.rows())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r")).filter(
            bool
        ),
        min_size=1,
        max_size=4,
    )
)
def test_that_any_text_comes_in_as_it_was_written(texts: list[str], tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [("case_id", "note"), *((f"c{at}", text) for at, text in enumerate(texts))]
        csv.writer(file).writerows(rows)
    read = list(open_source(path, labels=("ok",)).rows())
    assert [row.fields.get("note") for row in read if isinstance(row, Arrival)] == texts


def test_that_a_line_without_end_is_left_out_without_filling_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LINE_LIMIT", 100)
    monkeypatch.setattr(lines, "CELL_LIMIT", 50)
    path = tmp_path / "cases.csv"
    path.write_text("case_id,serial\na," + "x," * 500 + "\nb,2\n")
    source = open_source(path, labels=("ok",))
    refusal, after = source.rows()
    assert isinstance(refusal, Refusal)
    assert (refusal.line, "longer than" in refusal.reason) == (2, True)
    assert (after.line, after.case_id) == (3, "b")
    assert source.done == source.total


def test_that_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        open_source(tmp_path / "lost.csv", labels=("ok",), format="csv")
