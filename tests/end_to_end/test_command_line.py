"""The review loop by commands alone: what each answers, to people and to programs."""

import json

import pytest

CASE_KEYS = {
    *("case_id", "arrived_at", "media", "text", "fields", "question", "labels"),
    *("previous_label", "flagged", "comment"),
}
POLICY_KEYS = [
    *("version", "degree", "threshold", "label_thresholds", "always_person", "audit_rate"),
    *("holdback_rate", "by", "at", "reason"),
]
WHY = "because the figures of last week allow it"


# -- setting up ----------------------------------------------------------------------------------


def test_that_init_makes_a_project_and_its_supervisor(shell):
    made = shell.json("init", "--project", "Plates", "--labels", "ok, scratch", "--question", "Ok?")
    assert made == {
        "project": "Plates",
        "labels": ["ok", "scratch"],
        "question": "Ok?",
        "kind": "image",
        "supervisor": "sam",
        "workspace": str(shell.folder / "work.db"),
    }
    assert shell.json("person", "list") == {
        "people": [{"name": "sam", "role": "supervisor", "code": "R1", "has_pin": False}]
    }
    assert shell.json("policy", "show")["degree"] == "human_only"


def test_that_wrong_use_is_exit_2_and_a_refusal_exit_1(shell):
    assert "Missing option '--project'" in shell.run("init", "--labels", "a,b", code=2).stderr
    assert "Missing option '--labels'" in shell.run("init", "--project", "P", code=2).stderr
    assert "No such command" in shell.run("paint", code=2).stderr
    assert (
        "at least two labels" in shell.run("init", "--project", "P", "--labels", "a", code=1).stderr
    )
    assert shell.run("stats", code=1).stderr.startswith("The workspace has no project yet.")
    shell.run("init", "--project", "P", "--labels", "a,b")
    again = shell.run("init", "--project", "P", "--labels", "a,b", code=1)
    assert again.stdout == ""
    assert "There is a project “P” already." in again.stderr


def test_that_a_missing_workspace_is_not_made_by_looking(shell):
    refused = shell.run("stats", code=1)
    assert "There is no workspace" in refused.stderr
    assert list(shell.folder.iterdir()) == []


def test_that_a_refusal_is_one_document_for_a_program(shell):
    refused = shell.run("stats", "--json", code=1)
    assert json.loads(refused.stdout)["error"] == refused.stderr.strip()


def test_that_common_options_stand_before_and_after(plates):
    other = str(plates.folder / "other.db")
    counts = plates.json("stats")
    assert json.loads(plates.run("--json", "stats").stdout) == counts
    for words in (["--workspace", other, "stats"], ["stats", "--workspace", other]):
        assert other in plates.run(*words, code=1).stderr
    nested = plates.run("policy", "--project", "None", "show", code=1).stderr
    assert "There is no project “None”" in nested
    assert plates.run("--project", "None", "policy", "show", "--project", "Plates").stdout
    assert plates.run("--as", "Mia", "next").stdout == plates.run("next", "--as", "Mia").stdout


def test_that_a_second_project_has_to_be_named(plates):
    plates.run("init", "--project", "Welds", "--labels", "good,bad")
    assert "several projects: Plates, Welds" in plates.run("stats", code=1).stderr
    plates.environment["HITL_PROJECT"] = "Welds"
    assert plates.json("agreement")["project"] == "Welds"
    assert plates.json("agreement", "--project", "Plates")["project"] == "Plates"


def test_that_nobody_acts_under_an_unknown_name(plates):
    for words in (["next"], ["agreement"], ["policy", "step-down"], ["init", "--labels", "a,b"]):
        refused = plates.run("--project", "Plates", *words, "--as", "Eve", code=1)
        assert "Nobody called “Eve” is known" in refused.stderr
    looks = [["policy", "show"], ["policy", "history"], ["stats"], ["verify"], ["person", "list"]]
    for words in (*looks, ["backup", plates.folder / "copy.db"]):
        refused = plates.run(*words, "--as", "Eve", code=1)
        assert "Nobody called “Eve” is known" in refused.stderr
        assert refused.stdout == ""
    plates.environment["LOGNAME"] = "eve"
    assert "Nobody called “eve”" in plates.run("next", code=1).stderr
    assert "Nobody called “eve”" in plates.run("backup", "copy.db", code=1).stderr
    for words in looks:
        assert plates.run(*words).stdout
    assert not (plates.folder / "copy.db").exists()


