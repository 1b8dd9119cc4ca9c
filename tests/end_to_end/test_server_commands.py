"""A workspace on a server by commands alone: laid out, staffed, and worked in."""

import psycopg
import pytest

from tests.end_to_end.served import SECRET

WHY = "because the figures of last week allow it"


# -- laying a server out -------------------------------------------------------------------------


def test_that_init_makes_what_is_missing_and_a_second_time_nothing(served):
    served.cluster.drop_database(served.database)
    made = served.json("server", "init", "--admin", served.admin)
    assert made["workspace"].endswith(f"/{served.database}")
    assert served.cluster.password not in made["workspace"]
    assert made["done"][0] == f"The database “{served.database}” was made."
    assert made["done"][-1].endswith(" operations were installed.")
    again = served.run("server", "init", "--admin", served.admin)
    assert again.stdout == "The workspace is up to date; nothing was changed.\n"


def test_that_init_brings_an_older_workspace_up_to_date(staffed):
    staffed.ask("UPDATE hitl.installed SET operations = 'of an older version'")
    assert "hitl-app server init" in staffed.run("stats", code=1).stderr
    refused = staffed.run(
        *("server", "add-person", "Ben", "--role", "inspector", "--no-password"),
        *("--admin", staffed.admin),
        code=1,
    )
    assert "is not of this version of hitl-app; nothing was changed" in refused.stderr
    assert (
        "operations were installed"
        in staffed.run("server", "init", "--admin", staffed.admin).stdout
    )
    assert staffed.json("stats")["cases"] == 0


def test_that_init_takes_the_password_as_libpq_does(served):
    address = served.cluster.url(served.database, served.cluster.admin)
    refused = served.run("server", "init", "--admin", address, code=1)
    assert "The server asks for the password of “admin”" in refused.stderr
    served.shell.environment["PGPASSWORD"] = served.cluster.password
    assert "installed" in served.run("server", "init", "--admin", address).stdout


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("work.db", "“work.db” is no address of a server"),
        ("mysql://root:pass word@host/db", "keeps no workspace at mysql://"),
        ("postgresql://admin@127.0.0.1:1/work", "does not answer"),
        ("postgresql://admin:pass%20word@127.0.0.1", "names no database"),
        ("postgresql://admin:pass%20word@host/db?mode=fast&password=pass", "is not an address"),
    ],
)
def test_that_a_wrong_address_is_told_in_words_without_its_password(served, address, words):
    refused = served.run("server", "init", "--admin", address, code=1)
    assert words in refused.stderr
    assert "pass word" not in refused.stderr
    assert "pass%20word" not in refused.stderr
    assert "password=pass" not in refused.stderr


def test_that_a_wrong_password_is_told_in_words(served):
    address = served.cluster.url(served.database, "admin", "wrong and long")
    refused = served.run("server", "init", "--admin", address, code=1)
    assert "does not know “admin” with this password" in refused.stderr
    assert "wrong and long" not in refused.stderr


def test_that_init_is_for_administrators(staffed):
    address = staffed.cluster.url(staffed.database, "Sue")
    refused = staffed.run("server", "init", "--admin", address, code=1)
    assert "“Sue” may not administer the workspace; nothing was changed" in refused.stderr
    refused = staffed.run(
        *("server", "add-person", "Ben", "--role", "inspector", "--no-password"),
        *("--admin", address),
        code=1,
    )
    assert "“Sue” may not administer the workspace" in refused.stderr


def test_that_an_owner_of_the_database_who_makes_roles_is_administrator_enough(served):
    with served.keeper() as address:
        served.run("server", "init", "--admin", address)
        served.run(
            *("server", "add-person", "Ben", "--role", "inspector", "--no-password"),
            *("--admin", address),
        )


def test_that_a_newer_workspace_is_left_alone(staffed):
    staffed.ask("INSERT INTO hitl.steps (step, checksum) VALUES (99, 'later')")
    refused = staffed.run("server", "init", "--admin", staffed.admin, code=1)
    assert "made by a newer version of hitl-app (schema step 99)" in refused.stderr
    assert "Install that version" in staffed.run("stats", code=1).stderr


