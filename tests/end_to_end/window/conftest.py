"""The whole program, put together as app.py does it: real store file, real pictures, real window.

Only the clock is the test's: it stands still until it is told to go on.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hitl_app import app
from hitl_app.app import Opening, Program
from hitl_app.domain.case import Prediction, Project
from hitl_app.domain.policy import Degree, Policy
from hitl_app.domain.reviewer import Person, Role
from hitl_app.settings import KeptSettings
from hitl_app.storage import open_store
from hitl_app.ui import theme
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.review_page import ReviewPage
from hitl_app.workflow import automation, intake, projects
from hitl_app.workflow.ports import Arrival, LogEntry, NewProject, Records, Store

START = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
LABELS = ("OK", "Scratch", "Dent", "Stain")
SUPERVISOR, INSPECTOR = "Sam Roux", "Mia Kraft"
DEFERRED_DELETE = QEvent.Type.DeferredDelete
ESCAPE = "\x1b"
A_WHILE = 15_000
"""Milliseconds within which something must happen on a busy machine."""

V = TypeVar("V")


@dataclass
class Clock:
    """Stands still until it is told to go on, and counts how often it is read."""

    now: datetime = START
    reads: int = 0

    def __call__(self) -> datetime:
        self.reads += 1
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def draw_plate(path: Path, number: int) -> str:
    """Draw a plate with a scratch, another one for each number."""
    picture = Image.new("RGB", (320, 240), (52, 52, 52))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((40, 34, 280, 206), 14, fill=(168, 170, 172))
    pen.line((90 + number * 7 % 120, 60, 150 + number * 11 % 90, 150), fill=(60, 60, 62), width=3)
    picture.save(path)
    return str(path)


@dataclass
class Place:
    """A folder with a workspace, and what a test does there from outside the window."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    count: int = 0

    @property
    def file(self) -> Path:
        return self.folder / "workspace.db"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def opening(self, person: str = SUPERVISOR, project: str | None = None) -> Opening:
        return Opening(
            workspace=str(self.file),
            project=project,
            person=person,
            settings=KeptSettings(self.settings),
            cache=self.cache,
            kept=self.folder / "kept",
        )

    def set_up(self, **project: Any) -> "Place":
        new = NewProject(**{"name": "Plates", "labels": LABELS, **project})
        with self.store(create=True) as store:
            projects.create(store, new, SUPERVISOR, START)
            supervisor = projects.who_acts(store, SUPERVISOR)
            projects.add_person(store, supervisor, INSPECTOR, Role.INSPECTOR, None, START)
        return self

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        store = open_store(str(self.file), create=create)
        try:
            yield store
        finally:
            store.close()

    @property
    def project(self) -> Project:
        with self.store() as store:
            return projects.find_project(store, None)

    def person(self, name: str) -> Person:
        with self.store() as store:
            return projects.who_acts(store, name)

    def read(self, question: Callable[[Records], V]) -> V:
        with self.store() as store, store.reading() as records:
            return question(records)

    def set_degree(self, degree: Degree, **terms: Any) -> Policy:
        with self.store() as store:
            project = projects.find_project(store, None)
            actor = projects.who_acts(store, SUPERVISOR)
            now = automation.policy(store, project).value
            draft = replace(now.terms, degree=degree, **terms)
            if draft == now.terms:
                return now
            reason = "because the test says so"
            return automation.apply(
                store, project, actor, draft, now.version, reason, self.clock.now
            ).value

    def receive(self, n: int, label: str = "", confidence: float = 0.81, **more: Any) -> None:
        """Have cases come in, each with a picture; with a label, with a prediction too."""
        rows = [self._arrival(label, confidence, more) for _ in range(n)]
        with self.store() as store:
            intake.receive(store, projects.find_project(store, None), rows, self.clock.now)

    def _arrival(self, label: str, confidence: float, more: dict[str, Any]) -> Arrival:
        self.count += 1
        number = self.count
        prediction = Prediction(model_version="m1", label=label, confidence=confidence)
        given = {
            "line": number,
            "case_id": f"B-{number:03}",
            "arrived_at": START - timedelta(days=1) + timedelta(seconds=number),
            "prediction": prediction if label else None,
        }
        if not more.keys() & {"media", "text"}:
            given["media"] = draw_plate(self.folder / f"B-{number:03}.png", number)
        return Arrival(**{**given, **more})

    def stats(self) -> Any:
        return self.read(lambda records: records.stats(self.project, self.clock.now))

    def log(self, *kinds: str) -> list[LogEntry]:
        entries = self.read(lambda records: records.log_page(0, 100_000))
        return [entry for entry in entries if not kinds or entry.kind in kinds]

    def run(self, *words: object, code: int = 0) -> str:
        """Run a command as a process of its own, and return what it said."""
        given = {
            "HITL_WORKSPACE": str(self.file),
            "HITL_SETTINGS": str(self.settings),
            "HITL_CACHE": str(self.cache),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "hitl_app", *map(str, words)],
            env=os.environ | given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout


