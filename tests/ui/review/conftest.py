"""A Review page on a real store, with pictures made by Pillow and a clock that moves when told."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, UnidentifiedImageError
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from hitl_app.domain.case import GuideEntry, Prediction, Project
from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage import open_store
from hitl_app.ui.background import Background
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.review_page import ReviewPage, build_review_page
from hitl_app.workflow import automation, intake, projects
from hitl_app.workflow.ports import Arrival, LogEntry, NewProject, Pixels, Store

LABELS = ("OK", "Scratch", "Dent", "Stain", "Crack", "Pitting", "Edge burr", "Foreign part")
START = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
MARKER = 0.8374
"""A confidence that stands nowhere else."""


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class MemorySettings:
    """Settings that are forgotten."""

    def __init__(self, **values: Any) -> None:
        self.values: dict[str, Any] = {"guard_ms": 0, **values}

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        self.values[name] = value


class PillowPictures:
    """Reads pictures as the program does, and remembers which."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def for_screen(self, media: str) -> Pixels:
        self.asked.append(media)
        return _pixels(media)

    def thumbnail(self, media: str) -> Pixels:
        return _pixels(media, 120)


def _pixels(media: str, longest: int = 0) -> Pixels:
    try:
        with Image.open(media) as opened:
            picture = opened.convert("RGB")
    except FileNotFoundError as error:
        raise Unavailable("The picture is not there any more.") from error
    except UnidentifiedImageError as error:
        raise Unavailable("The file is no picture that can be read.") from error
    if longest:
        picture.thumbnail((longest, longest))
    return Pixels(picture.width, picture.height, 3, picture.tobytes())


def draw_plate(path: Path, number: int) -> Path:
    """Draw a plate that is another one for each number."""
    picture = Image.new("RGB", (320, 240), (52, 52, 52))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((40, 34, 280, 206), 14, fill=(168, 170, 172))
    for x in (76, 244):
        for y in (68, 172):
            pen.ellipse((x - 18, y - 18, x + 18, y + 18), fill=(40, 40, 40))
    pen.line((90 + number * 7 % 120, 60, 150 + number * 11 % 90, 150), fill=(60, 60, 62), width=3)
    picture.save(path, compress_level=1)
    return path


class Workplace:
    """A workspace file, its people, and what a test does with them from outside the window."""

    def __init__(self, folder: Path, labels: tuple[str, ...] = LABELS) -> None:
        self.folder, self.clock = folder, Clock()
        self.file = folder / "workspace.db"
        self.count = 0
        self.pictures = PillowPictures()
        self.settings = MemorySettings()
        self._store = open_store(str(self.file), create=True)
        with self.store() as store:
            guide = tuple(
                GuideEntry(
                    label=label,
                    words=words,
                    picture=str(draw_plate(folder / f"guide{place}.png", place)),
                    mixed_up_with=others,
                )
                for place, (label, words, others) in enumerate(
                    (
                        ("Scratch", "straight, bright edge", ("Crack",)),
                        ("Crack", "branching, dark", ("Scratch",)),
                    )
                )
            )
            new = NewProject(
                name="Plates",
                labels=labels,
                question="What do you see?",
                guide=guide,
                reference=str(draw_plate(folder / "good.png", 99)),
            )
            self.project: Project = projects.create(store, new, "Sam Roux", START).value
            self.supervisor = self._person(store, "Sam Roux")
            projects.add_person(store, self.supervisor, "Mia Kraft", Role.INSPECTOR, None, START)
            projects.add_person(store, self.supervisor, "Li Osei", Role.INSPECTOR, None, START)
            self.person = self._person(store, "Mia Kraft")
            self.other = self._person(store, "Li Osei")

    @contextmanager
    def store(self) -> Iterator[Store]:
        yield self._store

    def close(self) -> None:
        self._store.close()

    def set_degree(self, degree: Degree, **terms: Any) -> None:
        with self.store() as store:
            now = automation.policy(store, self.project).value
            draft = replace(now.terms, degree=degree, **terms)
            if draft != now.terms:
                automation.apply(
                    store, self.project, self.supervisor, draft, now.version,
                    "because the test says so", self.clock(),
                )  # fmt: skip

    def receive(
        self,
        n: int,
        *,
        predicted: str | None = None,
        confidence: float = 0.81,
        probabilities: Mapping[str, float] | None = None,
        explanation: str = "",
        version: str = "4.2.0",
        **content: Any,
    ) -> list[str]:
        rows = [
            self._arrival(predicted, confidence, probabilities, explanation, version, content)
            for _ in range(n)
        ]
        with self.store() as store:
            intake.receive(store, self.project, rows, self.clock())
        return [row.case_id for row in rows]

    def log(self) -> list[LogEntry]:
        with self.store() as store, store.reading() as records:
            return list(records.log_page(0, 1000))

    def kinds(self) -> list[str]:
        kinds = {"decision", "retraction", "unsure", "escalated", "flag", "unflag", "comment"}
        return [entry.kind for entry in self.log() if entry.kind in kinds]

    def ask(self, question: Callable[[Store], Any]) -> Any:
        with self.store() as store:
            return question(store)

    def _arrival(
        self,
        predicted: str | None,
        confidence: float,
        probabilities: Mapping[str, float] | None,
        explanation: str,
        version: str,
        content: dict[str, Any],
    ) -> Arrival:
        self.count += 1
        number = self.count
        given = content or {
            "media": str(draw_plate(self.folder / f"plate{number}.png", number)),
            "fields": {"part": f"Plate B-{number}", "station": "Station 3, top camera"},
        }
        prediction = None
        if predicted:
            prediction = Prediction(
                model_version=version,
                label=predicted,
                confidence=confidence,
                probabilities=probabilities,
                explanation=explanation,
            )
        return Arrival(
            line=number,
            case_id=str(48212 + number),
            arrived_at=self.clock() + timedelta(seconds=number),
            prediction=prediction,
            **given,
        )

    def _person(self, store: Store, name: str) -> Person:
        return projects.who_acts(store, name)


