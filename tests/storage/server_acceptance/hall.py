"""A workspace on a server, the people who work there, and what must hold when they went home."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from hitl_app.domain.policy import Degree
from hitl_app.domain.reviewer import Person
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.workflow import automation, intake, projects
from hitl_app.workflow.ports import NewProject, Verification
from tests.servers.postgres import ROOT, Cluster
from tests.servers.processes import wait_until
from tests.storage.office import LABELS, REASON, arrival

CHIEF, DEPUTY = "Chief", "Deputy"
PROGRAMS = "tests.storage.server_acceptance.programs"
BATCH = 500
SECONDS = 60.0


def inspector(number: int) -> str:
    return f"inspector-{number:02}"


def password(name: str) -> str:
    return f"password of {name}"


def furnish(address: str, inspectors: int) -> None:
    """Make a workspace with its people."""
    init(address)
    for name in (CHIEF, DEPUTY):
        add_person(address, name, "supervisor", password(name))
    for number in range(1, inspectors + 1):
        add_person(address, inspector(number), "inspector", password(inspector(number)))


@dataclass
class Hall:
    """A workspace on a server, seen by whoever keeps the server."""

    cluster: Cluster
    database: str
    folder: Path
    stores: list[PostgresStore] = field(default_factory=list)

    def open(self, cases: int) -> None:
        """Make the project, let the model help, and bring cases in."""
        chief = self.store(CHIEF)
        project = projects.create(
            chief, NewProject(name="Parts", labels=LABELS), CHIEF, self.now()
        ).value
        who = projects.who_acts(chief, CHIEF)
        now = automation.policy(chief, project).value
        draft = type(now.terms)(degree=Degree.ASSISTANCE, holdback_rate=0.5)
        automation.apply(chief, project, who, draft, now.version, REASON, self.now())
        for start in range(0, cases, BATCH):
            rows = [arrival(f"c{n:04}", 0.8) for n in range(start, min(start + BATCH, cases))]
            assert intake.receive(chief, project, rows, self.now()).value.refused == ()

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  # the server's clock is this machine's

    def address(self, name: str, port: int | None = None) -> str:
        return self.cluster.url(self.database, user=name, port=port)

    def store(self, name: str) -> PostgresStore:
        self.stores.append(PostgresStore(self.address(name), password(name)))
        return self.stores[-1]

    def person(self, name: str) -> Person:
        return projects.who_acts(self.store(name), name)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask, or change past the program, as whoever keeps the server."""
        with psycopg.connect(self.cluster.url(self.database), autocommit=True) as connection:
            connection.execute("SET search_path = hitl")
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def stored(self) -> list[tuple[str, int]]:
        return self.query("SELECT decision_id, case_no FROM decisions ORDER BY decision_no")

    def terminate_all(self) -> int:
        """End every connection of the workstations; returns how many there were."""
        (ended,) = self.query(
            "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename LIKE 'inspector-%%'"
        )
        return int(ended[0])

    def post(self, number: int, *, steady: bool = False, ends: bool = False, **more: Any) -> Any:
        """Return where an inspector works, as the programs take it."""
        name = inspector(number)
        post = {
            "name": name,
            "address": self.address(name, **more),
            "password": password(name),
            "notes": str(self.folder / f"{name}.notes"),
        }
        if steady:
            post["folder"] = str(self.folder / f"{name}.kept")
        return {**post, "ends": str(self.ends)} if ends else post

    @property
    def ends(self) -> Path:
        """The file that tells everybody to go home."""
        return self.folder / "the end"

    def notes(self, kind: str) -> list[list[str]]:
        """Return what the workstations noted of a kind, each with the name first."""
        return [
            [path.stem, *words[1:]]
            for path in sorted(self.folder.glob("*.notes"))
            for line in path.read_text("utf-8").splitlines(keepends=True)
            if line.endswith("\n") and (words := line.rstrip("\n").split("\t"))[0] == kind
        ]

    def acknowledged(self) -> list[tuple[str, int]]:
        return [(decision_id, int(case_no)) for _, decision_id, case_no in self.notes("done")]

    def check_each_once(self, cases: int) -> None:
        """Hold what was acknowledged, what is stored and what is counted to each other."""
        assert self.notes("refused") == []
        assert self.notes("told") == []
        stored = self.stored()
        assert sorted(self.acknowledged()) == sorted(stored)
        assert sorted(case_no for _, case_no in stored) == list(range(1, cases + 1))
        assert self.query("SELECT COUNT(*) FROM queue") == [(0,)]
        assert self.query("SELECT COUNT(*) FROM conflicts") == [(0,)]
        self.check_the_books(cases)

    def check_the_books(self, decisions: int, cases: int | None = None) -> None:
        """Walk the chain and the rollups, and hold the counts to the decisions."""
        chief = self.store(CHIEF)
        (verdict,) = [each for each in chief.verify() if isinstance(each, Verification)]
        assert verdict.problems == ()
        assert verdict.decisions == decisions
        with chief.reading() as records:
            (project,) = records.projects()
            stats = records.stats(project, self.now())
        assert (stats.cases, stats.decisions) == (cases or decisions, decisions)
        assert (stats.decided, stats.claimed) == (decisions, 0)


@contextmanager
def floor(posts: Sequence[Any]) -> Iterator[subprocess.Popen[str]]:
    """Let workstations begin at the same moment, each a process of its own; all must end well."""
    started = _start("floor", posts)
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        assert started.stdout.readline() == "ready\n", started.communicate(timeout=SECONDS)
        started.stdin.write("go\n")
        started.stdin.flush()
        try:
            yield started
        except AssertionError as error:
            raise AssertionError(f"{error}\n{_last_words(started)}") from error
        assert started.wait(SECONDS) == 0, _last_words(started)
    finally:
        _end(started)


class Machine:
    """One workstation that is told what to do, and can be killed at any moment."""

    def __init__(self, post: Any) -> None:
        self.notes = Path(post["notes"])
        self._program = _start("machine", post)
        self.state = self._answer()

    def do(self, what: str, n: int = 0, label: str = "ok") -> dict[str, Any]:
        """Have something done, and return how the workstation stands then."""
        self.begin(what, n, label)
        self.state = self._answer()
        return self.state

    def begin(self, what: str, n: int = 0, label: str = "ok") -> None:
        """Have something done without waiting for its end."""
        assert self._program.stdin is not None
        self._program.stdin.write(json.dumps({"do": what, "n": n, "label": label}) + "\n")
        self._program.stdin.flush()

    def done(self) -> list[str]:
        """Return which decisions were acknowledged here, in order."""
        lines = self.notes.read_text("utf-8").splitlines()
        return [line.split("\t")[1] for line in lines if line.startswith("done")]

    def kill(self) -> None:
        """End it as a machine that loses its power."""
        _end(self._program)

    def close(self) -> None:
        """Close its window, and wait for its end."""
        _, said = self._program.communicate(timeout=SECONDS)
        assert self._program.returncode == 0, said

    def _answer(self) -> dict[str, Any]:
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        assert line, self._program.communicate()[1]
        return json.loads(line)


def until(holds: Any, what: str) -> None:
    """Wait for what happens."""
    assert wait_until(holds, SECONDS), f"did not come about: {what}"


def _last_words(program: subprocess.Popen[str]) -> str:
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    return program.communicate()[1]


def _end(program: subprocess.Popen[str]) -> None:
    """End a program and whatever was forked off it."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.communicate()


def _start(program: str, given: Any) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-m", f"{PROGRAMS}.{program}"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert started.stdin is not None
    started.stdin.write(json.dumps(given) + "\n")
    started.stdin.flush()
    return started
