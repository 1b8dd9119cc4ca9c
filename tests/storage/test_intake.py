import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree
from hitl_app.domain.reviewer import Role
from hitl_app.workflow import intake, projects, review
from hitl_app.workflow.ports import Arrival, NewProject, Refusal
from tests.storage.office import ANNA, CHIEF, Office, Rows, arrival, recorded, refused

BEFORE_1970 = datetime(1931, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


def head(office: Office) -> list[tuple[object, ...]]:
    return office.query("SELECT seq, hash FROM chain")


def mixed() -> list[Arrival]:
    return [
        arrival("a", 0.99, media="a.png"),
        arrival("b", 0.3, media="b.png"),
        arrival("c", None, text="a text", fields={"x": 1, "y": [1, 2]}),
        arrival("d", 0.99, recorded=recorded("dent")),
        arrival("a", 0.5, "dent", version="m2"),
        arrival("e", recorded=recorded("ok", "Cara")),
        arrival("e", recorded=recorded("dent", "Dora")),
        arrival("a"),
    ]


@pytest.mark.parametrize("degree", list(Degree))
def test_that_the_same_import_twice_changes_nothing(office: Office, degree: Degree) -> None:
    office.policy(degree=degree, audit_rate=0.5)
    first, _ = office.take_in(*mixed())
    assert (first.cases, first.predictions, first.decisions) == (5, 4, 3)
    before = head(office), office.stats(), office.kinds()
    second, told = office.take_in(*mixed())
    assert not second.is_new
    assert told == []
    assert (head(office), office.stats(), office.kinds()) == before
    assert office.difference() == 0
    assert office.problems() == ()


def test_that_other_content_under_the_same_id_is_refused_in_words(office: Office) -> None:
    office.take_in(arrival("a", media="a.png"))
    intake_, told = office.take_in(arrival("a", media="b.png", line=7), arrival("b", line=8))
    assert intake_.cases == 1
    assert [(each.line, each.case_id) for each in told] == [(7, "a")]
    assert told[0].reason.startswith("The case is stored with other content")
    assert office.query("SELECT media FROM cases WHERE case_id = 'a'") == [("a.png",)]


def test_that_a_row_without_content_adds_to_a_case_that_has_some(office: Office) -> None:
    office.receive(arrival("a", media="a.png"))
    received = office.receive(arrival("a", 0.7))
    assert (received.cases, received.predictions, received.refused) == (0, 1, ())


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("content", [{"media": "a.png"}, {"text": "hello"}, {"fields": {"x": 1}}])
def test_that_the_first_content_fills_a_case_whatever_came_before(
    office: Office, content: dict[str, object], together: bool
) -> None:
    rows = [
        arrival("a", 0.9, recorded=recorded("ok"), line=1),
        arrival("a", **content, line=2),
        arrival("a", text="something else", line=3),
    ]
    batches = [rows] if together else [[row] for row in rows]
    for _ in range(2):
        told = [each for batch in batches for each in office.take_in(*batch)[1]]
        assert [each.line for each in told] == [3]
        kept = office.query("SELECT media, text, fields, arrived_at FROM cases")
        filled = {"media": "", "text": "", "fields": {}, **content}
        assert (kept[0][0], kept[0][1], json.loads(kept[0][2])) == tuple(filled.values())
        office.later(5)
    assert office.stats().predictions == office.stats().decisions == 1
    assert office.problems() == ()


def test_that_content_that_fits_is_kept_after_one_that_does_not(office: Office) -> None:
    office.receive(arrival("a", media="a.png"))
    told = office.receive(
        arrival("a", media="b.png", line=1), arrival("a", 0.5, media="a.png", line=2)
    )
    assert ([each.line for each in told.refused], told.predictions) == ([1], 1)


@pytest.mark.parametrize("change", [{"confidence": 0.71}, {"label": "dent"}])
@pytest.mark.parametrize("together", [True, False])
def test_that_another_word_of_the_same_version_is_refused(
    office: Office, change: dict[str, object], together: bool
) -> None:
    first = arrival("a", 0.7, line=1)
    other = replace(first, line=2, prediction=replace(first.prediction, **change))
    if together:
        told = office.receive(first, other).refused
    else:
        office.receive(first)
        told = office.receive(other).refused
    assert [each.line for each in told] == [2]
    assert told[0].reason.startswith("This model version said something else")
    assert office.query("SELECT label, confidence FROM predictions") == [("ok", 0.7)]


@pytest.mark.parametrize("together", [True, False])
def test_that_another_past_decision_of_the_same_person_is_refused(
    office: Office, together: bool
) -> None:
    rows = [
        arrival("a", recorded=recorded(label), line=n) for n, label in enumerate(["ok", "dent"])
    ]
    batches = [rows] if together else [[row] for row in rows]
    told = [each for batch in batches for each in office.receive(*batch).refused]
    assert [each.line for each in told] == [1]
    assert told[0].reason.startswith("This reviewer's past decision")
    assert office.query("SELECT label FROM decisions") == [("ok",)]


def test_that_other_content_in_the_same_batch_is_refused(office: Office) -> None:
    told = office.receive(arrival("a", media="a"), arrival("a", media="b", line=2)).refused
    assert [each.line for each in told] == [2]
    assert office.stats().cases == 1


def test_that_refused_rows_change_nothing_of_the_others(office: Office) -> None:
    office.policy(degree=Degree.FULL, audit_rate=0.0)
    rows = [
        arrival("a", 0.9, media="a"),
        arrival("a", 0.9, "dent", media="other", line=2),
        arrival("b", 0.9, recorded=recorded("ok")),
        arrival("b", 0.8, recorded=recorded("dent"), line=4),
    ]
    received = office.receive(*rows)
    assert [each.line for each in received.refused] == [2, 4]
    assert (received.cases, received.predictions) == (2, 2)
    assert (received.decisions, received.automatic) == (1, 1)
    assert office.problems() == ()


def test_that_past_decisions_are_blind_unless_the_prediction_was_shown(office: Office) -> None:
    at = datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)
    office.receive(
        arrival("a", 0.9, recorded=recorded("dent", decided_at=at, seconds=1.5)),
        arrival("b", 0.9, recorded=recorded("ok", prediction_shown=True)),
    )
    kept = office.query(
        "SELECT blind, shown, route, p_blind, degree, decided_at / 1000, seconds, model_label "
        "FROM decisions ORDER BY case_no"
    )
    arrived = int(office.now.timestamp())
    assert kept == [
        (1, 0, "recorded", 1.0, None, int(at.timestamp()), 1.5, "ok"),
        (0, 1, "recorded", 0.0, None, arrived, None, "ok"),
    ]
    counted = office.query("SELECT route, blind, human_label, n FROM agreement_counts")
    assert sorted(counted) == [("recorded", 0, "ok", 1), ("recorded", 1, "dent", 1)]
    assert office.stats().waiting == 0