class At:
    """A program with its window, as a test sees it."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program, self._qtbot, self._left = program, qtbot, False

    @property
    def window(self) -> app.MainWindow:
        assert self.program.window is not None
        return self.program.window

    @property
    def review(self) -> ReviewPage:
        page = self.window.page("review")
        assert isinstance(page, ReviewPage)
        return page

    @property
    def case_id(self) -> str:
        case = self.review.flow.case
        return case.case.case_id if case else ""

    def find(self, name: str) -> Any:
        """Return the widget of that name, wherever it is."""
        (found, *others) = self.window.findChildren(QWidget, name)
        assert not others, f"{len(others) + 1} widgets are called {name}"
        return found

    def until(self, condition: Callable[[], bool], timeout: int = A_WHILE) -> None:
        self._qtbot.waitUntil(condition, timeout=timeout)

    def until_ready(self) -> None:
        """Wait until the case on the screen can be decided."""
        self.until(lambda: self.review.flow.stage is Stage.READY)

    def press(self, key: str) -> None:
        """Press a key as a keyboard does: for whatever has the focus."""
        focus = self.window.focusWidget() or self.window
        code = Qt.Key.Key_Escape.value if key == ESCAPE else ord(key.upper())
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, key)
            QApplication.sendEvent(focus, event)

    def decide(self, keys: str) -> None:
        """Decide case after case."""
        for key in keys:
            self.until_ready()
            before = self.case_id
            self.press(key)
            self.until(lambda before=before: self.case_id != before)

    def leave(self) -> None:
        """End the program as the desktop does: the window goes, then the rest."""
        if self._left:
            return
        self._left = True
        if self.program.window is not None:
            self.program.window.close()
        if self.program.first is not None:
            self.program.first.close()
        self.program.close()
        for each in (self.program.window, self.program.first):
            if each is not None:
                each.deleteLater()
        QApplication.sendPostedEvents(None, DEFERRED_DELETE.value)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> theme.Look:
    """The light theme at 100 %, whatever the test before chose."""
    theme.install(qapp, "light", 100)
    return theme.look()


@pytest.fixture
def empty(tmp_path: Path) -> Place:
    """A folder without a workspace; keys count as soon as a case is painted."""
    place = Place(tmp_path)
    KeptSettings(place.settings).set("guard_ms", 0)
    return place


@pytest.fixture
def place(empty: Place) -> Place:
    """A workspace with a project of plates, a supervisor and an inspector."""
    return empty.set_up()


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[..., At]]:
    """Start the program; each call is one more start. Without `ready` it returns at once."""
    begun: list[At] = []

    def begin(opening: Opening, clock: Clock, *, ready: bool = True) -> At:
        program = Program(opening, clock)
        at = At(program, qtbot)
        begun.append(at)
        program.start()
        if ready:
            at.until(lambda: program.window is not None)
            at.until_ready()
        return at

    yield begin
    for at in begun:
        at.leave()