def test_that_a_new_workspace_belongs_to_the_account(shell):
    refused = shell.run("init", "--project", "P", "--labels", "a,b", "--as", "Eve", code=1)
    assert "run it without --as" in refused.stderr


def test_that_an_inspector_sets_nothing_up(plates):
    for words in (
        ["person", "add", "Ola", "--role", "supervisor"],
        ["init", "--project", "Mine", "--labels", "a,b"],
        ["import", plates.plates([1])],
        ["agreement"],
        ["backup", plates.folder / "copy.db"],
    ):
        assert "Only a supervisor can" in plates.run(*words, "--as", "Mia", code=1).stderr


def test_that_a_guide_comes_from_a_file(shell):
    (shell.folder / "ok.png").write_bytes(b"a picture")
    entries = [{"label": "a", "words": "round", "picture": "ok.png", "mixed_up_with": ["b"]}]
    words = ["init", "--project", "P", "--labels", "a,b", "--guide"]
    for content, said in [
        ("{", "is not JSON"),
        ('[{"words": "x"}]', "needs a “label”"),
        ('[{"label": "a", "picture": "none.png"}]', "names the picture none.png"),
        ('[{"label": "a", "colour": "red"}]', "has an unknown “colour”"),
        ('[{"label": "a", "words": 7}]', "must be texts"),
        ('[{"label": "a", "mixed_up_with": "b"}]', "must be a list of labels"),
        ('{"labels": "a"}', "must hold a list of labels"),
    ]:
        assert said in shell.run(*words, shell.file("guide.json", content), code=1).stderr
    shell.run(*words, shell.file("guide.json", json.dumps({"labels": entries})))


# -- PINs ----------------------------------------------------------------------------------------


def test_that_a_person_with_a_pin_is_asked_for_it(plates):
    added = plates.json("person", "add", "Ola", "--role", "inspector", "--pin", code=1)
    assert "No answer to “New PIN of Ola”" in added["error"]
    plates.run("person", "add", "Ola", "--role", "inspector", "--pin", typed="4711\n4711\n")
    assert "Nothing waits" in plates.run("next", "--as", "Ola", typed="4711\n").stdout
    assert "not right" in plates.run("next", "--as", "Ola", typed="4712\n", code=1).stderr
    assert "HITL_PIN" in plates.run("next", "--as", "Ola", code=1).stderr
    assert plates.run("next", "--as", "Mia").stdout
    plates.environment["HITL_PIN"] = "4711"
    assert plates.json("next", "--as", "Ola") == {"case": None}
    assert "4711" not in plates.run("next", "--as", "Ola").output


def test_that_a_supervisors_own_pin_is_not_given_away(plates):
    plates.environment["HITL_NEW_PIN"] = "supervisor"
    plates.run("person", "add", "Rae", "--role", "supervisor", "--pin")
    plates.environment |= {"HITL_PIN": "supervisor", "HITL_NEW_PIN": ""}
    ask = ["person", "add", "Ola", "--role", "inspector", "--pin", "--as", "Rae"]
    assert "No answer to “New PIN of Ola”" in plates.run(*ask, code=1).stderr
    plates.run(*ask, typed="4711\n4711\n")
    assert "not right" in plates.run("next", "--as", "Ola", code=1).stderr


def test_that_a_pin_is_not_silently_passed_over(plates):
    plates.environment["HITL_PIN"] = "4711"
    again = plates.run("person", "add", "Mia", "--role", "inspector", "--pin", code=1)
    assert "The PIN was left as it was" in again.stderr


# -- the review loop -----------------------------------------------------------------------------


