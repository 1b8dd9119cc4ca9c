"""What charts, lists and exports read."""

from dataclasses import replace
from datetime import timedelta

from hitl_app.domain.policy import Degree, Route
from hitl_app.workflow import projects, review
from hitl_app.workflow.ports import CaseFilter, NewProject, Window
from tests.storage.office import ANNA, BEN, START, Office, arrival, recorded

DAY = timedelta(days=1)


def filled(office: Office) -> Office:
    """Three days: shadow, assistance, partial automation."""
    office.receive(arrival("r", 0.4, recorded=recorded("dent")))
    office.policy(degree=Degree.SHADOW)
    office.receive(*(arrival(f"s{n}", 0.6) for n in range(3)))
    office.decide(ANNA, "dent")
    office.decide(BEN, "ok")
    office.now = START + DAY
    office.policy(degree=Degree.ASSISTANCE, holdback_rate=0.0)
    office.decide(ANNA, "ok")
    office.now = START + 2 * DAY
    office.policy(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.0)
    office.receive(arrival("a", 0.95, "scratch"), arrival("w", 0.1, text="100% broken"))
    return office


def test_that_the_rollup_is_narrowed_by_day_label_version_and_degree(office: Office) -> None:
    filled(office)

    def counted(**window: object) -> list[tuple[str, str, bool, str]]:
        with office.store.reading() as records:
            cells = records.counts(office.project, Window(**window))
        return sorted((c.human_label, c.model_label, c.blind, c.route.value) for c in cells)

    past = ("dent", "ok", True, "recorded")
    shadow = [("dent", "ok", True, "human"), ("ok", "ok", True, "human")]
    assisted, alone = ("ok", "ok", False, "human"), ("", "scratch", False, "automatic")
    assert counted() == sorted([past, *shadow, assisted, alone])
    assert counted(since=START.date() + DAY) == sorted([assisted, alone])
    assert counted(until=START.date()) == sorted([past, *shadow])
    assert counted(label="scratch") == [alone]
    assert counted(model_version="none") == []
    assert counted(degree=Degree.SHADOW) == sorted(shadow)
    with office.store.reading() as records:
        people = records.counts_by_person(office.project, Window(reviewer="Anna"))
        assert records.first_day(office.project) == START.date()
    assert sorted((each.reviewer, each.human_label, each.n) for each in people) == [
        ("Anna", "dent", 1),
        ("Anna", "ok", 1),
    ]


def test_that_decisions_behind_a_figure_are_found_by_each_of_its_parts(office: Office) -> None:
    filled(office)

    def found(window: Window | None = None, **which: object) -> set[str]:
        asked = CaseFilter(window=window or Window(), **which)
        with office.store.reading() as records:
            return {
                row.case_id for _, row in records.compared_cases(office.project, asked, None, 9)
            }

    assert found() == {"r", "s0", "s1", "s2"}
    assert found(differs=True) == {"r", "s0"}
    assert found(differs=False) == {"s1", "s2"}
    assert found(blind=False) == {"s2"}
    assert found(human="dent", model="ok") == {"r", "s0"}
    assert found(band=8) == {"r"}
    assert found(band=12) == {"s0", "s1", "s2"}
    assert found(Window(reviewer="Ben")) == {"s1"}
    assert found(Window(since=START.date() + DAY)) == {"s2"}
    assert found(Window(degree=Degree.SHADOW)) == {"s0", "s1"}


def test_that_a_list_is_paged_and_searched(office: Office) -> None:
    filled(office)

    def listed(search: str = "", status: str | None = None, n: int = 99) -> list[str]:
        asked = CaseFilter(search=search, status=status)
        with office.store.reading() as records:
            return [row.case_id for row in records.list_cases(office.project, asked, None, n)]

    assert listed() == ["w", "a", "s2", "s1", "s0", "r"]
    assert listed(status="automatic") == ["a"]
    assert listed("broken") == ["w"]
    pages, before = [], None
    with office.store.reading() as records:
        while page := records.list_cases(office.project, CaseFilter(), before, 2):
            pages += [row.case_id for row in page]
            before = (page[-1].arrived_at, page[-1].case_no)
    assert pages == listed()


