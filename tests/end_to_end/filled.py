"""A workspace file with everything that one can hold, and what a file holds, table by table."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hitl_app.domain.decision import Aside
from hitl_app.storage import open_store
from hitl_app.storage.copying.tables import Table, tables_of
from hitl_app.storage.library import sqlite3
from hitl_app.storage.verify import link_hash
from hitl_app.workflow import automation, projects, review
from hitl_app.workflow.ports import Answer

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Shell

WHY = "because the figures of last week allow it"


def fill(shell: "Shell") -> Path:
    """Fill a project of plates: every kind of fact, and a case in somebody's hands."""
    shell.environment |= {"HITL_NEW_PIN": "4711", "HITL_PIN": "4711"}
    shell.run("person", "add", "Ben", "--role", "inspector", "--pin")
    shell.run("person", "add", "scanner", "--role", "intake")
    past = {"reviewer": "Recorded labels", "human_label": "crack", "prediction_shown": True}
    shell.run("import", shell.plates(range(90, 95), "ok", **past))
    shell.run("policy", "set", "--degree", "shadow", "--reason", WHY)
    shell.review("ok", "ok", range(4))
    shell.review("scratch", "ok", range(4, 7))
    shell.run("policy", "set", "--degree", "partial", "--reason", WHY, "--audit-rate", "0.5")
    shell.run("import", shell.plates(range(7, 20), "crack", confidence=0.99), "--as", "scanner")
    shell.run("take-back", "P-005", "--as", "Mia")
    shell.run("decide", "P-005", "crack", "--as", "Mia", "--comment", "=1+1 “a\tb”\nc", "--flag")
    shell.run("policy", "step-down")
    shell.run("import", shell.plates(range(20, 26), "ok", confidence=1 / 3, note="\\N ünï"))
    file = Path(shell.environment["HITL_WORKSPACE"])
    _put_aside_mark_and_explain(file, shell)
    _keep_a_conflict(file)
    assert shell.json("next", "--as", "Ben")["case"]
    assert shell.json("verify")["holds"]
    return file


def contents(file: Path) -> dict[str, list[Any]]:
    """Return the rows of every table; of the queue only what a copy keeps."""
    with closing(sqlite3.connect(file)) as connection:
        return {
            table.name: sorted(connection.execute(_all_of(table)), key=repr)
            for table in tables_of(connection)
        }


def _all_of(table: Table) -> str:
    return f"SELECT {', '.join(table.read)} FROM {table.name}"  # noqa: S608  # names of the schema


def _put_aside_mark_and_explain(file: Path, shell: "Shell") -> None:
    with closing(open_store(str(file))) as store:
        project, mia = projects.find_project(store, None), projects.who_acts(store, "Mia")
        for aside in (Aside.UNSURE, Aside.ESCALATED):
            held = review.claim_next(store, project, mia, "s", shell.now).value
            assert held is not None
            answer = Answer(decision_id=review.new_id(), case_no=held.case.case_no, label="ok")
            review.put_aside_and_claim(store, project, mia, answer, aside, "s", shell.now)
            review.mark(store, mia, held.case.case_no, "comment", "words", shell.now)
        version = automation.policy(store, project).value.version
        sam = projects.who_acts(store, "sam")
        automation.explain(store, project, sam, version, "It was said afterwards.", shell.now)


def _keep_a_conflict(file: Path) -> None:
    """Lay down what a workstation brings back that was away for too long."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        seq, before = connection.execute("SELECT seq + 1, hash FROM chain").fetchone()
        connection.execute(
            "INSERT INTO conflicts (fact_id, project_id, case_no, reviewer, kind, label, comment, "
            "decided_at, at, with_whom, log_seq) "
            "VALUES ('c1', 1, 3, 'Ben', 'decision', 'ok', 'late', 5, 6, 'Mia', ?)",
            [seq],
        )
        names = ("at", "actor", "kind", "subject", "body")
        sealed = connection.execute(
            "SELECT at, actor, kind, subject, body FROM conflict_texts WHERE log_seq = ?", [seq]
        ).fetchone()
        row = {"seq": seq, **dict(zip(names, sealed, strict=True))}
        connection.execute(
            "INSERT INTO log (seq, at, actor, kind, subject, body, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*row.values(), link_hash(before, row)],
        )
        connection.execute("UPDATE chain SET seq = ?, hash = ?", [seq, link_hash(before, row)])
