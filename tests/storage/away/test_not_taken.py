"""What was answered without the server, when the server is back and does not take it."""

from hitl_app.workflow import review
from hitl_app.workflow.ports import KeptHere
from tests.storage.away.conftest import Seat, Team

DECIDED = "SELECT label FROM decisions WHERE reviewer = 'Anna' ORDER BY decision_no"


def away_with_answers(team: Team) -> Seat:
    """Sit down, lose the server, and answer two cases."""
    seat = team.sit()
    seat.work(1)
    seat.look()
    team.pull()
    seat.work(2, "dent")
    return seat


def told(seat: Seat) -> str:
    """Wait for what is told, and hold that it is told once."""
    said: list[str] = []

    def something_is() -> bool:
        said.extend(seat.store.told())
        return bool(said)

    seat.until(something_is)
    for _ in range(40):
        seat.look()
    assert (len(said), seat.store.told()) == (1, ())
    return said[0]


def kept(seat: Seat) -> tuple[bool, int]:
    found: KeptHere = seat.store.kept_here()
    return found.away, found.kept


def test_that_answers_of_somebody_who_is_let_in_no_more_stay_and_are_sent_later(
    filled: Team,
) -> None:
    seat = away_with_answers(filled)
    filled.query("UPDATE people SET role = 'recorded' WHERE name = 'Anna' RETURNING 1")
    filled.proxy.unblock()
    said = told(seat)
    assert "has no role in this workspace" in said
    assert "stays on this workstation" in said
    assert kept(seat) == (True, 2)
    filled.query("UPDATE people SET role = 'inspector' WHERE name = 'Anna' RETURNING 1")
    seat.back()
    assert filled.query(DECIDED) == [("ok",), ("dent",), ("dent",)]


def test_that_answers_do_not_go_to_another_workspace_at_the_same_address(filled: Team) -> None:
    seat = away_with_answers(filled)
    filled.query("UPDATE projects SET created_at = created_at + 1 RETURNING 1")
    filled.proxy.unblock()
    said = told(seat)
    assert "Another workspace answers at" in said
    assert kept(seat) == (True, 2)
    assert filled.query(DECIDED) == [("ok",)]
    assert filled.query("SELECT 1 FROM conflicts") == []
    filled.query("UPDATE projects SET created_at = created_at - 1 RETURNING 1")
    seat.back()
    assert filled.query(DECIDED) == [("ok",), ("dent",), ("dent",)]


def test_that_answers_of_somebody_else_are_not_sent_in_ones_own_name(filled: Team) -> None:
    seat = away_with_answers(filled)
    seat.store._journal.know("name", "Ben")  # noqa: SLF001  # as an address without a name would
    filled.proxy.unblock()
    assert "answers of Ben are kept here" in told(seat)
    assert kept(seat) == (True, 2)
    assert filled.query("SELECT 1 FROM conflicts") == []


def test_that_an_answer_on_a_case_the_server_lost_is_told_and_holds_up_no_other(
    filled: Team,
) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.pull()
    gone = seat.claim()
    assert gone is not None
    seat.decide(gone, "scratch")
    seat.work(1, "dent")
    # As after a backup from before the case came in.
    for table in ("queue", "predictions", "cases"):
        filled.query(
            f"DELETE FROM {table} WHERE case_no = %s RETURNING 1",  # noqa: S608  # a table's name
            gone.case.case_no,
        )
    filled.proxy.unblock()
    said = told(seat)
    assert gone.case.case_id in said
    assert "scratch" in said
    seat.back()
    assert filled.query(DECIDED) == [("ok",), ("dent",)]
    ((kind, case_no),) = seat.store._journal._db.execute(  # noqa: SLF001  # what lies on disk
        "SELECT kind, case_no FROM unplaced"
    ).fetchall()
    assert (kind, case_no) == ("decide", gone.case.case_no)


def test_that_answers_of_a_second_window_that_is_not_opened_again_are_sent_by_the_first(
    filled: Team,
) -> None:
    seats = [filled.sit(), filled.sit()]
    for seat in seats:
        seat.work(1)
        seat.look()
    filled.pull()
    for seat in seats:
        seat.work(2, "dent")
        seat.store.close()
    filled.proxy.unblock()
    only = filled.sit()
    assert only.store.kept_here().kept == 4
    only.back()
    assert filled.query(DECIDED) == [("ok",)] * 2 + [("dent",)] * 4
    assert only.store.told() == ()


def test_that_a_comment_that_finds_no_place_is_told_and_kept_here(filled: Team) -> None:
    seat = filled.sit()
    seat.work(1)
    seat.look()
    filled.pull()
    case = seat.claim()
    assert case is not None
    number = case.case.case_no
    review.mark(seat.store, seat.person, number, "comment", "a line at the hole", filled.clock())
    seat.decide(case, "dent")
    filled.query(
        "UPDATE queue SET claimed_by = 'Ben', session = 'b' WHERE case_no = %s RETURNING 1", number
    )
    filled.proxy.unblock()
    seat.back()
    noted, answered = seat.store.told()
    assert noted.startswith(f"What you noted beside case {case.case.case_id} could not be sent")
    assert answered.startswith(f"Case {case.case.case_id} went to Ben")
    kinds = seat.store._journal._db.execute("SELECT kind, content FROM unplaced").fetchall()  # noqa: SLF001  # on disk
    assert [kind for kind, _ in kinds] == ["mark"]
    assert "a line at the hole" in kinds[0][1]