def test_that_a_percent_sign_is_looked_for_as_itself(office: Office) -> None:
    filled(office)
    asked = CaseFilter(search="100%")
    with office.store.reading() as records:
        assert [row.case_id for row in records.list_cases(office.project, asked, None, 9)] == ["w"]
        nothing = CaseFilter(search="1_0")
        assert records.list_cases(office.project, nothing, None, 9) == []
    assert review.own_cases(office.store, office.project, ANNA, "%", 9).value == []


def test_that_pages_going_out_are_whole(office: Office) -> None:
    filled(office)
    with office.store.reading() as records:
        cases, after = [], 0
        while page := records.case_page(office.project, after, 2):
            cases += [row["case_id"] for _, row in page]
            after = page[-1][0]
        predictions, place = [], (0, "")
        while page := records.prediction_page(office.project, place, 2):
            predictions += [row["case_id"] for _, row in page]
            place = page[-1][0]
        decisions, last = [], 0
        while page := records.decision_page(office.project, Window(), last, 2):
            decisions += [decision for _, decision in page]
            last = page[-1][0]
        log, seq = [], 0
        while page := records.log_page(seq, 3):
            log += page
            seq = page[-1].seq
    assert cases == ["r", "s0", "s1", "s2", "a", "w"]
    assert predictions == cases
    assert [each.case_id for each in decisions] == ["r", "s0", "s1", "s2", "a"]
    assert [each.route for each in decisions][-1] is Route.AUTOMATIC
    assert [entry.kind for entry in log] == office.kinds()


def test_that_calibration_counts_blind_reviews_by_confidence(office: Office) -> None:
    filled(office)
    assert review.calibration(office.store, office.project, "m1", office.later(86_400)).value == {
        8: (1, 0),
        12: (2, 1),
    }


def test_that_the_last_band_holds_a_confidence_of_one(office: Office) -> None:
    for n, confidence in enumerate([0.0, 0.05, 0.95, 1.0, None]):
        office.receive(arrival(f"c{n}", confidence, recorded=recorded("ok")))
    bands = office.query("SELECT band, n FROM agreement_counts ORDER BY band")
    assert bands == [(-1, 1), (0, 1), (1, 1), (19, 2)]


def test_that_counts_of_a_project_leave_those_of_another_out(office: Office) -> None:
    def counts(of: Office) -> tuple[int, int, bool]:
        with of.store.reading() as records:
            glance = records.glance(of.project, of.now)
        assert glance.claimed == of.stats().claimed
        return of.stats().predictions, glance.claimed, glance.any_case

    assert counts(office) == (0, 0, False)
    office.receive(arrival("a", 0.5), arrival("b", 0.5), arrival("c"))
    office.case()
    assert counts(office) == (2, 1, True)
    new = NewProject(name="Other parts", labels=office.project.labels)
    other = replace(office, project=projects.create(office.store, new, "Chief", office.now).value)
    assert counts(other) == (0, 0, False)
    other.receive(arrival("a", 0.5))
    assert (counts(office), counts(other)) == ((2, 1, True), (1, 0, True))
    office.later(review.LEASE.total_seconds())
    assert counts(office) == (2, 0, True)


def test_that_pages_of_compared_cases_miss_none_and_repeat_none(office: Office) -> None:
    at = office.now
    days = [3, 1, 2, 2, 2, 1, 3, 0]
    office.receive(
        *(
            arrival(f"c{n}", 0.5, recorded=recorded("dent", decided_at=at + timedelta(days=day)))
            for n, day in enumerate(days)
        )
    )
    seen: list[tuple[int, str]] = []
    before = None
    with office.store.reading() as records:
        while page := records.compared_cases(office.project, CaseFilter(), before, 3):
            seen += [(days[row.case_no - 1], row.case_id) for _, row in page]
            before = page[-1][0]
    assert [day for day, _ in seen] == sorted(days, reverse=True)
    assert len({case_id for _, case_id in seen}) == len(days)
