"""Make the workspace of this release that later releases must be able to open.

Run once before a release, from the top of the checkout, and commit the file that it names:
    python -m tests.storage.releases.make
"""

# ruff: noqa: T201  a program for the terminal
from pathlib import Path

from hitl_app import __version__
from hitl_app.domain.decision import Aside
from hitl_app.domain.policy import Degree
from hitl_app.storage.library import sqlite3
from hitl_app.storage.rows import to_ms
from hitl_app.workflow import automation, review
from tests.storage.office import ANNA, BEN, CHIEF, Office, arrival, recorded, set_up

FOLDER = Path(__file__).parent


def work(office: Office) -> None:
    """Leave every kind of record behind."""
    office.receive(
        arrival("p1", 0.8, recorded=recorded("ok")), arrival("p2", recorded=recorded("dent"))
    )
    office.policy(degree=Degree.SHADOW)
    office.receive(*(arrival(f"s{n}", n / 12, media=f"s{n}.png") for n in range(4)))
    office.decide(label="dent", comment="a first | comment", flagged=True, seconds=2.5)
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.5)
    office.take_back(office.decide())
    office.decide(BEN)
    office.policy(
        degree=Degree.PARTIAL,
        threshold=0.9,
        label_thresholds={"dent": 0.99},
        always_person=frozenset({"scratch"}),
        audit_rate=0.5,
    )
    office.receive(
        *(arrival(f"n{n}", n / 20, text=f"part {n}", fields={"line": n}) for n in range(21))
    )
    office.put_aside(Aside.UNSURE)
    office.put_aside(Aside.ESCALATED)
    review.mark(office.store, ANNA, 3, "comment", "seen before", office.later(1))
    version = office.step_down().version
    automation.explain(office.store, office.project, CHIEF, version, "new lamp", office.later(1))
    automation.go_back(office.store, office.project, CHIEF, version - 1, office.later(1))
    held = office.case(BEN, "another")
    too_late(office, held.case.case_no)


def too_late(office: Office, case_no: int) -> None:
    """Keep an answer that came when its case was in other hands."""
    answer = {
        "fact_id": "too-late",
        "project": office.project.project_id,
        "case_no": case_no,
        "actor": ANNA.name,
        "kind": "decision",
        "label": "ok",
        "comment": "",
        "ago": 60_000,
        "now": to_ms(office.later(1)),
    }
    with office.store.transaction() as records:
        records._engine.call("keep_conflict", answer)  # noqa: SLF001  # not in the port


def main() -> None:
    path = FOLDER / f"{__version__}.db"
    path.unlink(missing_ok=True)
    office = set_up(path)
    work(office)
    assert office.problems() == ()
    office.store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()
    print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
