import json
from collections.abc import Callable

import pytest

from hitl_app.files.lines import CELL_LIMIT
from hitl_app.workflow.ports import Arrival, Refusal

Read = Callable[..., list[Arrival | Refusal]]

HEADER = (
    "case_id,image,arrived_at,model_version,predicted_label,confidence,probabilities,latency_ms,"
    "explanation,stages,reviewer,human_label,decided_at,prediction_shown,seconds,fields"
)
COLUMNS = HEADER.split(",")
GOOD = {"case_id": "good", "model_version": "v1", "predicted_label": "ok", "confidence": "0.5"}
EVEN = '{"ok": 0.5, "crack": 0.3, "dent": 0.2}'

# What is wrong -> the cells that make it so -> words that the reason must hold.
BAD: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "no case_id": ({"case_id": " "}, ("no case_id",)),
    "unknown predicted label": ({"predicted_label": "rust"}, ("rust", "ok, crack, dent")),
    "unknown human label": ({"reviewer": "Anna", "human_label": "rust"}, ("human_label", "rust")),
    "no model version": ({"model_version": ""}, ("incomplete", "model_version missing")),
    "no predicted label": ({"predicted_label": ""}, ("incomplete", "predicted_label missing")),
    "no confidence": ({"confidence": ""}, ("incomplete", "confidence missing")),
    "latency without prediction": (
        {"model_version": "", "predicted_label": "", "confidence": "", "latency_ms": "3"},
        ("model_version and predicted_label and confidence missing",),
    ),
    "confidence in words": ({"confidence": "high"}, ("high", "no number")),
    "confidence with a decimal comma": ({"confidence": '"0,93"'}, ("0,93", "with a dot")),
    "confidence with an underscore": ({"confidence": "0_9"}, ("0_9", "no number")),
    "confidence above 1": ({"confidence": "1.7"}, ("1.7", "outside 0 to 1")),
    "confidence below 0": ({"confidence": "-0.1"}, ("-0.1", "outside 0 to 1")),
    "confidence not a number": ({"confidence": "nan"}, ("nan", "no number to work with")),
    "confidence endless": ({"confidence": "inf"}, ("inf", "no number to work with")),
    "arrived_at no time": ({"arrived_at": "yesterday"}, ("arrived_at", "yesterday", "no time")),
    "arrived_at without zone": ({"arrived_at": "2025-01-02T03:04"}, ("no time zone", "--timezone")),
    "arrived_at beyond all years": (
        {"arrived_at": "0001-01-01T00:00:00+05:00"},
        ("outside the years",),
    ),
    "probabilities broken": ({"probabilities": "{ok:"}, ("probabilities", "broken JSON")),
    "probabilities no object": ({"probabilities": "[1]"}, ("probabilities", "JSON object")),
    "probabilities lack a label": ({"probabilities": '{"ok": 1}'}, ("no value for “crack”",)),
    "probabilities of another label": (
        {"probabilities": EVEN.replace("}", ', "rust": 0}')},
        ("probabilities", "rust"),
    ),
    "probability above 1": (
        {"probabilities": EVEN.replace("0.3", "3")},
        ("probability of crack", "outside 0 to 1"),
    ),
    "reviewer without label": ({"reviewer": "Anna"}, ("reviewer and no human_label",)),
    "label without reviewer": ({"human_label": "ok"}, ("human_label and no reviewer",)),
    "seconds without decision": ({"seconds": "4"}, ("need a decision",)),
    "decided_at no time": (
        {"reviewer": "Anna", "human_label": "ok", "decided_at": "31.12.2024"},
        ("decided_at", "31.12.2024"),
    ),
    "prediction_shown no boolean": (
        {"reviewer": "Anna", "human_label": "ok", "prediction_shown": "perhaps"},
        ("prediction_shown", "perhaps", "neither true nor false"),
    ),
    "seconds negative": (
        {"reviewer": "Anna", "human_label": "ok", "seconds": "-2"},
        ("seconds", "negative"),
    ),
    "seconds in words": (
        {"reviewer": "Anna", "human_label": "ok", "seconds": "two"},
        ("seconds", "no number"),
    ),
    "latency negative": ({"latency_ms": "-1"}, ("latency_ms", "negative")),
    "stages broken": ({"stages": "[{"}, ("stages", "broken JSON")),
    "stages no list": ({"stages": "{}"}, ("stages", "JSON list")),
    "stage without a name": ({"stages": '[{"version": "1"}]'}, ("component 1", "no name")),
    "fields no object": ({"fields": "[1, 2]"}, ("fields", "JSON object")),
    "fields broken": ({"fields": "{"}, ("fields", "broken JSON")),
    "picture missing": ({"image": "lost.png"}, ("lost.png", "does not exist")),
    "heat map missing": ({"explanation": "lost.png"}, ("explanation", "does not exist")),
}


