"""A whole workspace goes up to a server and back, and work goes on at either end."""

from contextlib import closing
from pathlib import Path

import pytest

from hitl_app.commands import copying
from hitl_app.storage.copying.tables import tables_of
from hitl_app.storage.library import sqlite3
from tests.end_to_end.filled import contents, fill

EXPORTS = (
    ("decisions", "--names", "names"),
    ("agreement", "--by", "reviewer", "--names", "names"),
    ("agreement",),
    ("cases", "--names", "names"),
    ("predictions",),
    ("policies",),
    ("audit-trail",),
)
OF_THE_SERVER = {"steps", "installed"}


@pytest.fixture
def filled(plates) -> Path:
    return fill(plates)


@pytest.fixture
def ready(served, filled):
    """A server with an empty workspace, beside a filled file."""
    served.run("server", "init", "--admin", served.admin)
    return served


def exports(shell, **environment: str) -> list[bytes]:
    """Return everything that the workspace exports, byte for byte."""
    kept = dict(shell.environment)
    shell.environment |= environment
    files = []
    for number, words in enumerate(EXPORTS):
        out = shell.folder / f"{number}.csv"
        shell.run("export", *words, "--out", out)
        files.append(out.read_bytes())
    shell.environment = kept
    return files


def test_that_there_and_back_gives_the_same_exports_byte_for_byte(ready, filled):
    before, rows = exports(ready.shell), contents(filled)
    assert all(rows.values()), [name for name, found in rows.items() if not found]
    up = ready.json("copy", "--from", filled, "--to", ready.admin)
    assert up["rows"] == sum(map(len, rows.values()))
    assert ready.cluster.password not in str(up)
    back = ready.shell.folder / "back.db"
    ready.run("copy", "--from", ready.admin, "--to", back)
    assert contents(back) == rows
    assert exports(ready.shell, HITL_WORKSPACE=str(back)) == before
    assert contents(filled) == rows
    assert sorted(path.name for path in ready.shell.folder.glob("back*")) == ["back.db"]


def test_that_the_server_exports_what_the_file_exports(ready, filled):
    before = exports(ready.shell)
    ready.run("copy", "--from", filled, "--to", ready.admin)
    ready.add("sam", "supervisor")
    ready.sign_in("sam")
    assert exports(ready.shell) == before
    assert ready.json("verify")["holds"]


def test_that_an_owner_of_the_database_who_is_no_superuser_copies_too(served, filled):
    with served.keeper() as address:
        served.run("server", "init", "--admin", address)
        served.run("copy", "--from", filled, "--to", address)
        served.run("copy", "--from", address, "--to", "back.db")
    assert contents(Path("back.db")) == contents(filled)


def test_that_every_table_is_moved(ready, filled):
    with closing(sqlite3.connect(filled)) as connection:
        moved = {table.name for table in tables_of(connection)}
    tables = ready.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'hitl'")
    assert {name for (name,) in tables} == moved | OF_THE_SERVER


def test_that_people_keep_role_and_code_and_are_named_for_their_logins(ready, filled):
    told = ready.run("copy", "--from", filled, "--to", ready.admin).stdout
    for name, role in (("Mia", "inspector"), ("sam", "supervisor"), ("scanner", "intake")):
        assert f"hitl-app server add-person {name} --role {role} --admin postgresql://" in told
    assert "Recorded labels" not in told
    ready.add("Mia", "inspector")
    ready.add("sam", "supervisor")
    ready.sign_in("sam")
    people = {each["name"]: each["code"] for each in ready.json("person", "list")["people"]}
    assert people["Mia"] == "R2"
    assert people["Ben"] == "R3"


def test_that_work_goes_on_after_the_copy(ready, filled):
    shell = ready.shell
    back = shell.folder / "back.db"
    ready.run("copy", "--from", filled, "--to", ready.admin)
    ready.run("copy", "--from", ready.admin, "--to", back)
    for name, role in (("Ben", "inspector"), ("sam", "supervisor")):
        ready.add(name, role)
    fresh = shell.plates(range(30, 33), "ok")
    decided = []
    for workspace in ("server", str(back)):
        shell.environment["HITL_WORKSPACE"] = workspace
        _act(ready, workspace, "sam")
        ready.run("import", fresh)
        ready.run("policy", "set", "--degree", "shadow")
        ready.run("init", "--project", "Welds", "--labels", "good,bad")
        _act(ready, workspace, "Ben")
        case = ready.json("next", "--project", "Plates")["case"]["case_id"]
        ready.run("decide", case, "ok", "--project", "Plates")
        ready.run("take-back", case, "--project", "Plates")
        ready.run("decide", case, "crack", "--project", "Plates")
        decided.append(case)
        _act(ready, workspace, "sam")
        assert ready.json("verify")["holds"]
    assert decided[0] == decided[1]


def _act(ready, workspace: str, name: str) -> None:
    if workspace == "server":
        ready.sign_in(name)
    else:
        ready.shell.environment |= {"HITL_WORKSPACE": workspace, "HITL_AS": name}


