"""Answers that came too late, by commands alone."""

import re

import pytest

from hitl_app.storage import open_store
from hitl_app.storage.rows import to_ms


@pytest.fixture
def late(plates):
    """Mia decided a case; Ben's answer of three minutes before comes now, and he was unsure too."""
    plates.run("person", "add", "Ben", "--role", "inspector")
    plates.review("scratch", "ok", range(2))
    keep(plates, "decide-1", "decision", "crack", "it has depth")
    keep(plates, "put-2", "unsure", "", "")
    return plates


def keep(shell, fact_id, kind, label, comment, case_no=1):
    store = open_store(shell.environment["HITL_WORKSPACE"])
    asked = {
        "fact_id": fact_id, "project": 1, "case_no": case_no, "actor": "Ben", "kind": kind,
        "label": label, "comment": comment, "ago": 180_000, "now": to_ms(shell.now),
    }  # fmt: skip
    with store.transaction() as records:
        records._engine.call("keep_conflict", asked)  # noqa: SLF001  # only a workstation keeps one
    store.close()


def test_that_conflicts_are_listed_for_a_supervisor(late):
    found = late.json("conflicts")
    assert found["project"] == "Plates"
    assert [each["kind"] for each in found["conflicts"]] == ["unsure", "decision"]
    answer = found["conflicts"][1]
    told = {key: answer[key] for key in ("case_id", "reviewer", "label", "comment", "with_whom")}
    assert told == {
        "case_id": "P-000",
        "reviewer": "Ben",
        "label": "crack",
        "comment": "it has depth",
        "with_whom": "Mia",
    }
    assert (answer["standing_label"], answer["standing_by"]) == ("scratch", "Mia")
    assert answer["decided_at"] < answer["at"]


def test_that_conflicts_are_told_in_words_a_line_each(late):
    keep(late, "take_back-3", "retraction", "", "a line\nand another")
    late.run("import", late.plates([7]))
    keep(late, "decide-4", "decision", "ok", "", case_no=3)
    unanswered, taken_back, unsure, answered = late.run("conflicts").stdout.splitlines()
    when = r"^2026-03-02 0\d:\d\d UTC  case "
    assert re.search(f"{when}P-007  Ben: “ok”; nothing stands yet$", unanswered)
    assert taken_back.endswith(
        "Ben: retraction; “scratch” by Mia stands; comment: a line and another"
    )
    assert unsure.endswith("Ben: unsure; “scratch” by Mia stands")
    assert re.search(f"{when}P-000  Ben: “crack”; “scratch” by Mia stands; comment: ", answered)


def test_that_an_answer_of_the_model_is_told_as_that(late):
    late.run("policy", "set", "--degree", "full", "--audit-rate", "0", "--reason", "long enough")
    late.run("import", late.plates([7], "ok", confidence=0.99))
    keep(late, "decide-4", "decision", "crack", "", case_no=3)
    assert late.run("conflicts").stdout.splitlines()[0].endswith("the model's answer stands")


def test_that_no_conflicts_are_told_too(plates):
    assert plates.run("conflicts").stdout == "There are no conflicts.\n"
    assert plates.json("conflicts") == {"project": "Plates", "conflicts": []}


def test_that_conflicts_are_for_supervisors(late):
    refused = late.run("conflicts", "--as", "Ben", code=1)
    assert "Only a supervisor can see conflicts. Ben is an inspector." in refused.stderr
    assert "crack" not in refused.output


def test_that_the_audit_trail_has_a_link_for_each_conflict_and_holds(late):
    late.run("export", "audit-trail", "--out", "trail.csv")
    links = [row for row in late.table(late.folder / "trail.csv") if row["kind"] == "conflict"]
    assert [(row["subject"], row["actor"]) for row in links] == [
        ("decide-1", "Ben"),
        ("put-2", "Ben"),
    ]
    assert late.json("verify")["holds"]


def test_that_a_server_tells_a_supervisor_alone(staffed):
    assert staffed.json("conflicts")["conflicts"] == []
    staffed.sign_in("Mia")
    assert "Only a supervisor" in staffed.run("conflicts", code=1).stderr