def test_that_a_decided_case_does_not_wait_whatever_the_policy(office: Office) -> None:
    office.policy(degree=Degree.FULL, audit_rate=1.0)
    received = office.receive(arrival("a", 0.9, recorded=recorded("dent")))
    assert (received.decisions, received.automatic) == (1, 0)
    assert office.query("SELECT status, label FROM cases") == [("decided", "dent")]
    assert office.claim() is None


def test_that_what_the_model_decides_alone_is_decided_at_once(office: Office) -> None:
    office.policy(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.0, holdback_rate=0.0)
    received = office.receive(arrival("sure", 0.9), arrival("unsure", 0.89))
    assert received.automatic == 1
    assert office.query("SELECT decision_id, reviewer, label, route, blind FROM decisions") == [
        ("automatic-1", "", "ok", "automatic", 0)
    ]
    assert office.case().case.case_id == "unsure"
    stats = office.stats()
    assert (stats.automatic, stats.waiting, stats.cases) == (1, 1, 2)


def test_that_an_audited_case_is_decided_at_once_and_waits_for_a_blind_person(
    office: Office,
) -> None:
    office.policy(degree=Degree.FULL, audit_rate=1.0)
    office.receive(arrival("a", 0.9))
    assert office.query("SELECT status, label FROM cases") == [("automatic", "ok")]
    claimed = office.case()
    assert claimed.suggestion is None
    office.decide(label="dent")
    assert office.query("SELECT status, label, decided_by FROM cases") == [
        ("decided", "dent", "Anna")
    ]
    assert office.query("SELECT reviewer, route, blind, p_blind FROM decisions") == [
        ("", "audit", 0, 1.0),
        ("Anna", "audit", 1, 1.0),
    ]