def test_that_cases_are_reviewed_by_commands_alone(plates):
    taken = plates.json("import", plates.plates([1, 2, 3], "scratch", latency_ms=3, station="B"))
    assert taken == {
        "cases": 3,
        "predictions": 3,
        "decisions": 0,
        "automatic": 0,
        "refused": 0,
        "stopped": False,
        "refused_files": [],
    }
    first = plates.json("next", "--as", "Mia")
    assert set(first) == {"case", "suggestion", "lease_until"}
    assert set(first["case"]) == CASE_KEYS
    assert first["case"]["fields"] == {"station": "B"}
    assert (first["case"]["case_id"], first["suggestion"]) == ("P-001", None)
    assert plates.json("next", "--as", "Mia")["case"]["case_id"] == "P-001"
    decided = plates.json("decide", "P-001", "ok", "--as", "Mia", "--comment", "clean", "--flag")
    assert (decided["case_id"], decided["label"]) == ("P-001", "ok")
    assert "Case P-002" in plates.run("next", "--as", "Mia").stdout
    assert plates.json("next", "--as", "sam")["case"]["case_id"] == "P-003"
    back = plates.json("take-back", "P-001", "--as", "Mia")
    assert (back["case"]["case_id"], back["case"]["previous_label"]) == ("P-001", "ok")
    plates.run("decide", "P-001", "crack", "--as", "Mia")
    plates.run("decide", "P-003", "ok")
    counts = plates.json("stats")
    assert counts.pop("oldest_waiting_seconds") > 0
    assert counts == {
        "cases": 3,
        "waiting": 1,
        "claimed": 0,
        "decided": 2,
        "automatic": 0,
        "predictions": 3,
        "decisions": 2,
    }
    plates.json("next", "--as", "Mia")
    plates.run("decide", "P-002", "ok", "--as", "Mia")
    assert plates.json("next", "--as", "Mia") == {"case": None}
    assert plates.json("stats")["oldest_waiting_seconds"] is None


def test_that_answers_out_of_turn_are_refused_in_words(plates):
    plates.run("import", plates.plates([1, 2]))
    for words, said in [
        (["decide", "P-001", "ok"], "Your answer was not stored"),
        (["decide", "P-009", "ok"], "There is no case P-009"),
        (["decide", "P-001", "blue"], "The project has no label “blue”"),
        (["take-back", "P-001"], "no standing decision on case P-001"),
    ]:
        assert said in plates.run(*words, code=1).stderr
    plates.run("next", "--as", "Mia")
    assert "Mia" in plates.run("decide", "P-001", "ok", code=1).stderr
    plates.run("decide", "P-001", "ok", "--as", "Mia")
    twice = plates.run("decide", "P-001", "ok", "--as", "Mia", code=1).stderr
    assert "decided this case already" in twice
    assert "no standing decision" in plates.run("take-back", "P-001", code=1).stderr


def test_that_a_decision_sent_twice_is_stored_once(plates):
    plates.run("import", plates.plates([1, 2]))
    plates.run("next")
    words = ["decide", "P-001", "ok", "--decision-id", "from-the-line-7"]
    assert plates.json(*words) == plates.json(*words)
    assert plates.json("stats")["decisions"] == 1
    refused = plates.run("decide", "P-001", "crack", "--decision-id", "from-the-line-7", code=1)
    assert "stands for another decision" in refused.stderr


@pytest.mark.parametrize(
    "terms",
    [
        ["--degree", "human_only"],
        ["--degree", "shadow"],
        ["--degree", "assistance", "--holdback-rate", "1"],
        ["--degree", "partial", "--threshold", "1", "--holdback-rate", "1"],
        ["--degree", "partial", "--threshold", "0", "--audit-rate", "1"],
        ["--degree", "full", "--audit-rate", "1"],
    ],
)
def test_that_a_hidden_prediction_is_not_in_what_next_says(plates, terms):
    """Two workspaces that differ in the predictions alone say the same, byte by byte."""
    said = []
    began = plates.now
    for prediction in (("crack", 0.9731, "m-7"), ("scratch", 0.1234, "m-8")):
        plates.now = began
        plates.environment["HITL_WORKSPACE"] = str(plates.folder / f"{prediction[0]}.db")
        plates.run("init", "--project", "Plates", "--labels", "ok,scratch,crack")
        plates.run("policy", "set", *terms, "--reason", WHY, code=None)
        label, confidence, version = prediction
        rows = [
            {**plates.plate(n, label, confidence), "model_version": version, "latency_ms": n}
            for n in range(1, 4)
        ]
        plates.run("import", plates.file("rows.jsonl", rows), code=0)
        loop = [["next", "--json"], ["next"], ["decide", "P-001", "ok"], ["take-back", "P-001"]]
        loop += [["take-back", "P-001"], ["next", "--json"], ["decide", "P-001", "crack"]]
        loop += [["next"], ["stats", "--json"], ["next", "--json"]]
        said.append([plates.run(*words, code=None).output for words in loop])
    assert json.loads(said[0][0])["suggestion"] is None
    assert said[0] == said[1]
    for secret in ("m-7", "0.97", "97", "m-8", "0.12"):
        assert secret not in "".join(said[0]).replace("2026-03-02", "")


