"""What goes in comes out, or is refused in words; the same in a file and on a server."""

import math
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hitl_app.workflow import intake, projects, review
from hitl_app.workflow.ports import Arrival, CaseFilter, NewProject, Received
from tests.storage.both import Both, both_offices
from tests.storage.office import ANNA, CHIEF, Office, arrival, recorded, refused
from tests.storage.served import Workspaces

NUL, HALF = "a\0b", "a\ud83d"
SHARES = [0.0, -0.0, 5e-324, 0.1 + 0.2, 1 / 3, math.nextafter(1, 0), 1.0]
NAMES = ["a", "B", "Z", "ä", "Ä", "_", "-", "é", "z", "中", "😀", "A b", "Ab"]


def noise(length: int) -> str:
    """Return a text that no database can pack."""
    digits = "".join(sha256(bytes([n])).hexdigest() for n in range(length // 64 + 1))
    letters = (string.ascii_letters[int(digits[n : n + 2], 16) % 52] for n in range(length))
    return "".join(letters)


UNFIT = {
    "NUL in case_id": (arrival(NUL), "case_id holds"),
    "NUL in text": (arrival("a", text=NUL), "text holds"),
    "NUL in media": (arrival("a", media=NUL), "The path of the medium holds"),
    "NUL in version": (arrival("a", 0.5, version=NUL), "model_version holds"),
    "NUL in reviewer": (arrival("a", recorded=recorded("ok", NUL)), "reviewer holds"),
    "half a sign": (arrival(HALF), "case_id holds"),
    "half a sign in media": (arrival("a", media=HALF), "The path of the medium holds"),
    "half a sign in fields": (arrival("a", fields={"x": HALF}), "The fields cannot be kept"),
    "number without end": (arrival("a", fields={"x": 2**70}), "The fields cannot be kept"),
    "long id": (arrival(noise(2001)), "case_id has 2001 characters"),
    "long id in bytes": (arrival("中" * 700), "case_id takes more than 2000 bytes"),
    "long version": (arrival("a", 0.5, version="v" * 201), "model_version has 201 characters"),
    "long name": (arrival("a", recorded=recorded("ok", "x" * 201)), "reviewer has 201"),
    "seconds": (arrival("a", recorded=recorded("ok", seconds=1e300)), "seconds is 1e+300"),
    "endless": (arrival("a", recorded=recorded("ok", seconds=math.inf)), "seconds is inf"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_that_a_row_that_not_every_workspace_can_keep_is_refused_in_words(
    office: Office, name: str
) -> None:
    row, words = UNFIT[name]
    done, told = office.take_in(arrival("first"), replace(row, line=2), arrival("last", line=3))
    assert (done.cases, done.refused, [each.line for each in told]) == (2, 1, [2])
    assert told[0].reason.startswith(words)
    told[0].case_id.encode()
    assert office.problems() == ()


def test_that_nothing_is_no_batch(office: Office) -> None:
    before = office.kinds()
    assert office.receive() == Received(
        cases=0, predictions=0, decisions=0, automatic=0, refused=()
    )
    assert office.kinds() == before


@pytest.mark.parametrize("text", [NUL, HALF])
def test_that_no_other_text_that_cannot_be_kept_gets_in(office: Office, text: str) -> None:
    office.receive(arrival("a"))
    case_no = office.case().case.case_no
    before = office.kinds()
    new = NewProject(name="Second", labels=("ok", text))
    steps: list[Callable[[], object]] = [
        lambda: office.decide(comment=text),
        lambda: review.mark(office.store, ANNA, case_no, "comment", text, office.now),
        lambda: projects.create(office.store, new, CHIEF.name, office.now),
        lambda: projects.create(
            office.store, replace(new, name=text, labels=("a", "b")), CHIEF.name, office.now
        ),
        lambda: review.find_case(office.store, office.project, text),
    ]
    for step in steps:
        assert "cannot be kept" in refused(step)
    assert office.kinds() == before
    assert office.problems() == ()


@pytest.mark.parametrize("seconds", [math.nan, math.inf, 1e300])
def test_that_a_time_that_no_clock_shows_is_none(office: Office, seconds: float) -> None:
    office.receive(arrival("a"))
    office.decide(seconds=seconds)
    assert office.query("SELECT seconds FROM decisions") == [(None,)]
    assert office.problems() == ()


def test_that_numbers_come_back_to_the_last_bit(office: Office) -> None:
    fields = {"a": 2**63, "b": 1e308, "c": 5e-324, "d": 0.1 + 0.2, "e": -(2**63), "f": NUL}
    office.receive(*(arrival(f"c{n}", share) for n, share in enumerate(SHARES)))
    office.receive(arrival("fields", fields=fields), arrival("slow", 0.5, fields=fields))
    kept = office.query(
        "SELECT confidence FROM cases WHERE confidence IS NOT NULL ORDER BY case_no"
    )
    assert [repr(share) for (share,) in kept[: len(SHARES)]] == [
        repr(share + 0.0)
        for share in SHARES  # nought has no sign
    ]
    seen = []
    while (claimed := office.claim()) is not None:
        seen.append(claimed.case.fields)
        office.decide()
    assert [each for each in seen if each] == [fields, fields]
    assert office.policy(threshold=1 / 3, holdback_rate=5e-324).threshold == 1 / 3
    assert office.problems() == ()


def test_that_ten_million_characters_come_back(office: Office) -> None:
    text = "xÄ😀 \\'\"\n" * 1_250_000
    office.receive(arrival("a", text=text))
    assert office.case().case.text == text
    assert not office.take_in(arrival("a", text=text))[0].is_new
    office.decide()
    assert office.problems() == ()


@pytest.mark.parametrize("large", [{"text": "x" * 400}, {"fields": {"note": "x" * 400, "n": 1}}])
def test_that_large_rows_go_in_several_batches(
    office: Office, monkeypatch: pytest.MonkeyPatch, large: dict[str, Any]
) -> None:
    monkeypatch.setattr(intake, "MOST_TEXT", 1000)
    rows = [arrival(f"c{n}", **large) for n in range(10)]
    assert office.take_in(*rows, stop_after=2)[0].cases == 6
    assert office.take_in(*rows)[0].cases == 4


def test_that_the_first_and_the_last_moment_come_back(office: Office) -> None:
    moments = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]
    office.receive(
        *(
            arrival(f"c{at.year}", 0.5, arrived_at=at, recorded=recorded("ok", decided_at=at))
            for at in moments
        )
    )
    with office.store.reading() as records:
        cases = [row for _, row in records.case_page(office.project, 0, 9)]
        assert records.first_day(office.project) == moments[0].date()
    assert [row["arrived_at"] for row in cases] == moments
    assert office.problems() == ()


def rows_with_names() -> list[Arrival]:
    return [
        arrival(f"c{n}{name}", 0.5, text=name, version=name, recorded=recorded("ok", name))
        for n, name in enumerate(NAMES)
    ]


@pytest.fixture
def both(workspaces: Workspaces, tmp_path: Path):
    with both_offices(tmp_path, workspaces) as offices:
        yield offices


def test_that_names_are_in_the_same_order(both: Both) -> None:
    both.receive(*rows_with_names())
    both.compare()
    names = [person.name for person in projects.people(both.second.store).value]
    assert names == sorted(names)


@pytest.mark.parametrize("search", ["C1", "a b", "ä", "Ä", "É", "%", "_", "\\", "'", "😀", "C1Ä"])
def test_that_the_same_is_found(both: Both, search: str) -> None:
    both.receive(*rows_with_names())

    def find(office: Office) -> list[str]:
        with office.store.reading() as records:
            found = records.list_cases(office.project, CaseFilter(search=search), None, 99)
            return [row.case_id for row in found]

    both.ask(find)


def test_that_texts_on_a_server_are_ordered_as_in_a_file_wherever_it_stands(both: Both) -> None:
    strange = both.second.query(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid JOIN pg_collation l ON l.oid = attcollation "
        "WHERE relnamespace = 'hitl'::regnamespace AND relkind = 'r' AND attnum > 0 "
        "AND l.collname <> 'C' AND relname NOT IN ('steps', 'installed')"
    )
    assert strange == []