class Sitting:
    """One person at one window."""

    def __init__(
        self,
        workplace: Workplace,
        dialogs: Any,
        session: str,
        opener: Callable[[], Store] | None = None,
        person: Person | None = None,
    ) -> None:
        self.background: Background[Store] = Background(
            opener or (lambda: open_store(str(workplace.file)))
        )
        self.desk = Desk(
            project=workplace.project,
            person=person or workplace.person,
            session=session,
            background=self.background,
            pictures=workplace.pictures,
            exports=None,  # type: ignore[arg-type]  # the page writes no files
            clock=workplace.clock,
            settings=workplace.settings,
            dialogs=dialogs,
        )
        self.pending = 0
        self.background.busy.connect(self._count)
        self.page: ReviewPage = build_review_page(self.desk)

    def _count(self, pending: int) -> None:
        self.pending = pending

    def leave(self) -> None:
        self.page.close_desk()
        self.background.close()
        self.page.hide()
        self.page.deleteLater()


@pytest.fixture
def labels() -> tuple[str, ...]:
    return LABELS


@pytest.fixture
def workplace(tmp_path: Path, labels: tuple[str, ...]) -> Iterator[Workplace]:
    made = Workplace(tmp_path, labels)
    yield made
    made.close()


@pytest.fixture
def sit(workplace: Workplace, qtbot: Any, dialogs: Any) -> Iterator[Callable[..., ReviewPage]]:
    """Open the window; each call is one more start of the program."""
    sittings: list[Sitting] = []

    def start(
        *,
        ready: bool = True,
        opener: Callable[[], Store] | None = None,
        person: Person | None = None,
    ) -> ReviewPage:
        sitting = Sitting(workplace, dialogs, f"session {len(sittings)}", opener, person)
        sittings.append(sitting)
        page = sitting.page
        page.resize(1363, 848)
        page.show()
        page.setFocus()
        page.page_shown()
        page.sitting = sitting
        page.leave = lambda: (sittings.remove(sitting), sitting.leave())
        if ready:
            qtbot.waitUntil(lambda: page.flow.stage is Stage.READY and not sitting.pending)
        return page

    yield start
    for sitting in sittings:
        sitting.leave()


@pytest.fixture
def press(qtbot: Any) -> Callable[..., None]:
    """Send a key as a keyboard does: to whatever has the focus, else to the page."""

    def send(
        page: ReviewPage,
        key: Qt.Key | int,
        text: str = "",
        *,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        scan: int = 0,
        repeat: bool = False,
        kind: QEvent.Type = QEvent.Type.KeyPress,
    ) -> None:
        event = QKeyEvent(kind, int(key), modifiers, scan, 0, 0, text, repeat)
        QApplication.sendEvent(page.focusWidget() or page, event)

    return send


@pytest.fixture
def settled(qtbot: Any) -> Callable[[ReviewPage], None]:
    """Wait until the next case can be decided, or there is none, and nothing is on its way."""

    def wait(page: ReviewPage) -> None:
        resting = {Stage.READY, Stage.DONE, Stage.BROKEN, Stage.STUCK}
        qtbot.waitUntil(lambda: page.flow.stage in resting and not page.sitting.pending)

    return wait