def test_that_a_suggestion_that_may_be_seen_is_told_with_its_runners_up(plates):
    plates.run("policy", "set", "--degree", "assistance", "--holdback-rate", "0", "--reason", WHY)
    shares = {"scratch": 0.5, "crack": 0.375, "ok": 0.125}
    plates.run("import", plates.plates([1], "scratch", confidence=0.5, probabilities=shares))
    assert plates.json("next")["suggestion"] == {
        "label": "scratch",
        "confidence": 0.5,
        "top": [
            {"label": "scratch", "confidence": 0.5},
            {"label": "crack", "confidence": 0.375},
            {"label": "ok", "confidence": 0.125},
        ],
    }
    assert "The model suggests scratch, 0.50" in plates.run("next").stdout


# -- policy --------------------------------------------------------------------------------------


def test_that_a_policy_says_what_is_in_force_and_nothing_else(plates):
    shown = plates.json("policy", "show")
    assert list(shown) == POLICY_KEYS
    assert (shown["version"], shown["by"]) == (1, "sam")
    assert shown["at"] == "2026-03-02T08:00:01.000Z"


def test_that_raising_needs_a_reason_and_a_supervisor(plates):
    raising = ["policy", "set", "--degree", "shadow"]
    assert "needs a reason" in plates.run(*raising, code=1).stderr
    assert "needs a reason" in plates.run(*raising, "--reason", "why not", code=1).stderr
    refused = plates.run(*raising, "--reason", WHY, "--as", "Mia", code=1)
    assert "Only a supervisor can" in refused.stderr
    assert plates.json("policy", "show")["version"] == 1
    assert plates.json(*raising, "--reason", WHY)["degree"] == "shadow"


def test_that_what_is_not_said_stays(plates):
    changed = plates.json(
        *("policy", "set", "--degree", "partial", "--threshold", "0.9", "--audit-rate", "0.2"),
        *("--label-threshold", "crack=0.99", "--always-person", "scratch", "--reason", WHY),
    )
    assert (changed["threshold"], changed["audit_rate"], changed["holdback_rate"]) == (
        0.9,
        0.2,
        0.1,
    )
    assert (changed["label_thresholds"], changed["always_person"]) == ({"crack": 0.99}, ["scratch"])
    more = plates.json("policy", "set", "--label-threshold", "ok=0.97", "--audit-rate", "0.3")
    assert more["label_thresholds"] == {"crack": 0.99, "ok": 0.97}
    assert (more["degree"], more["threshold"], more["always_person"]) == (
        "partial",
        0.9,
        ["scratch"],
    )
    less = plates.json(
        *("policy", "set", "--no-label-thresholds", "--no-always-person", "--reason", WHY)
    )
    assert (less["label_thresholds"], less["always_person"]) == ({}, [])
    for words, code in [
        (["--threshold", "1.5"], 2),
        (["--label-threshold", "crack"], 2),
        (["--label-threshold", "crack=much"], 2),
        (["--degree", "autopilot"], 2),
        (["--label-threshold", "blue=0.9"], 1),
        (["--always-person", "blue"], 1),
        ([], 1),
    ]:
        assert plates.run("policy", "set", *words, code=code).stderr


def test_that_the_way_down_and_back_needs_no_reason(plates):
    plates.run("policy", "set", "--degree", "partial", "--threshold", "0.8", "--reason", WHY)
    assert "supervisor" in plates.run("policy", "step-down", "--as", "Mia", code=1).stderr
    assert plates.json("policy", "step-down")["degree"] == "assistance"
    back = plates.json("policy", "go-back")
    assert (back["version"], back["degree"], back["threshold"]) == (4, "partial", 0.8)
    assert plates.json("policy", "go-back", "1")["degree"] == "human_only"
    assert "no earlier policy 9" in plates.run("policy", "go-back", "9", code=1).stderr
    assert "no lower degree" in plates.run("policy", "step-down", code=1).stderr
    history = plates.json("policy", "history")["policies"]
    assert [each["version"] for each in history] == [5, 4, 3, 2, 1]
    assert all(list(each) == POLICY_KEYS for each in history)
    assert len(plates.run("policy", "history").stdout.splitlines()) == 5