def test_that_the_first_prediction_routes_a_case_that_still_waits(office: Office) -> None:
    office.policy(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.0)
    office.receive(arrival("a"), arrival("b"), arrival("c"))
    office.decide()
    received = office.receive(*(arrival(name, 0.95) for name in "abc"))
    assert (received.cases, received.predictions, received.automatic) == (0, 3, 2)
    statuses = office.query("SELECT case_id, status FROM cases ORDER BY case_id")
    assert statuses == [("a", "decided"), ("b", "automatic"), ("c", "automatic")]
    assert office.claim() is None
    assert office.difference() == 0


def test_that_a_second_version_does_not_route_the_case_anew(office: Office) -> None:
    office.policy(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.0)
    office.receive(arrival("a", 0.1, version="m1"))
    received = office.receive(arrival("a", 0.99, version="m2"))
    assert (received.predictions, received.automatic) == (1, 0)
    assert office.query("SELECT model_version FROM cases") == [("m1",)]


def test_that_a_past_decision_before_its_prediction_is_compared_with_it(office: Office) -> None:
    office.receive(arrival("a", recorded=recorded("dent")))
    office.receive(arrival("a", 0.7))
    assert office.query("SELECT human_label, model_label, n FROM agreement_counts WHERE n<>0") == [
        ("dent", "ok", 1)
    ]
    assert office.difference() == 0
    assert office.problems() == ()


def test_that_an_import_stopped_half_way_is_completed_by_the_same_import(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(office.store), "batch_rows", 1000)
    rows = [arrival(f"c{n}", 0.5, recorded=recorded("ok") if n % 3 else None) for n in range(2500)]
    first, _ = office.take_in(*rows, stop_after=1)
    assert (first.cases, first.stopped) == (1000, True)
    second, told = office.take_in(*rows)
    assert (second.cases, second.stopped, told) == (1500, False, [])
    third, _ = office.take_in(*rows)
    assert not third.is_new
    stats = office.stats()
    assert (stats.cases, stats.predictions, stats.decisions) == (2500, 2500, 1666)
    assert office.problems() == ()


def test_that_strict_stores_all_or_none(office: Office) -> None:
    before = head(office)
    bad = Refusal(line=2, reason="The label is unknown.")
    rows = [arrival(f"c{n}", line=n) for n in range(1500)]
    told: list[Refusal] = []
    source = Rows([*rows, bad])
    words = refused(
        lambda: intake.take_in(
            office.store, office.project, CHIEF, source, "x", office.now,
            strict=True, refuse=told.append, progress=source,
        )
    )  # fmt: skip
    assert words.startswith("1 rows were refused, so nothing was stored")
    assert told == [bad]
    assert (head(office), office.stats().cases) == (before, 0)
    stopped, _ = office.take_in(*rows, strict=True, stop_after=1)
    assert (stopped.stopped, stopped.cases, office.stats().cases) == (True, 0, 0)
    complete, _ = office.take_in(*rows, strict=True)
    assert complete.cases == office.stats().cases == 1500


def test_that_refusals_are_told_in_the_order_of_their_lines(office: Office) -> None:
    bad = Refusal(line=1, reason="No case_id.")
    _, told = office.take_in(
        arrival("a", media="a", line=2), arrival("a", media="b", line=3), bad, arrival("b", line=4)
    )
    assert [each.line for each in told] == [1, 3]


def test_that_importing_is_for_supervisors(office: Office) -> None:
    source = Rows([arrival("a")])
    words = refused(
        lambda: intake.take_in(
            office.store, office.project, ANNA, source, "x", office.now,
            strict=False, refuse=lambda _: None, progress=source,
        )
    )  # fmt: skip
    assert words == "Only a supervisor can import cases. Anna is an inspector."
    assert office.stats().cases == 0


def test_that_an_import_says_in_the_log_who_brought_what(office: Office) -> None:
    office.take_in(arrival("a", 0.5))
    assert office.query("SELECT actor, body FROM log WHERE kind = 'import'") == [
        ("Chief", "rows.csv|1 cases, 1 predictions, 0 decisions, 0 decided alone, 0 refused")
    ]


