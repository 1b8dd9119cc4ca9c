import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from hitl_app.domain.errors import HitlError, Refused
from hitl_app.ui.background import Background, Progress
from hitl_app.workflow.changes import Changes, Outcome


class Records:
    """A store that knows on which thread it was opened, used and closed."""

    def __init__(self, log: list[tuple[str, str]]) -> None:
        self.log = log
        self.note("open")

    def note(self, what: str) -> None:
        self.log.append((what, threading.current_thread().name))

    def close(self) -> None:
        self.note("close")


@pytest.fixture
def log() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def background(log: list[tuple[str, str]], qtbot: QtBot) -> Iterator[Background[Records]]:
    made = Background(lambda: Records(log))
    yield made
    made.close()


def noting(what: str, changes: Changes = Changes.NOTHING) -> Callable[[Records], Outcome[str]]:
    def step(records: Records) -> Outcome[str]:
        records.note(what)
        return Outcome(what, changes)

    return step


def test_that_steps_run_on_the_stores_thread_and_arrive_on_the_screens(
    background: Background[Records], log: list[tuple[str, str]], qtbot: QtBot
) -> None:
    arrived: list[tuple[str, str]] = []

    def then(value: str) -> None:
        arrived.append((value, threading.current_thread().name))

    for what in ("one", "two", "three"):
        background.run(noting(what), then)
    qtbot.waitUntil(lambda: len(arrived) == 3)
    background.close()
    assert [value for value, _ in arrived] == ["one", "two", "three"]
    assert {thread for _, thread in arrived} == {threading.main_thread().name}
    assert [what for what, _ in log] == ["open", "one", "two", "three", "close"]
    assert {thread for _, thread in log} == {"store_0"}


def test_that_only_real_changes_are_told(background: Background[Records], qtbot: QtBot) -> None:
    told: list[Changes] = []
    arrived: list[str] = []
    background.changed.connect(told.append)
    background.run(noting("look"), arrived.append)
    background.run(noting("decide", Changes.DECISIONS | Changes.QUEUE), arrived.append)
    qtbot.waitUntil(lambda: len(arrived) == 2)
    assert told == [Changes.DECISIONS | Changes.QUEUE]


def test_that_a_refusal_goes_to_who_asked_or_else_to_everybody(
    background: Background[Records], qtbot: QtBot
) -> None:
    mine: list[HitlError] = []
    everybodys: list[HitlError] = []
    background.failed.connect(everybodys.append)

    def refuse(_records: Records) -> Outcome[str]:
        raise Refused("no")

    background.run(refuse, pytest.fail, mine.append)
    background.run(refuse, pytest.fail)
    qtbot.waitUntil(lambda: len(everybodys) == 1)
    assert [str(error) for error in mine] == ["no"]


def test_that_a_bug_reaches_the_crash_report(
    background: Background[Records], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "excepthook", lambda *found: reported.append(found[1]))

    def broken(_records: Records) -> Outcome[str]:
        raise ZeroDivisionError

    background.run(broken, pytest.fail)
    qtbot.waitUntil(lambda: len(reported) == 1)
    assert isinstance(reported[0], ZeroDivisionError)


def test_that_pending_steps_are_counted(background: Background[Records], qtbot: QtBot) -> None:
    counts: list[int] = []
    background.busy.connect(counts.append)
    background.run(noting("one"), lambda _value: None)
    background.run(noting("look"), lambda _value: None, reads=True)
    background.run(noting("two"), lambda _value: None)
    qtbot.waitUntil(lambda: counts[-1] == 0)
    assert counts == [1, 2, 1, 0]


def test_that_a_stale_request_delivers_nothing(
    background: Background[Records], qtbot: QtBot
) -> None:
    arrived: list[str] = []
    gate = threading.Event()
    stale = background.run_beside(lambda: str(gate.wait(5)), arrived.append)
    stale.cancel()
    gate.set()
    background.run_beside(lambda: "fresh", arrived.append)
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived == ["fresh"]


def test_that_long_work_has_a_store_of_its_own_and_tells_how_far_it_is(
    background: Background[Records], log: list[tuple[str, str]], qtbot: QtBot
) -> None:
    seen: list[tuple[int, int | None]] = []
    arrived: list[int] = []

    def work(records: Records, progress: Progress) -> Outcome[int]:
        records.note("work")
        for done in range(1, 101):
            progress.report(done, 100)
        return Outcome(100, Changes.CASES)

    background.run_long(work, lambda done, total: seen.append((done, total)), arrived.append)
    qtbot.waitUntil(lambda: arrived == [100])
    assert seen[-1] == (100, 100)
    assert len(seen) < 100
    assert [what for what, _ in log] == ["open", "work", "close"]
    assert {thread for _, thread in log} == {"long_0"}


def test_that_long_work_can_be_stopped(background: Background[Records], qtbot: QtBot) -> None:
    arrived: list[str] = []
    started = threading.Event()

    def work(_records: Records, progress: Progress) -> Outcome[str]:
        started.set()
        while not progress.stopped:
            progress.report(1)
        return Outcome("stopped")

    handle = background.run_long(work, lambda *_: None, arrived.append)
    started.wait(5)
    handle.stop()
    qtbot.waitUntil(lambda: arrived == ["stopped"])


def test_that_closing_stores_what_was_asked_and_delivers_nothing(
    background: Background[Records], log: list[tuple[str, str]], qtbot: QtBot
) -> None:
    for what in ("one", "two", "three"):
        background.run(noting(what), pytest.fail)
    background.run_long(
        lambda _records, progress: Outcome(progress.stopped), lambda *_: None, pytest.fail
    )
    background.close()
    assert [what for what, thread in log if thread == "store_0"] == [
        "open", "one", "two", "three", "close",
    ]  # fmt: skip
    finished: list[str] = []
    other = Background(lambda: Records([]))
    other.run(noting("later"), finished.append)
    qtbot.waitUntil(lambda: finished == ["later"])
    other.close()


def test_that_a_store_which_cannot_be_opened_says_so(qtbot: QtBot) -> None:
    def closed() -> Records:
        raise Refused("a newer program wrote this")

    background = Background(closed)
    told: list[HitlError] = []
    background.failed.connect(told.append)
    background.run(noting("one"), pytest.fail)
    qtbot.waitUntil(lambda: len(told) == 1)
    background.close()
