"""Figures and files that go out by commands, and the care of the workspace."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hitl_app.commands import care, going_out
from hitl_app.demo.headless import Ran

FIGURES = [
    *("n", "agreement", "ci_low", "ci_high", "kappa", "kappa_se", "ac1", "ac1_se", "confusion"),
    "per_label",
]
ESTIMATE = [
    *("agreement", "se", "ci_low", "ci_high", "kappa", "n_reviewed", "n_cases", "method"),
    "n_unknown",
]


# -- figures -------------------------------------------------------------------------------------


def test_that_agreement_has_every_figure_and_null_where_there_is_none(plates):
    empty = plates.json("agreement")
    assert list(empty) == [
        *("project", "labels", "blind", "assisted", "reviewed_only", "estimate", "groups")
    ]
    for name in ("blind", "assisted", "reviewed_only"):
        assert list(empty[name]) == FIGURES
        assert empty[name]["n"] == 0
        assert empty[name]["confusion"] == [[0, 0, 0]] * 3
        assert {empty[name][key] for key in FIGURES[1:8]} == {None}
        assert empty[name]["per_label"] == {"ok": None, "scratch": None, "crack": None}
    assert list(empty["estimate"]) == ESTIMATE
    assert (empty["estimate"]["agreement"], empty["estimate"]["method"]) == (None, "none")
    assert empty["groups"] == []


def test_that_people_are_rows_and_the_model_columns(plates):
    plates.review("ok", "scratch", range(1, 4))
    plates.review("crack", "crack", range(4, 6))
    found = plates.json("agreement", "--by", "label")
    assert found["blind"]["confusion"] == [[0, 3, 0], [0, 0, 0], [0, 0, 2]]
    assert (found["blind"]["n"], found["blind"]["agreement"]) == (5, 0.4)
    assert found["blind"]["per_label"] == {"ok": 0.0, "scratch": 0.0, "crack": 1.0}
    assert (found["estimate"]["n_reviewed"], found["estimate"]["method"]) == (5, "plain")
    groups = {group["key"]: group["blind"]["n"] for group in found["groups"]}
    assert groups == {"ok": 3, "crack": 2}
    assert "40.0%" in plates.run("agreement").stdout


@pytest.mark.parametrize("by", ["period", "label", "reviewer", "model", "degree", "band"])
def test_that_figures_can_be_split(plates, by):
    plates.review("ok", "ok", range(1, 3))
    (group,) = plates.json("agreement", "--by", by, "--period", "month")["groups"]
    key = {
        "period": "2026-03",
        "label": "ok",
        "reviewer": "Mia",
        "model": "m1",
        "degree": "human_only",
        "band": "0.90-0.95",
    }
    assert group["key"] == key[by]
    assert group["blind"]["n"] == 2
    if by == "period":
        assert (group["start"], group["end"]) == ("2026-03-01", "2026-03-31")


def test_that_the_whole_is_the_same_however_it_is_split(plates):
    plates.run(
        "policy", "set", *["--degree", "full", "--audit-rate", "0", "--reason"], "To see the whole"
    )
    plates.run("import", plates.plates(range(1, 4), "ok"))
    plates.run("policy", "go-back")
    plates.review("ok", "ok", range(4, 6))
    whole = plates.json("agreement")["estimate"]
    assert whole["n_cases"] == 5
    for by in ("period", "label", "reviewer", "model", "degree", "band"):
        assert plates.json("agreement", "--by", by)["estimate"] == whole


def test_that_days_narrow_figures(plates):
    plates.review("ok", "ok", range(1, 3))
    assert plates.json("agreement", "--since", "2026-03-02")["blind"]["n"] == 2
    assert plates.json("agreement", "--until", "2026-03-02")["blind"]["n"] == 2
    assert plates.json("agreement", "--until", "2026-03-01")["blind"]["n"] == 0
    for words, code, said in [
        (["--since", "May"], 2, "does not match the format"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], 2, "--since lies after --until"),
        (["--by", "band", "--reviewer", "Mia"], 2, "--by band does not go with --reviewer"),
        (["--label", "blue"], 1, "The project has no label “blue”"),
        (["--reviewer", "Eve"], 1, "Nobody called “Eve”"),
    ]:
        assert said in plates.run("agreement", *words, code=code).stderr


# -- export --------------------------------------------------------------------------------------


def test_that_decisions_can_be_read_again(plates):
    plates.run("import", plates.plates([1, 2], "ok"))
    plates.run("next", "--as", "Mia")
    plates.run("decide", "P-001", "ok", "--as", "Mia", "--comment", '=1+1, "two"\nlines; Grüße')
    out = plates.folder / "decisions.csv"
    assert plates.json("export", "decisions", "--out", out) == {
        "file": str(out),
        "rows": 1,
        "about": None,
    }
    (row,) = plates.table(out)
    assert list(row) == [
        *("project", "case_id", "arrived_at", "decided_at", "reviewer", "label", "first_label"),
        *("blind", "prediction_shown", "predicted_label", "confidence", "model_version", "arm"),
        *("degree", "threshold", "policy_version", "route", "route_reason", "p_blind", "seconds"),
        *("flagged", "comment", "retracted", "decision_id"),
    ]
    assert row["comment"] == '\'=1+1, "two"\nlines; Grüße'
    assert (row["reviewer"], row["label"], row["blind"]) == ("R2", "ok", "true")
    assert (row["predicted_label"], row["confidence"], row["seconds"]) == ("ok", "0.9", "")
    assert out.read_bytes().endswith(b"\r\n")


def test_that_names_are_codes_unless_asked_for(plates):
    plates.review("ok", "ok", range(1, 2))
    out = plates.folder / "decisions.csv"
    for names, expected in [(None, "R2"), ("names", "Mia"), ("none", ""), ("codes", "R2")]:
        plates.run("export", "decisions", "--out", out, *(["--names", names] if names else []))
        assert plates.table(out)[0]["reviewer"] == expected


def test_that_a_spreadsheet_may_want_it_otherwise(plates):
    plates.review("ok", "ok", range(1, 2))
    out = plates.folder / "decisions.csv"
    plates.run("export", "decisions", "--out", out, "--bom", "--decimal-comma")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(out.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert row["confidence"] == "0,9"


@pytest.mark.parametrize(
    ("what", "rows", "column"),
    [
        ("decisions", 2, "decision_id"),
        ("agreement", 1, "estimate"),
        ("cases", 3, "status"),
        ("predictions", 3, "model_version"),
        ("policies", 1, "audit_rate"),
        ("audit-trail", 8, "hash"),
    ],
)
def test_that_everything_goes_out_as_csv_and_jsonl(plates, what, rows, column):
    plates.review("ok", "scratch", range(1, 3))
    plates.run("import", plates.plates([3], "ok"))
    for ending in ("csv", "jsonl"):
        out = plates.folder / f"out.{ending}"
        done = plates.json("export", what, "--out", out, "--format", ending)
        assert done["rows"] == rows
        lines = out.read_text("utf-8").splitlines()
        found = plates.table(out) if ending == "csv" else list(map(json.loads, lines))
        assert len(found) == done["rows"]
        assert all(column in row for row in found)
        if what == "agreement":
            assert "Model versions: m1" in Path(done["about"]).read_text("utf-8")


def test_that_fields_are_an_object_in_jsonl_and_its_text_in_csv(plates):
    plates.run("import", plates.plates([1], "ok", line=4, note="Grüße"))
    for ending in ("csv", "jsonl"):
        plates.run("export", "cases", "--out", plates.folder / f"out.{ending}")
    (row,) = plates.table(plates.folder / "out.csv")
    assert row["fields"] == '{"line":4,"note":"Grüße"}'
    (line,) = (plates.folder / "out.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["fields"] == {"line": 4, "note": "Grüße"}


def test_that_an_estimate_says_of_how_many_cases_nothing_is_known(plates):
    plates.review("ok", "ok", range(1, 3))
    full = ("--degree", "full", "--audit-rate", "0", "--reason", "To see what is unknown")
    plates.run("policy", "set", *full)
    plates.run("import", plates.plates(range(3, 6), "ok"))
    estimate = plates.json("agreement")["estimate"]
    assert (estimate["n_cases"], estimate["n_unknown"], estimate["method"]) == (5, 3, "stratified")
    assert "all cases, estimated  2 of 5 (3 unknown)" in plates.run("agreement").stdout
    out = plates.folder / "agreement.csv"
    plates.run("export", "agreement", "--out", out)
    assert sum(int(row["n_unknown"]) for row in plates.table(out)) == 3
    assert list(plates.table(out)[0])[-1] == "n_unknown"
    plates.run("export", "agreement", "--by", "label", "--out", out)
    (row,) = plates.table(out)
    assert (row["n_cases"], row["n_compared"], row["estimate"], row["method"]) == (
        *("2", "2", "", "none"),
    )
    narrowed = plates.json("agreement", "--label", "ok")["estimate"]
    assert (narrowed["agreement"], narrowed["method"]) == (None, "none")


def test_that_cases_go_out_as_label_studio_tasks_and_come_in_again(plates):
    plates.review("ok", "scratch", range(1, 3))
    out = plates.folder / "tasks.json"
    words = ["export", "cases", "--format", "label-studio", "--names", "names", "--out", out]
    assert plates.json(*words)["rows"] == 2
    assert json.loads(out.read_text("utf-8"))[0]["annotations"][0]["completed_by"] == {
        "email": "Mia"
    }
    other = ["--workspace", plates.folder / "other.db"]
    plates.run("init", "--project", "Plates", "--labels", "ok,scratch,crack", *other)
    taken = plates.json("import", out, *other)
    assert (taken["cases"], taken["predictions"], taken["decisions"]) == (2, 2, 2)
    refused = plates.run(*words, "--as", "Mia", code=1)
    assert "Only a supervisor can" in refused.stderr


def test_that_an_export_equals_the_figures(plates):
    plates.review("ok", "scratch", range(1, 4))
    plates.review("crack", "crack", range(4, 6))
    figures = plates.json("agreement")
    out = plates.folder / "agreement.csv"
    plates.run("export", "agreement", "--out", out)
    (row,) = plates.table(out)
    assert float(row["agreement"]) == figures["blind"]["agreement"]
    assert int(row["n_compared"]) == figures["blind"]["n"]
    assert float(row["kappa"]) == figures["blind"]["kappa"]
    assert float(row["estimate_high"]) == figures["estimate"]["ci_high"]
    plates.run("export", "decisions", "--out", out, "--seen", "blind", "--label", "ok")
    assert [row["label"] for row in plates.table(out)] == ["ok"] * 3


def test_that_an_inspector_takes_out_own_decisions_without_the_model(plates):
    plates.review("ok", "scratch", range(1, 3))
    plates.run("import", plates.plates([3], "crack"))
    plates.run("next")
    plates.run("decide", "P-003", "ok")
    out = plates.folder / "own.csv"
    plates.run("export", "decisions", "--out", out, "--as", "Mia", "--names", "names")
    rows = plates.table(out)
    assert [row["reviewer"] for row in rows] == ["Mia", "Mia"]
    assert {row["predicted_label"] + row["confidence"] + row["model_version"] for row in rows} == {
        ""
    }
    assert {row["degree"] + row["policy_version"] + row["route"] for row in rows} == {""}
    hidden = plates.run("export", "decisions", "--out", out, "--as", "Mia", "--label", "ok", code=1)
    assert "Only a supervisor can export with --label" in hidden.stderr
    for what in ("agreement", "cases", "predictions", "policies", "audit-trail"):
        refused = plates.run("export", what, "--out", out, "--as", "Mia", code=1)
        assert "Only a supervisor can" in refused.stderr


def test_that_what_can_still_be_undone_may_be_left_out(plates):
    plates.review("ok", "ok", range(1, 6))
    words = ["export", "decisions", "--out", plates.folder / "out.csv", "--released-only"]
    assert plates.json(*words)["rows"] == 2
    plates.file("settings.json", json.dumps({"hold_back_decisions": 1}))
    assert plates.json(*words)["rows"] == 4
    plates.now += timedelta(seconds=10)
    assert plates.json(*words)["rows"] == 5


def test_that_a_filter_that_would_be_passed_over_is_wrong_use(plates):
    out = plates.folder / "out.csv"
    for words, said in [
        (["cases", "--since", "2026-01-01"], "--since does not go with cases"),
        (["policies", "--names", "names"], "--names does not go with policies"),
        (["decisions", "--by", "label"], "--by does not go with decisions"),
        (["agreement", "--seen", "blind"], "--seen does not go with agreement"),
        (["decisions", "--format", "jsonl"], "does not end as the form wants it"),
        (["decisions", "--format", "label-studio"], "goes with cases"),
        (["cases", "--format", "label-studio"], "does not end as the form wants it"),
        (["decisions", "--format", "coco"], "come with a later version"),
        (["everything"], "is not one of"),
    ]:
        assert said in plates.run("export", *words, "--out", out, code=2).stderr
    for name, said in [("out.parquet", "later version"), ("out.xlsx", "does not end as")]:
        assert said in plates.run("export", "cases", "--out", name, code=2).stderr
    assert not out.exists()


def test_that_a_stopped_export_leaves_no_file(plates, monkeypatch, ctrl_c):
    monkeypatch.setattr("hitl_app.workflow.export.PAGE", 1)
    plates.review("ok", "ok", range(1, 4))
    out = plates.folder / "out" / "decisions.csv"
    out.parent.mkdir()
    with monkeypatch.context() as pressed:
        ctrl_c(pressed, going_out)
        assert (
            "No file was written" in plates.run("export", "decisions", "--out", out, code=1).stderr
        )

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as pressed:
        pressed.setattr("hitl_app.files.tables_out.CsvWriter.write", broken_off)
        stopped = plates.run("export", "decisions", "--out", out, code=1)
        assert "nothing is half written" in stopped.stderr
    assert list(out.parent.iterdir()) == []
    missing = plates.run("export", "decisions", "--out", out.parent / "no" / "d.csv", code=1)
    assert "cannot be written" in missing.stderr


# -- care of the workspace -----------------------------------------------------------------------


def test_that_a_changed_byte_is_found(plates):
    plates.review("ok", "ok", range(1, 3))
    sound = plates.json("verify")
    assert (sound["holds"], sound["decisions"], sound["problems"]) == (True, 2, [])
    with closing(sqlite3.connect(plates.folder / "work.db")) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE decisions SET label = 'crack' WHERE decision_no = 1")
        database.commit()
    found = plates.run("verify", "--json", code=1)
    assert json.loads(found.stdout)["holds"] is False
    assert json.loads(found.stdout)["problems"]
    assert "was changed" in found.stderr


def test_that_stats_tell_a_person_how_long_the_oldest_case_waits(plates):
    assert "nothing waits" in plates.run("stats").stdout
    plates.run("import", plates.plates([1]))
    for later, words in [
        (timedelta(minutes=5), "waits 5 min"),
        (timedelta(hours=2), "waits 2 h 5 min"),
        (timedelta(days=3), "waits 3 d 2 h"),
    ]:
        plates.now += later
        assert words in plates.run("stats").stdout


def test_that_a_check_can_be_stopped(plates, monkeypatch, ctrl_c):
    plates.review("ok", "ok", range(1, 3))
    ctrl_c(monkeypatch, care)
    assert "Stopped." in plates.run("verify", code=1).stderr


def test_that_a_backup_is_a_whole_workspace(plates):
    plates.review("ok", "ok", range(1, 3))
    copy = plates.folder / "copies" / "monday.db"
    assert plates.json("backup", copy) == {"file": str(copy)}
    assert plates.json("verify", "--workspace", copy) == plates.json("verify")
    assert "exists already" in plates.run("backup", copy, code=1).stderr


def test_that_a_file_that_is_no_workspace_is_left_alone(shell):
    foreign = shell.file("letter.db", "Dear Sir or Madam, " * 100)
    before = foreign.read_bytes()
    assert "not a workspace" in shell.run("stats", "--workspace", foreign, code=1).stderr
    assert foreign.read_bytes() == before
    nowhere = shell.run("stats", "--workspace", "postgresql://no-such-host.invalid/db", code=1)
    assert "Nobody knows a host “no-such-host.invalid”" in nowhere.stderr


def test_that_what_comes_later_says_so(plates):
    said = plates.run("threshold", "--risk", "0.02", "--confidence", "0.95", code=2).stderr
    assert "comes with a later version" in said


def test_that_the_demo_without_a_window_tells_what_it_wrote(shell, monkeypatch):
    asked = []

    def run(out: Path, now: datetime, progress: object, *, opener: str) -> Ran:
        asked.append((out, opener))
        return Ran("the table of figures", (out / "decisions.csv", out / "agreement.png"))

    monkeypatch.setattr("hitl_app.demo.headless.run", run)
    done = shell.json("demo", "--out", shell.folder / "demo")
    assert done["files"][0] == str(shell.folder / "demo" / "decisions.csv")
    assert "the table of figures" in shell.run("demo", "--no-window").stdout
    assert asked == [(shell.folder / "demo", "sam"), (Path("demo-output"), "sam")]
