"""What is asked at every key press takes no longer in a large workspace than in a small one."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from hitl_app.domain.decision import Aside
from hitl_app.domain.policy import Degree
from hitl_app.storage.operations import operations
from hitl_app.workflow import review
from hitl_app.workflow.ports import CaseFilter, Records, Window
from tests.storage.office import ANNA, BEN, Office, arrival, recorded

AT_EVERY_KEY = (
    *("claim_next", "claim_case", "claimed_case", "decide", "put_aside", "take_back", "renew"),
    *("release", "mark", "upcoming", "day_counts", "own_facts", "redoable", "fact_of_case"),
    "case_number",
)
IN_PAGES = ("decision_page", "case_page", "prediction_page", "compared_cases", "list_cases")
LARGE = r"\b(cases|decisions|predictions|queue|retractions|asides|marks|seen|log|[acdefqrs])\b"
A_SCAN = re.compile(rf"^SCAN {LARGE}(?!.*USING)")
INSTRUCTIONS = 50


def plan_of(office: Office, name: str) -> list[str]:
    operation = operations()[name]
    values = {key: "" if kind == "text" else 0 for key, kind in operation.arguments.items()}
    values["lane"] = 1
    found = []
    for statement in operation.statements:
        rows = office.store._db.execute(f"EXPLAIN QUERY PLAN {statement}", values)  # noqa: SLF001  # the same connection
        found += [str(row[3]) for row in rows]
    return found


@pytest.mark.parametrize("name", [*AT_EVERY_KEY, *IN_PAGES, "receive"])
def test_that_no_operation_of_the_day_scans_a_large_table(office: Office, name: str) -> None:
    office.receive(arrival("a"))  # the batch's own table is there then
    plan = plan_of(office, name)
    # A stretch of the batch or of a subquery (f: the facts of own_facts) is small, and so are
    # the labels of a project (e).
    own = {
        "receive": {"a", "e", "b"},
        "own_facts": {"f"},
        "fact_of_case": {"f"},
        "decide": {"e"},
    }.get(name, set())
    scans = [line for line in plan if A_SCAN.match(line) and line.split()[1] not in own]
    assert not scans


@pytest.mark.parametrize("name", IN_PAGES)
def test_that_a_page_is_read_in_its_order_and_not_sorted(office: Office, name: str) -> None:
    assert not [line for line in plan_of(office, name) if "TEMP B-TREE" in line]


def test_that_the_head_of_the_queue_is_one_step_down_an_index(office: Office) -> None:
    plan = plan_of(office, "claim_next")
    assert any("SEARCH q USING INDEX queue_by_turn (project_id=?" in line for line in plan)


def effort(office: Office, step: Callable[[], object]) -> int:
    """Return how many instructions of the database a step takes, in fifties."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    connection = office.store._db.conn  # noqa: SLF001  # counts on the store's connection
    connection.set_progress_handler(count, INSTRUCTIONS)
    step()
    connection.set_progress_handler(None, 0)
    return counted


def filled(office: Office, size: int) -> Office:
    """Fill a workspace: so many cases wait, and so many lie behind Anna and Ben."""
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.1)
    past = office.now - timedelta(days=20)
    rows = [arrival(f"w{n}", n % 100 / 100) for n in range(size)]
    rows += [
        arrival(
            f"p{n}",
            n % 100 / 100,
            arrived_at=past,
            recorded=recorded("ok", "Anna", decided_at=past + timedelta(minutes=n)),
        )
        for n in range(size)
    ]
    for start in range(0, len(rows), office.store.batch_rows):
        office.receive(*rows[start : start + office.store.batch_rows])
    for who in (ANNA, BEN):
        office.put_aside(Aside.UNSURE, who)
        for _ in range(size // 20):
            office.decide(who)
        for _ in range(size // 100):
            office.take_back(office.decide(who), who)
            office.decide(who)
    return office


def read(look: Callable[[Office, Records], object]) -> Callable[[Office], object]:
    def step(office: Office) -> None:
        with office.store.reading() as records:
            look(office, records)

    return step


STEPS: dict[str, Callable[[Office], object]] = {
    "claim": lambda o: o.case(ANNA),
    "decide": lambda o: o.decide(ANNA),
    "put aside": lambda o: o.put_aside(Aside.ESCALATED),
    "take back": lambda o: o.take_back(o.decide(ANNA)),
    "own facts": read(lambda o, r: r.own_facts(o.project, "Anna", 20, o.now)),
    "redoable": read(lambda o, r: r.redoable(o.project, "Anna", 1, o.now)),
    "upcoming": lambda o: review.upcoming(o.store, o.project, ANNA, 5, o.now),
    "decisions": read(lambda o, r: r.decision_page(o.project, Window(), 30, 20)),
    "cases": read(lambda o, r: r.case_page(o.project, 30, 20)),
    "predictions": read(lambda o, r: r.prediction_page(o.project, (30, "m1"), 20)),
    "compared": read(lambda o, r: r.compared_cases(o.project, CaseFilter(), None, 20)),
    "list": read(lambda o, r: r.list_cases(o.project, CaseFilter(), None, 20)),
}


def test_that_ten_times_the_cases_are_no_more_effort_at_a_key_press(
    new_office: Callable[..., Office], tmp_path: Path
) -> None:
    small = filled(new_office(tmp_path / "small.db"), 400)
    large = filled(new_office(tmp_path / "large.db"), 3000)
    efforts = {
        name: (effort(small, lambda: step(small)), effort(large, lambda: step(large)))  # noqa: B023  # called at once
        for name, step in STEPS.items()
    }
    grown = {name: each for name, each in efforts.items() if each[1] > 2 * each[0] + 20}
    assert not grown