def test_that_a_schema_of_another_program_is_left_alone(served):
    served.ask("CREATE SCHEMA hitl")
    served.ask("CREATE TABLE hitl.songs (title text)")
    refused = served.run("server", "init", "--admin", served.admin, code=1)
    assert "has a schema “hitl” of another program. Nothing was changed" in refused.stderr
    refused = served.run(
        *("server", "add-person", "Ben", "--role", "inspector", "--no-password"),
        *("--admin", served.admin),
        code=1,
    )
    assert "There is no workspace at" in refused.stderr


def test_that_an_old_server_is_refused(served, monkeypatch):
    monkeypatch.setattr("hitl_app.storage.postgres.install._OLDEST", 990000)
    refused = served.run("server", "init", "--admin", served.admin, code=1)
    assert "hitl-app needs 14 or newer" in refused.stderr


def test_that_a_database_in_another_encoding_is_refused(served):
    served.cluster.drop_database(served.database)
    with psycopg.connect(served.cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {served.database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
        )
    refused = served.run("server", "init", "--admin", served.admin, code=1)
    assert "is not kept in UTF-8" in refused.stderr


# -- who may sign in -----------------------------------------------------------------------------


def test_that_a_password_comes_as_a_line_and_a_new_one_later(staffed):
    words = ("server", "add-person", "Ben", "--role", "inspector", "--admin", staffed.admin)
    # Straight through the shell: the runner writes what is typed beside what the program writes.
    added = staffed.shell.run(*words, typed=f"{SECRET}\n{SECRET}\n")
    assert "Ben can sign in as inspector; in exports the name is R4." in added.stdout
    staffed.sign_in("Ben")
    assert staffed.run("next").stdout == "Nothing waits for you.\n"
    other = "another one of words"
    staffed.shell.run(*words, typed=f"{other}\n{other}\n")
    assert "does not know “Ben” with this password" in staffed.run("next", code=1).stderr
    assert "HITL_NEW_PASSWORD" in staffed.run(*words, code=1).stderr


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        ("Mia", "supervisor", "Mia is already here as inspector"),
        ("admin", "inspector", "“admin” can administer the server"),
        ("pg_monitor", "inspector", "a name that the server keeps for itself"),
        (" Ben", "inspector", "A name needs 1 to 63 bytes, without spaces around it"),
    ],
)
def test_that_a_name_that_cannot_sign_in_is_refused(staffed, name, role, words):
    staffed.shell.environment["HITL_NEW_PASSWORD"] = SECRET
    refused = staffed.run(
        "server", "add-person", name, "--role", role, "--admin", staffed.admin, code=1
    )
    assert words in refused.stderr


def test_that_a_short_password_is_refused(staffed):
    staffed.shell.environment["HITL_NEW_PASSWORD"] = "short"  # noqa: S105  # refused
    refused = staffed.run(
        *("server", "add-person", "Ben", "--role", "inspector", "--admin", staffed.admin), code=1
    )
    assert "A password needs at least 8 characters" in refused.stderr


def test_that_a_database_without_a_workspace_takes_nobody(served):
    refused = served.run(
        *("server", "add-person", "Ben", "--role", "inspector", "--no-password"),
        *("--admin", served.admin),
        code=1,
    )
    assert "There is no workspace at" in refused.stderr
    assert "hitl-app server init --admin" in refused.stderr


# -- working there -------------------------------------------------------------------------------