def _csv_cell(text: str) -> str:
    return text if text.startswith('"') else '"' + text.replace('"', '""') + '"'


def _csv_row(cells: dict[str, str]) -> str:
    return ",".join(_csv_cell(cells[name]) if name in cells else "" for name in COLUMNS)


@pytest.mark.parametrize("kind", BAD)
def test_that_a_bad_row_is_refused_in_words_and_its_neighbours_are_taken(
    kind: str, read: Read
) -> None:
    cells, words = BAD[kind]
    bad = {**GOOD, "case_id": "bad", **cells}
    content = f"{HEADER}\r\n{_csv_row(GOOD)}\r\n{_csv_row(bad)}\r\n{_csv_row(GOOD)}\r\n"
    before, refusal, after = read(content)
    assert isinstance(before, Arrival)
    assert isinstance(after, Arrival)
    assert isinstance(refusal, Refusal)
    assert refusal.line == 3
    assert refusal.case_id == bad["case_id"].strip()
    for word in words:
        assert word in refusal.reason
    assert refusal.reason.endswith(".")


@pytest.mark.parametrize("kind", BAD)
def test_that_jsonl_refuses_the_same_rows_with_the_same_words(kind: str, read: Read) -> None:
    cells, words = BAD[kind]
    row = {**GOOD, "case_id": "bad", **{name: cell.strip('"') for name, cell in cells.items()}}
    (refusal,) = read(json.dumps(row), "cases.jsonl")
    assert isinstance(refusal, Refusal)
    for word in words:
        assert word in refusal.reason


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,v1,ok", ("3 cells", "header has 4", "cut off")),
        ("x,v1,ok,0.5,more", ("5 cells", "header has 4", "quotes")),
        ('x,"v1"2,ok,0.5', ("quotes are broken", "written twice")),
        ("x,v\0001,ok,0.5", ("NUL",)),
        (b"x,v\xff1,ok,0.5", ("not valid UTF-8",)),
        (f"x,{'v' * (CELL_LIMIT + 1)},ok,0.5", ("over 10 MB",)),
        ('x,"' + "v,1\n" * (CELL_LIMIT // 4) + 'say ""v""",ok,0.5', ("over 10 MB",)),
        (f'x,"{"v" * CELL_LIMIT},\n",ok,0.5', ("over 10 MB",)),
    ],
    ids=["few", "many", "quote", "nul", "utf8", "huge", "huge over lines", "huge in quotes"],
)
def test_that_a_broken_line_costs_that_row_alone(
    row: str | bytes, words: tuple[str, ...], read: Read
) -> None:
    raw = row if isinstance(row, bytes) else row.encode()
    header = b"case_id,model_version,predicted_label,confidence\n"
    refusal, after = read(header + raw + b"\nlast,v1,ok,0.5\n")
    assert isinstance(refusal, Refusal)
    assert refusal.line == 2
    for word in words:
        assert word in refusal.reason
    assert isinstance(after, Arrival)
    assert after.case_id == "last"


def test_that_a_quote_which_is_never_closed_names_the_lines_that_it_swallowed(read: Read) -> None:
    first, refusal = read('case_id,text\na,x\nb,"open\nc,y\nd,z\n')
    assert isinstance(first, Arrival)
    assert isinstance(refusal, Refusal)
    assert refusal.line == 3
    assert "never closed" in refusal.reason
    assert "up to line 5" in refusal.reason


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", ("broken JSON",)),
        ("[1]", ("JSON object",)),
        ("7", ("JSON object",)),
        ('{"case_id": "a\\u0000"}', ("NUL",)),
        ('{"case_id": ["a"]}', ("case_id must be a text",)),
        ('{"case_id": true}', ("case_id must be a text",)),
        ('{"case_id": "a", "arrived_at": 17}', ("no time",)),
        ('{"case_id": "a", "image": "part.png", "audio": "a.wav"}', ("image and an audio",)),
        (json.dumps({"case_id": "a", "x": "y" * (CELL_LIMIT + 1)}), ("over 10 MB",)),
    ],
)
def test_that_a_line_that_is_no_row_is_refused(
    line: str, words: tuple[str, ...], read: Read
) -> None:
    refusal, after = read(f'{line}\n{{"case_id": "last"}}\n', "cases.jsonl")
    assert isinstance(refusal, Refusal)
    for word in words:
        assert word in refusal.reason
    assert isinstance(after, Arrival)
