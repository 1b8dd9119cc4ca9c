"""Several programs on one file, and programs that are killed: real processes, real signals."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.storage.office import Office, arrival

PROGRAMS = Path(__file__).parent / "programs"


@contextmanager
def running(program: str, *calls: tuple[object, ...]) -> Iterator[list[subprocess.Popen[str]]]:
    """Start programs, and let them go at the same moment."""
    started = [
        subprocess.Popen(
            [sys.executable, str(PROGRAMS / program), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for arguments in calls
    ]
    try:
        for each in started:
            assert each.stdout.readline() == "ready\n", each.stderr.read()
        for each in started:
            each.stdin.write("go\n")
            each.stdin.flush()
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


def acknowledged(lines: str) -> list[tuple[str, int]]:
    """Return what was told in whole lines."""
    whole = lines[: lines.rfind("\n") + 1].splitlines()
    return [(line.split()[0], int(line.split()[1])) for line in whole]


def stored(office: Office) -> list[tuple[str, int]]:
    return office.query("SELECT decision_id, case_no FROM decisions")


def share_out(office: Office, workers: list[tuple[str, str]]) -> list[list[tuple[str, int]]]:
    with running("decide_all.py", *((office.path, *worker) for worker in workers)) as started:
        told = [each.communicate(timeout=200) for each in started]
    assert [errors for _, errors in told] == [""] * len(workers)
    return [acknowledged(lines) for lines, _ in told]


@pytest.mark.parametrize(
    "workers", [[("Anna", "s"), ("Ben", "s")], [("Anna", "s"), ("Anna", "t")]], ids=["two", "one"]
)
@pytest.mark.parametrize(
    "cases", [200, pytest.param(2000, marks=[pytest.mark.slow, pytest.mark.timeout(240)])]
)
def test_that_no_case_is_decided_twice_by_two_programs(
    office: Office, workers: list[tuple[str, str]], cases: int
) -> None:
    for start in range(0, cases, 500):
        office.receive(*(arrival(f"c{n}", 0.5) for n in range(start, min(start + 500, cases))))
    shares = share_out(office, workers)
    told = [each for share in shares for each in share]
    assert sorted(case_no for _, case_no in told) == list(range(1, cases + 1))
    assert sorted(stored(office)) == sorted(told)
    assert all(shares), "one program did all the work"
    assert office.stats().waiting == 0
    assert office.problems() == ()


def die(office: Office, after: int) -> list[tuple[str, int]]:
    """Kill a program once it has told so many decisions; returns all that it told."""
    with running("decide_all.py", (office.path, "Anna", "s")) as (worker,):
        lines = "".join(worker.stdout.readline() for _ in range(after))
        worker.kill()
        lines += worker.stdout.read()
    return acknowledged(lines)


def kill_often(office: Office, times: int) -> None:
    office.receive(*(arrival(f"c{n}", 0.5) for n in range(1000)))
    told: list[tuple[str, int]] = []
    for turn in range(times):
        told += die(office, 1 + turn * 7 % 13)
        kept = stored(office)
        assert set(told) <= set(kept)
        assert len(kept) == len({case_no for _, case_no in kept})
    assert len(stored(office)) <= len(told) + times
    assert office.problems() == ()
    held = office.case(session="s")
    assert held.case.case_no not in {case_no for _, case_no in stored(office)}


def test_that_a_killed_program_loses_no_acknowledged_decision(office: Office) -> None:
    kill_often(office, 2)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_that_twenty_killed_programs_lose_no_acknowledged_decision(office: Office) -> None:
    kill_often(office, 20)


@pytest.mark.parametrize(
    "rounds", [1, pytest.param(15, marks=[pytest.mark.slow, pytest.mark.timeout(240)])]
)
def test_that_four_programs_make_one_workspace(
    tmp_path: Path, new_office: Callable[..., Office], rounds: int
) -> None:
    for turn in range(rounds):
        path = tmp_path / f"{turn}.db"
        with running("open_new.py", *[(path,)] * 4) as started:
            told = [each.communicate(timeout=60) for each in started]
        assert told == [("opened\n", "")] * 4
        assert sorted(each.name for each in tmp_path.glob(f"{turn}.*")) == [path.name]
        office = new_office(path)
        office.receive(arrival("a"))
        office.decide()
        assert office.problems() == ()
        office.store.close()