def test_that_people_do_on_a_server_what_their_role_allows(staffed):
    shell = staffed.shell
    staffed.sign_in("scanner")
    staffed.run("import", shell.plates(range(3), "ok"))
    assert "here for intake alone and cannot decide" in staffed.run("next", code=1).stderr
    refused = staffed.run("policy", "set", "--degree", "shadow", "--reason", WHY, code=1)
    assert "Only a supervisor" in refused.stderr
    staffed.sign_in("Mia")
    assert staffed.json("next")["case"]["case_id"] == "P-000"
    staffed.run("decide", "P-000", "ok")
    staffed.run("take-back", "P-000")
    staffed.run("decide", "P-000", "scratch")
    refused = staffed.run("import", shell.plates(range(3, 5)), code=1)
    assert refused.stderr == "Only a supervisor can import cases. Mia is an inspector.\n"
    staffed.sign_in("Sue")
    assert staffed.json("stats")["decided"] == 1
    out = shell.folder / "decisions.csv"
    staffed.run("export", "decisions", "--out", out, "--names", "names")
    assert [row["reviewer"] for row in shell.table(out)] == ["Mia", "Mia"]


def test_that_the_server_says_who_acts(staffed):
    staffed.sign_in("Mia")
    assert staffed.run("next", "--as", "Mia").exit_code == 0
    for command in (["next"], ["stats"], ["policy", "show"]):
        refused = staffed.run(*command, "--as", "Sue", code=1)
        assert "The server knows you as “Mia”, so you cannot act as “Sue”" in refused.stderr


def test_that_people_are_listed_for_supervisors_and_added_by_whoever_keeps_the_server(staffed):
    people = staffed.json("person", "list")["people"]
    assert [(each["name"], each["role"]) for each in people] == [
        ("Mia", "inspector"), ("Sue", "supervisor"), ("scanner", "intake"),
    ]  # fmt: skip
    refused = staffed.run("person", "add", "Ben", "--role", "inspector", "--pin", code=1)
    assert "hitl-app server add-person NAME --role ROLE --admin ADDRESS" in refused.stderr
    staffed.sign_in("Mia")
    refused = staffed.run("person", "list", code=1)
    assert "Only a supervisor can see who works here" in refused.stderr


def test_that_only_a_supervisor_walks_the_chain(staffed):
    assert staffed.json("verify")["holds"]
    staffed.sign_in("Mia")
    refused = staffed.run("verify", code=1)
    assert refused.stderr == "Only a supervisor can walk the chain. Mia is an inspector.\n"


def test_that_a_backup_says_the_way(staffed):
    refused = staffed.run("backup", staffed.shell.folder / "copy.db", code=1)
    assert "with pg_dump" in refused.stderr
    assert "hitl-app copy --from" in refused.stderr


def test_that_a_project_is_set_up_by_supervisors_alone(staffed):
    made = staffed.json("init", "--project", "Welds", "--labels", "good,bad")
    assert made["supervisor"] == "Sue"
    assert made["workspace"].startswith("postgresql://Sue@")
    staffed.sign_in("Mia")
    refused = staffed.run("init", "--project", "Seams", "--labels", "good,bad", code=1)
    assert "Only a supervisor can set up a project" in refused.stderr


def test_that_pictures_in_folders_of_labels_are_copied_for_all_or_refused(staffed):
    (staffed.shell.folder / "ok").mkdir()
    refused = staffed.run(
        *("import", staffed.shell.folder, "--format", "folder"),
        *("--folders-are", "predicted_label"),
        code=1,
    )
    assert "--folders-are needs --copy-media FOLDER" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["policy", "set", "--degree", "shadow", "--reason", WHY],
        ["policy", "history"],
        ["agreement", "--by", "reviewer"],
        ["export", "audit-trail", "--out", "out.csv"],
        ["export", "cases", "--out", "out.json", "--format", "label-studio"],
        ["next"],
        ["stats"],
    ],
    ids=" ".join,
)
def test_that_commands_work_on_a_server_as_on_a_file(staffed, words):
    address = staffed.shell.environment.pop("HITL_WORKSPACE").replace(
        "@", ":a%20secret%20of%20many%20words@"
    )
    del staffed.shell.environment["PGPASSWORD"]
    staffed.run(*words, "--workspace", address)


def test_that_the_demo_of_a_server_has_no_window(served):
    served.shell.environment |= {"QT_QPA_PLATFORM": "", "DISPLAY": ":99"}
    wrong = served.run("demo", "--workspace", served.admin, code=2)
    assert "worked without a window: --no-window" in wrong.stderr