def test_that_people_whom_the_server_knows_stay(ready, filled):
    ready.add("Sue", "supervisor")
    ready.add("Mia", "inspector")
    told = ready.run("copy", "--from", filled, "--to", ready.admin).stdout
    assert "add-person Mia" not in told
    ready.sign_in("Mia")
    assert ready.json("next")["case"]
    ready.sign_in("Sue")
    assert ready.json("verify")["holds"]
    codes = [each["code"] for each in ready.json("person", "list")["people"]]
    assert len(set(codes)) == len(codes)


def test_that_somebody_with_another_role_there_stops_the_copy(ready, filled):
    ready.add("Mia", "supervisor")
    refused = ready.run("copy", "--from", filled, "--to", ready.admin, code=1)
    assert "“Mia” is inspector in the file and supervisor on the server" in refused.stderr
    ready.sign_in("Mia")
    assert [each["name"] for each in ready.json("person", "list")["people"]] == ["Mia"]
    assert ready.json("verify")["holds"]


def test_that_a_filled_server_is_left_as_it_is(staffed):
    staffed.run("init", "--project", "Seams", "--labels", "good,bad", "--workspace", "work.db")
    before = staffed.ask("SELECT seq, hash FROM hitl.chain")
    refused = staffed.run("copy", "--from", "work.db", "--to", staffed.admin, code=1)
    assert "has projects already: Plates. Nothing was changed" in refused.stderr
    assert staffed.ask("SELECT seq, hash FROM hitl.chain") == before


def test_that_a_file_that_is_there_is_not_written_over(ready, filled):
    before = filled.read_bytes()
    refused = ready.run("copy", "--from", ready.admin, "--to", filled, code=1)
    assert "work.db exists already. Name another file" in refused.stderr
    assert filled.read_bytes() == before


def test_that_a_copy_that_is_not_whole_is_not_kept(ready, filled):
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("UPDATE cases SET label = 'crack' WHERE case_id = 'P-000'")
    refused = ready.run("copy", "--from", filled, "--to", ready.admin, code=1)
    assert "The copy was not kept, because it is not whole" in refused.stderr
    assert ready.ask("SELECT COUNT(*) FROM hitl.cases") == [(0,)]
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("UPDATE cases SET label = 'ok' WHERE case_id = 'P-000'")
    ready.run("copy", "--from", filled, "--to", ready.admin)
    ready.ask("UPDATE hitl.cases SET label = 'crack' WHERE case_id = 'P-000'")
    refused = ready.run("copy", "--from", ready.admin, "--to", "back.db", code=1)
    assert "The copy was not kept, because it is not whole" in refused.stderr
    assert list(ready.shell.folder.glob("back*")) == []


def test_that_a_text_that_the_server_cannot_hold_is_told_in_words(ready, filled):
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("UPDATE cases SET text = 'a' || char(0) || 'b' WHERE case_id = 'P-000'")
    refused = ready.run("copy", "--from", filled, "--to", ready.admin, code=1)
    assert "The server cannot keep a row of “cases” as the file has it" in refused.stderr
    assert ready.ask("SELECT COUNT(*) FROM hitl.projects") == [(0,)]


def test_that_a_stopped_copy_leaves_nothing(ready, filled, ctrl_c, monkeypatch):
    back = ready.shell.folder / "back.db"
    with monkeypatch.context() as patch:
        ctrl_c(patch, copying)
        stopped = ready.run("copy", "--from", filled, "--to", ready.admin, code=1)
        assert "The copy was stopped. Nothing of it was kept" in stopped.stderr
    assert ready.ask("SELECT COUNT(*) FROM hitl.cases") == [(0,)]
    ready.run("copy", "--from", filled, "--to", ready.admin)
    with monkeypatch.context() as patch:
        ctrl_c(patch, copying)
        ready.run("copy", "--from", ready.admin, "--to", back, code=1)
    assert list(ready.shell.folder.glob("back*")) == []


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("work.db", "other.db", "is copied between a file and a server"),
        ("URL", "URL", "is copied between a file and a server"),
        ("none.db", "URL", "There is no workspace at none.db"),
        ("work.db", "postgresql://admin@127.0.0.1:1/work", "does not answer"),
        ("work.db", "s3://bucket/work", "keeps no workspace at s3://"),
    ],
)
def test_that_what_cannot_be_copied_is_told_in_words(served, plates, source, target, words):
    assert plates.folder == served.shell.folder
    places = [served.admin if place == "URL" else place for place in (source, target)]
    refused = served.run("copy", "--from", places[0], "--to", places[1], code=1)
    assert words in refused.stderr


def test_that_a_database_without_a_workspace_takes_and_gives_no_copy(served, plates):
    for places in (["work.db", served.admin], [served.admin, "back.db"]):
        refused = served.run("copy", "--from", places[0], "--to", places[1], code=1)
        assert "There is no workspace at postgresql://admin@" in refused.stderr
    assert not Path("back.db").exists()


def test_that_copying_is_for_administrators(staffed):
    staffed.run("init", "--project", "Seams", "--labels", "good,bad", "--workspace", "work.db")
    address = staffed.cluster.url(staffed.database, "Sue")
    for places in (["work.db", address], [address, "back.db"]):
        refused = staffed.run("copy", "--from", places[0], "--to", places[1], code=1)
        assert "“Sue” may not administer the workspace" in refused.stderr
    assert not Path("back.db").exists()