def test_that_an_import_broken_off_says_and_seals_what_is_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(office.store), "batch_rows", 2)
    rows = [arrival("a"), Refusal(line=2, reason="No."), arrival("b"), arrival("c")]
    source = Rows(rows)

    def full(_: Refusal) -> None:
        raise Unavailable("The disk is full.")

    with pytest.raises(Unavailable, match=r"^The disk is full\. Stored before that: 1 cases, "):
        intake.take_in(
            office.store, office.project, CHIEF, source, "x.csv", office.now,
            strict=False, refuse=full, progress=source,
        )  # fmt: skip
    assert office.stats().cases == 1
    ((body,),) = office.query("SELECT body FROM log WHERE kind = 'import'")
    assert body.startswith("x.csv|1 cases, ")
    assert office.take_in(*rows)[0].cases == 2


def test_that_one_link_seals_all_decisions_of_a_batch(office: Office) -> None:
    office.policy(degree=Degree.FULL, audit_rate=0.0)
    office.receive(
        *(arrival(f"c{n}", 0.9) for n in range(20)), arrival("d", recorded=recorded("ok"))
    )
    batches = office.query("SELECT body FROM log WHERE kind = 'batch'")
    assert [body.split("|")[0] for (body,) in batches] == ["21"]
    assert office.query("SELECT COUNT(DISTINCT log_seq) FROM decisions") == [(1,)]
    verdict = office.verdict()
    assert (verdict.decisions, verdict.problems) == (21, ())


def test_that_cases_come_in_the_order_of_their_arrival(office: Office) -> None:
    early, late = office.now - timedelta(days=1), office.now + timedelta(days=1)
    office.receive(
        arrival("late", arrived_at=late), arrival("now"), arrival("early", arrived_at=early)
    )
    order = []
    for _ in range(3):
        order.append(office.case().case.case_id)
        office.decide()
    assert order == ["early", "now", "late"]


@pytest.mark.parametrize(
    "case_id",
    ["a|b", "line\nbreak", "😀🏁", "x" * 2_000, "'; DROP TABLE cases; --", " ", "%_", "\t", "é中"],
    ids=lambda case_id: ascii(case_id[:12]),
)
def test_that_any_text_is_a_case_id(office: Office, case_id: str) -> None:
    office.receive(arrival(case_id, 0.5, recorded=recorded("ok", "Cara|Dora\n")), arrival("other"))
    assert not office.receive(arrival(case_id, 0.5)).cases
    assert review.find_case(office.store, office.project, case_id) == 1
    assert office.problems() == ()


def test_that_times_are_cut_to_milliseconds_also_before_1970(office: Office) -> None:
    row = arrival("a", arrived_at=BEFORE_1970, recorded=recorded("ok", decided_at=BEFORE_1970))
    office.receive(row, arrival("b", arrived_at=BEFORE_1970))
    cut = BEFORE_1970.replace(microsecond=123000)
    assert office.case().case.arrived_at == cut
    with office.store.reading() as records:
        assert records.first_day(office.project) == cut.date()
    assert not office.take_in(row)[0].is_new
    assert office.difference() == 0
    assert office.problems() == ()


def test_that_fields_in_another_order_are_the_same_content(office: Office) -> None:
    office.receive(arrival("a", fields={"x": 1, "y": {"p": 1, "q": 2}}))
    assert office.receive(arrival("a", fields={"y": {"q": 2, "p": 1}, "x": 1})).refused == ()
    assert len(office.receive(arrival("a", fields={"x": 1, "y": 2})).refused) == 1


def test_that_two_projects_of_a_workspace_do_not_mix(office: Office) -> None:
    new = NewProject(name="Other", labels=("yes", "no"))
    other = replace(
        office, project=projects.create(office.store, new, CHIEF.name, office.now).value
    )
    office.receive(arrival("a", media="a"))
    assert other.receive(arrival("a", media="b")).cases == 1
    assert other.case().case.media == "b"
    assert office.case().case.media == "a"
    assert (office.stats().cases, other.stats().cases) == (1, 1)


def test_that_a_recorded_name_may_become_a_colleague(office: Office) -> None:
    office.receive(arrival("a", recorded=recorded("ok", "Cara")))
    made = projects.add_person(
        office.store, CHIEF, "Cara", Role.INSPECTOR, "hash", office.now
    ).value
    assert (made.role, made.has_pin, made.code) == (Role.INSPECTOR, True, "R4")
    assert office.problems() == ()
