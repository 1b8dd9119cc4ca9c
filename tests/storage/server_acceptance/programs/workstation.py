"""Somebody at a workstation of their own, who decides, and notes what was acknowledged."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TypeVar

from hitl_app.domain.errors import Away
from hitl_app.storage.away.store import SteadyStore
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.workflow import projects, review
from hitl_app.workflow.ports import Answer, ClaimedCase, KeptHere, Store

T = TypeVar("T")
SECONDS_BETWEEN_TRIES = 0.05
TRIES = 1200
DECISIONS_BETWEEN_LOOKS = 4


@dataclass(frozen=True, kw_only=True)
class Post:
    """Where somebody works: with a folder, what is done while the server is away is kept there."""

    address: str
    password: str
    name: str
    notes: Path
    folder: Path | None = None
    ends: Path | None = None

    def opened(self) -> Store:
        """Sign in."""
        if self.folder is not None:
            return SteadyStore(self.address, self.password, self.folder)
        return PostgresStore(self.address, self.password)


@dataclass
class Workstation:
    """A store, a person, and a clock that can be told to go on."""

    post: Post
    ahead: timedelta = timedelta()
    claimed: ClaimedCase | None = None
    decided: int = 0
    pause: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        """Sign in, and open the notes."""
        self.notes = os.open(self.post.notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.store = self.post.opened()
        self.project = self.ask(lambda: projects.find_project(self.store, None))
        self.person = self.ask(lambda: projects.who_acts(self.store, self.post.name))

    def clock(self) -> datetime:
        """Return what the clock on this wall says."""
        return datetime.now(UTC) + self.ahead  # noqa: TID251  # a workstation reads its clock

    def note(self, *words: object) -> None:
        """Write a line that is there whatever becomes of this process."""
        os.write(self.notes, ("\t".join(map(str, words)) + "\n").encode())

    def ask(self, step: Callable[[], T]) -> T:
        """Ask as the window does: once more where the server went away in the step.

        Whoever works on what is kept here gets an answer then; others press Try again.
        """
        for _ in range(TRIES):
            for _again in range(2):
                try:
                    return step()
                except Away as away:
                    said = away
            if self.post.folder is not None:
                raise AssertionError("Work did not go on while the server was away.") from said
            self.pause.wait(SECONDS_BETWEEN_TRIES)
        raise AssertionError("The server did not come back.") from said

    def look(self) -> KeptHere | None:
        """Hear of others, and send what was kept; what was lost is asked for by the next step."""
        try:
            self.store.changed_elsewhere(self.clock())
        except Away:
            return None
        for words in self.store.told():
            self.note("told", words)
        return self.store.kept_here()

    def claim(self) -> None:
        """Take the next case."""
        self.claimed = self.ask(
            lambda: (
                review.claim_next(
                    self.store, self.project, self.person, "window", self.clock()
                ).value
            )
        )

    def decide(self, label: str) -> None:
        """Decide the case in hand, and note it once it is acknowledged."""
        assert self.claimed is not None
        case_no = self.claimed.case.case_no
        self.note("held", case_no)
        answer = Answer(decision_id=review.new_id(), case_no=case_no, label=label)
        step = self.ask(
            lambda: (
                review.decide_and_claim(
                    self.store, self.project, self.person, answer, "window", self.clock()
                ).value
            )
        )
        if step.refused:
            self.note("refused", answer.decision_id, case_no, step.refused)
        else:
            self.note("done", answer.decision_id, case_no)
        self.claimed = step.next
        self.decided += 1

    def work(self, n: int, label: str) -> None:
        """Decide so many cases."""
        for _ in range(n):
            if self.claimed is None:
                self.claim()
            self.decide(label)

    def work_until_the_end(self) -> None:
        """Decide what comes until the queue is empty; where a file says the end, until that."""
        while True:
            if self.claimed is None:
                self.claim()
            if self.claimed is not None:
                self.decide(self.project.labels[self.decided % len(self.project.labels)])
            elif self._at_an_end():
                return
            if self.claimed is None or self.decided % DECISIONS_BETWEEN_LOOKS == 0:
                self.look()

    def _at_an_end(self) -> bool:
        if self.post.ends is None:
            return True
        kept = self.store.kept_here()
        if self.post.ends.exists() and (kept is None or not kept.away):
            return True
        self.pause.wait(SECONDS_BETWEEN_TRIES)
        return False

    def close(self) -> None:
        """Go home, as the window does: what is in hand is given back."""
        held = self.claimed
        if held is not None:
            self.ask(lambda: review.release(self.store, self.person, held.case.case_no))
        self.store.close()
        os.close(self.notes)
