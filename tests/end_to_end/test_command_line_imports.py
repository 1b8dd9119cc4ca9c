"""Cases come in by commands: what is stored, what is refused, and what Ctrl+C leaves."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hitl_app.commands import taking_in
from hitl_app.domain.errors import Unavailable
from hitl_app.files import refused
from hitl_app.storage.sqlite import SqliteStore


def test_that_the_same_import_twice_changes_nothing(plates):
    rows = plates.plates(range(1, 6), "scratch")
    plates.run("import", rows)
    plates.run("next")
    plates.run("decide", "P-001", "ok")
    before = [plates.json(*words) for words in (["stats"], ["verify"])]
    again = plates.json("import", rows)
    assert {key: again[key] for key in ("cases", "predictions", "decisions", "automatic")} == {
        "cases": 0,
        "predictions": 0,
        "decisions": 0,
        "automatic": 0,
    }
    after = [plates.json(*words) for words in (["stats"], ["verify"])]
    assert after[1] == before[1]
    assert after[0]["oldest_waiting_seconds"] > before[0].pop("oldest_waiting_seconds")
    assert {**after[0], **before[0]} == after[0]


def test_that_refused_rows_are_named_and_the_others_stored(plates):
    rows = [
        plates.plate(1, "ok"),
        plates.plate(2, "blue"),
        plates.plate(3, "ok", 1.5),
        {"text": "without an id"},
        plates.plate(1, "crack"),
    ]
    source = plates.file("rows.jsonl", rows)
    taken = plates.json("import", source, code=1)
    assert (taken["cases"], taken["predictions"], taken["refused"]) == (1, 1, 4)
    assert taken["refused_files"] == [f"{source}.refused.csv"]
    refused = plates.table(Path(taken["refused_files"][0]))
    assert [row["line"] for row in refused] == ["2", "3", "4", "5"]
    assert "“blue” is no label" in refused[0]["reason"]
    assert "said something else" in refused[3]["reason"]
    said = plates.run("import", source, "--refused", plates.folder / "why.csv", code=1)
    assert "New: 0 cases" in said.stdout
    assert "why.csv" in said.stderr
    assert len(plates.table(plates.folder / "why.csv")) == 4


def test_that_refused_rows_find_another_folder_where_the_source_cannot_be_written(
    plates, monkeypatch
):
    (plates.folder / "in").mkdir()
    source = plates.file("in/rows.jsonl", [plates.plate(1), plates.plate(2, "blue")])

    def prove(path: Path) -> None:
        if path.parent.name == "in":
            raise Unavailable(f"{path} cannot be written.")

    monkeypatch.setattr(refused, "prove_writable", prove)
    taken = plates.json("import", source, code=1)
    assert (taken["cases"], taken["refused"]) == (1, 1)
    assert taken["refused_files"] == [str(plates.folder / "rows.jsonl.refused.csv")]
    said = plates.run("import", source, code=1).stderr
    assert "The folder of the source cannot be written" in said


def test_that_nothing_is_stored_where_refused_rows_cannot_be_written(plates):
    source = plates.plates([1])
    nowhere = plates.folder / "none" / "why.csv"
    assert "cannot be written" in plates.run("import", source, "--refused", nowhere, code=1).stderr
    assert plates.json("stats")["cases"] == 0


def test_that_old_refused_rows_go_once_nothing_is_refused(plates):
    source = plates.file("rows.jsonl", [plates.plate(1, "blue")])
    old = Path(f"{source}.refused.csv")
    plates.run("import", source, code=1)
    assert old.exists()
    plates.file("rows.jsonl", [plates.plate(1, "ok")])
    assert f"{old} was removed" in plates.run("import", source).stderr
    assert not old.exists()
    old.write_text("a letter", "utf-8")
    assert "removed" not in plates.run("import", source).stderr
    assert old.exists()


def test_that_strict_stores_all_sources_or_none(plates):
    good = plates.file("good.jsonl", [plates.plate(n) for n in range(1, 4)])
    bad = plates.file("bad.jsonl", [plates.plate(4), plates.plate(5, "blue")])
    refused = plates.run("import", good, bad, "--strict", "--json", code=1)
    assert "1 rows were refused, so nothing was stored" in json.loads(refused.stdout)["error"]
    assert plates.json("stats")["cases"] == 0
    (row,) = plates.table(Path(f"{bad}.refused.csv"))
    assert (row["line"], row["case_id"]) == ("2", "P-005")
    assert not Path(f"{good}.refused.csv").exists()
    assert plates.json("import", good, "--strict")["cases"] == 3


def test_that_one_file_of_refused_rows_says_which_source_each_came_from(plates):
    sources = [plates.file(f"{name}.jsonl", [plates.plate(1, "blue")]) for name in ("one", "two")]
    plates.run("import", *sources, "--refused", plates.folder / "why.csv", code=1)
    rows = plates.table(plates.folder / "why.csv")
    assert [row["line"] for row in rows] == ["1", "1"]
    for row, source in zip(rows, sources, strict=True):
        assert row["reason"].startswith(f"{source}: ")


def test_that_columns_may_have_other_names_and_times_another_zone(plates):
    rows = "id,text,arrived_at,reviewer,human_label\nP-1,a,2026-03-01T10:00:00,Ann,ok\n"
    source = plates.file("rows.csv", rows)
    plates.run("import", source, "--map", "id=case_id", code=1)
    taken = plates.json("import", source, "--map", "id=case_id", "--timezone", "Europe/Berlin")
    assert (taken["cases"], taken["decisions"]) == (1, 1)
    plates.run("export", "cases", "--out", plates.folder / "cases.csv")
    (case,) = plates.table(plates.folder / "cases.csv")
    assert (case["case_id"], case["arrived_at"]) == ("P-1", "2026-03-01T09:00:00.000Z")
    roles = {each["name"]: each["role"] for each in plates.json("person", "list")["people"]}
    assert roles["Ann"] == "recorded"
    assert "only a name in imported decisions" in plates.run("next", "--as", "Ann", code=1).stderr


def test_that_names_of_folders_may_be_predictions(plates):
    for name in ("ok", "crack"):
        (plates.folder / "pictures" / name).mkdir(parents=True)
        (plates.folder / "pictures" / name / "1.png").write_bytes(b"a picture")
    words = ["import", plates.folder / "pictures", "--folders-are", "predicted_label"]
    taken = plates.json(*words)
    assert (taken["cases"], taken["predictions"]) == (2, 2)
    assert plates.json(*words)["cases"] == 0
    plates.run("policy", "set", "--degree", "shadow", "--reason", "a first look at the model")
    for who in ("Mia", "sam"):
        case = plates.json("next", "--as", who)["case"]
        assert Path(case["media"]).read_bytes() == b"a picture"
        told = json.dumps({**case, "labels": [], "media": Path(case["media"]).name})
        assert "crack" not in told
        assert "ok" not in told
        assert plates.folder / "work.db.media" == Path(case["media"]).parent


def test_that_wrong_use_of_import_is_told(plates):
    source = plates.plates([1])
    for words, code, said in [
        ([], 2, "Missing argument 'SOURCE...'"),
        ([source, "--map", "id"], 2, "THEIRS=OURS"),
        ([source, "--timezone", "Mars/Olympus"], 2, "no time zone"),
        ([source, "--format", "spreadsheet"], 2, "is not one of"),
        ([source, "--format", "coco"], 2, "come with a later version"),
        (["table.parquet"], 2, "come with a later version"),
        (["nowhere.csv"], 1, "does not exist"),
        ([source, "nowhere.csv"], 1, "does not exist"),
    ]:
        assert said in plates.run("import", *words, code=code).stderr
    assert plates.json("stats")["cases"] == 0


def test_that_a_stopped_import_says_what_is_stored_and_goes_on_later(plates, monkeypatch, ctrl_c):
    monkeypatch.setattr(SqliteStore, "batch_rows", 10)
    source = plates.plates(range(1, 51))
    with monkeypatch.context() as pressed:
        ctrl_c(pressed, taking_in)
        stopped = plates.run("import", source, "--json", code=1)
        assert json.loads(stopped.stdout)["stopped"] is True
        assert json.loads(stopped.stdout)["cases"] == plates.json("stats")["cases"] == 10
        assert "the same import goes on from there" in stopped.stderr
        strict = plates.run("import", source, "--strict", code=1)
        assert "Nothing was stored" in strict.stderr
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert plates.json("import", source)["cases"] == 40
    assert plates.json("verify")["holds"] is True


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform == "win32", reason="a console's Ctrl+C reaches all of its programs"
)
def test_that_ctrl_c_leaves_a_whole_workspace(plates):
    rows = "case_id,text\n" + "".join(f"P-{n},plate {n}\n" for n in range(150_000))
    source = plates.file("many.csv", rows)
    command = [sys.executable, "-m", "hitl_app", "import", str(source), "--json"]
    environment = {**os.environ, **plates.environment}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as child:
        while plates.json("stats")["cases"] == 0:
            assert child.poll() is None, child.stderr.read()
        child.send_signal(signal.SIGINT)
        told, _ = child.communicate(timeout=20)
    assert child.returncode == 1
    stored = plates.json("stats")["cases"]
    assert 0 < stored < 150_000
    assert json.loads(told)["cases"] == stored
    assert plates.json("verify")["holds"] is True
