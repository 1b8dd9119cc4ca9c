"""Review goes on while the server is away, and everything arrives once, in order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hitl_app.domain.errors import Away, Refused
from hitl_app.domain.policy import Degree
from hitl_app.storage.away import reaching
from hitl_app.storage.away.engine import Limits
from hitl_app.workflow import automation, projects, review
from hitl_app.workflow.ports import Answer, Verification
from tests.storage.away.conftest import Team
from tests.storage.office import arrival


def decided(team: Team) -> list[tuple[str, str]]:
    return team.query(
        "SELECT c.case_id, d.label FROM decisions d JOIN cases c USING (case_no) "
        "WHERE d.reviewer = 'Anna' ORDER BY d.decision_no"
    )


def test_that_work_goes_on_without_the_server_and_arrives_once_in_order(filled: Team) -> None:
    seat = filled.sit()
    first = seat.work(3)
    seat.look()
    assert seat.store.kept_here().left >= 9
    filled.pull()
    here = seat.work(8, "dent")
    kept = seat.store.kept_here()
    assert (kept.away, kept.kept) == (True, 8)
    assert len(decided(filled)) == 3
    filled.proxy.unblock()
    seat.back()
    assert [case for case, _ in decided(filled)] == first + here
    assert [label for _, label in decided(filled)] == ["ok"] * 3 + ["dent"] * 8
    more = seat.work(2)
    assert [case for case, _ in decided(filled)] == first + here + more
    chief = filled.direct("Chief")
    (verdict,) = [each for each in chief.verify() if isinstance(each, Verification)]
    assert verdict.problems == ()


def test_that_a_program_started_again_goes_on_where_it_was(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.pull()
    before = seat.work(3)
    seat.store.close()
    again = filled.sit()
    assert again.person.name == "Anna"
    assert again.store.kept_here().kept == 3
    after = again.work(2)
    again.store.close()
    filled.proxy.unblock()
    last = filled.sit()
    last.back()
    names = [case for case, _ in decided(filled)]
    assert names[1:] == before + after
    assert len(set(names)) == len(names)


def test_that_an_answer_whose_case_went_to_somebody_else_is_kept_as_a_conflict(
    filled: Team,
) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.pull()
    case = seat.claim()
    assert case is not None
    seat.decide(case, "dent")
    # Somebody who keeps the server gives the case away; Ben decides it.
    filled.query(
        "UPDATE queue SET claimed_by = 'Ben', session = 'b' WHERE case_no = %s RETURNING 1",
        case.case.case_no,
    )
    ben = filled.direct("Ben")
    project, person = projects.find_project(ben, None), projects.who_acts(ben, "Ben")
    answer = Answer(decision_id="bens", case_no=case.case.case_no, label="scratch")
    review.decide(ben, project, person, answer, filled.clock())
    filled.proxy.unblock()
    seat.back()
    told = list(seat.store.told())
    assert seat.store.told() == ()
    assert len(told) == 1
    assert case.case.case_id in told[0]
    assert "Ben" in told[0]
    chief = filled.direct("Chief")
    with chief.reading() as records:
        (conflict,) = records.conflicts(seat.project, 10)
    assert (conflict.label, conflict.with_whom, conflict.standing_label) == (
        "dent",
        "Ben",
        "scratch",
    )
    assert filled.query("SELECT label FROM cases WHERE case_id = %s", case.case.case_id) == [
        ("scratch",)
    ]


def test_that_what_was_answered_here_can_be_taken_back_here(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.pull()
    case = seat.claim()
    assert case is not None
    seat.decide(case, "dent")
    now = filled.clock()
    (fact, *_) = review.own_facts(seat.store, seat.project, seat.person, 5, now).value
    back = review.take_back(
        seat.store, seat.project, seat.person, fact.fact_id, "window", now
    ).value
    assert back.case.case_id == case.case.case_id
    assert back.previous_label == "dent"
    seat.decide(back, "scratch")
    seat.work(2)
    filled.proxy.unblock()
    seat.back()
    assert filled.query("SELECT label FROM cases WHERE case_id = %s", case.case.case_id) == [
        ("scratch",)
    ]
    assert filled.query("SELECT COUNT(*) FROM retractions") == [(1,)]
    assert filled.query("SELECT COUNT(*) FROM conflicts") == [(0,)]


def test_that_what_was_answered_before_is_not_taken_back_without_the_server(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.pull()
    seat.claim()
    with pytest.raises(Away, match="before the server went away"):
        seat.run(
            lambda: review.take_back(
                seat.store, seat.project, seat.person, "answer-1", "window", filled.clock()
            )
        )


@pytest.mark.parametrize("limits", [Limits(answers=4), Limits(minutes=10)])
def test_that_there_is_a_limit_to_working_without_the_server(filled: Team, limits: Limits) -> None:
    seat = filled.sit(limits=limits)
    seat.work(1)
    seat.look()
    filled.pull()
    seat.work(3)
    if limits.minutes == 10:
        filled.ahead = timedelta(minutes=10)
    case = seat.claim()
    assert case is not None
    assert seat.decide(case).next is None
    seat.look()
    kept = seat.store.kept_here()
    assert (kept.at_limit, kept.kept) == (True, 4)
    filled.ahead = timedelta()
    filled.proxy.unblock()
    seat.back()
    assert len(decided(filled)) == 5


def test_that_predictions_are_kept_here_only_where_they_may_be_shown(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    rows = seat.store._journal.waiting()  # noqa: SLF001  # what lies on the disk
    shown = dict(filled.query("SELECT case_no, shown FROM queue WHERE session LIKE %s", "%+"))
    assert {row["case_no"]: int(row["model_label"] is not None) for row in rows} == shown
    assert set(shown.values()) == {0, 1}
    everything = "".join(seat.store._journal.path.read_text("latin-1"))  # noqa: SLF001  # the same
    assert "u_audit" not in everything
    assert "p_blind" not in everything


def test_that_a_policy_that_hides_predictions_takes_them_from_the_packet(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    assert any(row["model_label"] for row in seat.store._journal.waiting())  # noqa: SLF001  # on disk
    filled.policy(degree=Degree.HUMAN_ONLY)
    seat.until(
        lambda: not any(row["model_label"] for row in seat.store._journal.waiting())  # noqa: SLF001  # on disk
    )
    filled.pull()
    case = seat.claim()
    assert case is not None
    assert seat.decide(case).next.suggestion is None


def test_that_a_step_down_is_kept_and_sent_first(filled: Team) -> None:
    seat = filled.sit("Chief")
    seat.work(1)
    automation.history(seat.store, seat.project)
    seat.look()
    filled.pull()
    case = seat.claim()
    assert case is not None
    seat.decide(case)
    stepped = seat.run(
        lambda: automation.step_down(seat.store, seat.project, seat.person, filled.clock()).value
    )
    assert stepped.degree is Degree.SHADOW
    assert automation.policy(seat.store, seat.project).value.degree is Degree.SHADOW
    case = seat.claim()
    assert case is not None
    assert seat.decide(case).next.suggestion is None
    assert filled.query("SELECT degree FROM policies ORDER BY version DESC LIMIT 1") == [
        ("assistance",)
    ]
    filled.proxy.unblock()
    seat.back()
    told = list(seat.store.told())
    assert seat.store.told() == ()
    assert told == ["Your step down has taken effect on the server."]
    assert filled.query("SELECT degree, by_name FROM policies ORDER BY version DESC LIMIT 1") == [
        ("shadow", "Chief")
    ]
    kinds = [kind for (kind,) in filled.query("SELECT kind FROM log ORDER BY seq DESC LIMIT 3")]
    assert kinds == ["decision", "decision", "policy"]


def test_that_nothing_else_of_the_policy_changes_without_the_server(filled: Team) -> None:
    seat = filled.sit("Chief")
    seat.work(1)
    automation.history(seat.store, seat.project)
    seat.look()
    filled.pull()
    now = seat.run(lambda: automation.policy(seat.store, seat.project).value)
    with pytest.raises(Away, match="step down is kept here"):
        automation.apply(
            seat.store, seat.project, seat.person, replace(now.terms, degree=Degree.FULL),
            now.version, "a reason long enough", filled.clock(),
        )  # fmt: skip


def test_that_a_packet_is_given_back_when_the_window_closes(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    assert filled.query("SELECT COUNT(*) FROM queue WHERE session LIKE %s", "%+") != [(0,)]
    seat.store.close()
    assert filled.query("SELECT COUNT(*) FROM queue WHERE session LIKE %s", "%+") == [(0,)]


def test_that_nobody_sits_before_an_empty_queue_while_packets_are_full(team: Team) -> None:
    team.fill(*(arrival(f"c{n}") for n in range(12)))
    anna, ben = team.sit("Anna"), team.sit("Ben")
    anna.claim()
    anna.look()
    case, done = ben.claim(), 0
    while case is not None:
        case = ben.decide(case).next
        done += 1
        if case is None:
            # What Ben's window asked for is given back by Anna's.
            anna.until(lambda: _free(team) or _left(team) == 1)
            case = ben.claim()
    assert done == 11
    assert team.query("SELECT COUNT(*), MIN(claimed_by) FROM queue") == [(1, "Anna")]


def test_that_a_clock_an_hour_off_changes_nothing(filled: Team) -> None:
    filled.ahead = timedelta(hours=1)
    seat = filled.sit()
    filled.ahead += seat.store.clock_ahead(filled.clock())
    assert abs(filled.ahead) < timedelta(seconds=5)
    seat.work(1)
    seat.look()
    filled.pull()
    here = seat.work(3)
    filled.proxy.unblock()
    seat.back()
    assert [case for case, _ in decided(filled)][1:] == here


def test_that_nobody_starts_without_a_server_who_never_was_there(filled: Team) -> None:
    filled.proxy.block()
    with pytest.raises(Away, match="does not answer"):
        filled.sit()


def test_that_a_second_window_has_a_packet_of_its_own(filled: Team) -> None:
    one, two = filled.sit(), filled.sit()
    first = {case.case.case_no for seat in (one, two) if (case := seat.claim())}
    one.look()
    two.look()
    laid = [{row["case_no"] for row in seat.store._journal.waiting()} for seat in (one, two)]  # noqa: SLF001  # on disk
    assert laid[0]
    assert laid[1]
    assert not laid[0] & laid[1]
    assert not first & (laid[0] | laid[1])


def test_that_an_inspector_is_refused_what_the_server_refuses(filled: Team) -> None:
    seat = filled.sit()
    with pytest.raises(Refused):
        automation.step_down(seat.store, seat.project, seat.person, filled.clock())


def _free(team: Team) -> bool:
    return team.query("SELECT COUNT(*) FROM queue WHERE claimed_by IS NULL") != [(0,)]


def _left(team: Team) -> int:
    return int(team.query("SELECT COUNT(*) FROM queue")[0][0])


def test_that_a_network_that_swallows_everything_is_noticed(
    filled: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "PATIENCE", 0.3)
    monkeypatch.setattr(reaching, "_LOOK_EVERY", 0.1)
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.proxy.block()  # open connections stay, and nothing ever comes back
    here = seat.work(2)
    assert seat.store.kept_here().kept == 2
    filled.proxy.unblock()
    seat.back()
    assert [case for case, _ in decided(filled)][1:] == here
