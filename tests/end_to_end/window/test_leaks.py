"""What is hidden is not in the process at all: no widget, object, log, file or command has it.

The predictions come in by another process, so that nothing in this one knows them but the file.
"""

import gc
import json
import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from types import FunctionType, ModuleType
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from hitl_app import app
from hitl_app.domain.policy import Degree
from hitl_app.ui import review_page
from hitl_app.ui.widgets import Label
from hitl_app.workflow.ports import ClaimedCase, Suggestion
from tests.end_to_end.window.conftest import ESCAPE, INSPECTOR, SUPERVISOR, draw_plate

pytestmark = pytest.mark.acceptance

HUSHED = "Zinc bloom"
LABELS = (*(f"Kind {place}" for place in "ABCDEFGHIJK"), HUSHED)
CASES = 6
_NUMBERS = count()
HIDDEN = [
    pytest.param(Degree.HUMAN_ONLY, {}, id="human only"),
    pytest.param(Degree.SHADOW, {}, id="shadow"),
    pytest.param(Degree.ASSISTANCE, {"holdback_rate": 1.0}, id="holdback in assistance"),
    pytest.param(
        Degree.PARTIAL,
        {"holdback_rate": 0.0, "audit_rate": 1.0, "threshold": 0.5},
        id="audit in partial",
    ),
]
_BRING_IN = """
import sys
from datetime import UTC, datetime
from hitl_app.domain.case import Prediction
from hitl_app.storage import open_store
from hitl_app.workflow import intake, projects
from hitl_app.workflow.ports import Arrival
file, label, version, share, *pictures = sys.argv[1:]
store = open_store(file)
said = Prediction(
    model_version="".join(reversed(version)), label=label, confidence=int(share) / 10**6 + 29e-8,
    explanation="heat-of-" + "".join(reversed(version)) + ".png",
)
at = datetime(2026, 5, 11, tzinfo=UTC)
rows = [
    Arrival(line=n, case_id=f"case {n}", arrived_at=at, media=media, prediction=said)
    for n, media in enumerate(pictures, 1)
]
intake.receive(store, projects.find_project(store, None), rows, at)
store.close()
"""


class Secret:
    """What a model said, in a form that nobody takes for it; another one for each test.

    The version is kept backwards and the confidence in millionths, so that this object is not
    found where it is looked for.
    """

    def __init__(self) -> None:
        self._backwards = uuid4().hex
        self._millionths = 830415 + 1000 * next(_NUMBERS)

    def bring_in(self, place) -> None:
        """Have cases come in by a process of its own."""
        media = [draw_plate(place.folder / f"plate{n}.png", n) for n in range(1, CASES + 1)]
        subprocess.run(
            [sys.executable, "-c", _BRING_IN, str(place.file), HUSHED, self._backwards,
             str(self._millionths), *media],
            check=True,
        )  # fmt: skip

    def is_told_by(self, value: object) -> bool:
        """Say whether a number or a text tells the confidence in full, or the model."""
        if isinstance(value, float):
            return abs(value - self._millionths / 10**6) < 1e-6
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str):
            return False
        share = str(self._millionths)
        told = (f"0.{share}", f"{share[:2]}.{share[2:]}", self._backwards[::-1])
        return any(each in value for each in told)

    def is_shown_by(self, text: str) -> bool:
        """Say whether a text on the screen tells it, also when rounded."""
        return self.is_told_by(text) or any(each in text for each in self._rounded())

    def _rounded(self) -> tuple[str, ...]:
        share = self._millionths / 10**6
        return (
            f"{share:.2f}",
            f"{100 * share:.1f}",
            f"{100 * share:.0f}\u202f%",
            f"{100 * share:.0f} %",
        )


def said_by(widget: QWidget) -> Iterator[str]:
    """Return every word of a widget, for eyes, pointers and screen readers."""
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    for name in ("text", "toPlainText", "title", "placeholderText", "value"):
        method = getattr(widget, name, None)
        if callable(method):
            said = method()
            yield said if isinstance(said, str) else ""
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is not None:
        for kind in QAccessible.Text:
            if kind is not QAccessible.Text.UserText:
                yield interface.text(kind)
    if isinstance(widget, QTableView):
        yield from cells_of(widget)


def cells_of(view: QTableView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in (*range(14), *range(0x100, 0x110)):
                yield str(model.index(row, column).data(role))


def all_words(window: QWidget) -> list[tuple[QWidget, str]]:
    widgets = [window, *window.findChildren(QWidget), *QApplication.topLevelWidgets()]
    return [(widget, said) for widget in widgets for said in said_by(widget) if said]


def reachable(*roots: object) -> dict[int, object]:
    """Return everything that Python can reach from here, without code and without the store."""
    found: dict[int, object] = {}
    waiting = list(roots)
    while waiting:
        each = waiting.pop()
        if id(each) in found or isinstance(each, ModuleType | type):
            continue
        found[id(each)] = each
        if isinstance(each, FunctionType):
            waiting += [each.__closure__, each.__defaults__, each.__kwdefaults__, each.__dict__]
        elif not type(each).__module__.startswith(("hitl_app.storage", "pysqlite3", "sqlite3")):
            waiting += gc.get_referents(each)
    return found


def alive() -> Iterator[object]:
    """Return whatever stands anywhere in the process: tracked objects, and what they hold."""
    seen: set[int] = set()
    for each in gc.get_objects():
        for held in gc.get_referents(each):
            if isinstance(held, str | float | bytes) and id(held) not in seen:
                seen.add(id(held))
                yield held


def places_of(label: str, words: list[tuple[QWidget, str]]) -> Counter[str]:
    return Counter(type(widget).__name__ for widget, said in words if label in said)


def files_beside(place) -> Iterator[tuple[str, bytes]]:
    for path in place.folder.rglob("*"):
        if path.is_file() and not path.name.startswith(place.file.name):
            yield str(path), path.read_bytes()


@pytest.fixture
def secret() -> Secret:
    return Secret()


@pytest.fixture
def hidden(empty):
    """A place with twelve classes; its cases come by another process."""
    return empty.set_up(labels=LABELS)


@pytest.mark.parametrize(("degree", "terms"), HIDDEN)
def test_that_a_hidden_prediction_is_nowhere_in_the_program(
    hidden, secret, start, caplog, degree, terms
):
    caplog.set_level(logging.DEBUG)
    hidden.set_degree(degree, **terms)
    secret.bring_in(hidden)
    at = start(hidden.opening(INSPECTOR), hidden.clock)
    usual = places_of(HUSHED, all_words(at.window))
    for key in ("2", "f", "c"):
        at.until_ready()
        look_everywhere(at, secret, usual)
        if key == "2":
            at.decide(key)
        else:
            at.press(key)
    at.press(ESCAPE)
    at.window.show_page("queue")
    queue = at.window.page("queue")
    at.until(lambda: queue.table.rowCount() > 0)
    assert not [said for _, said in all_words(at.window) if secret.is_shown_by(said)]
    assert not [said for widget, said in all_words(queue) if HUSHED in said]
    at.window.show_page("review")
    nothing_reachable(at, secret)
    assert not secret.is_told_by(caplog.text)
    assert HUSHED not in caplog.text
    assert not secret.is_told_by(QApplication.clipboard().text())
    told = [name for name, content in files_beside(hidden) if secret.is_told_by(content)]
    assert not told


def look_everywhere(at, secret: Secret, usual: Counter[str]) -> None:
    case = at.review.flow.case
    assert case.suggestion is None
    words = all_words(at.window)
    assert not [said for _, said in words if secret.is_shown_by(said)]
    assert places_of(HUSHED, words) == usual
    holders = [widget for widget, said in words if HUSHED in said and not is_class(widget, at)]
    assert not [type(widget).__name__ for widget in holders]


def is_class(widget: QWidget, at) -> bool:
    """Say whether a widget is the button of a class, or a part of it."""
    buttons = at.review.parts.decide.classes
    return any(widget is button or button.isAncestorOf(widget) for button in buttons)


def nothing_reachable(at, secret: Secret) -> None:
    page = at.review
    held = reachable(page, page.flow, page.flow.case, at.program.desk, at.program)
    kinds = Counter(type(each).__name__ for each in held.values())
    assert kinds["ClaimedCase"] >= 1
    assert kinds["Suggestion"] == kinds["Prediction"] == 0
    assert not [each for each in held.values() if secret.is_told_by(each)]
    assert not [each for each in alive() if secret.is_told_by(each)]
    cases = [each for each in held.values() if isinstance(each, ClaimedCase)]
    assert not [case for case in cases if HUSHED in repr(case)]


def test_that_the_search_for_leaks_finds_what_is_shown(hidden, secret, start):
    hidden.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    secret.bring_in(hidden)
    at = start(hidden.opening(INSPECTOR), hidden.clock)
    words = all_words(at.window)
    assert [said for _, said in words if secret.is_shown_by(said)]
    assert any(HUSHED in said for widget, said in words if not is_class(widget, at))
    held = reachable(at.review)
    assert any(isinstance(each, Suggestion) for each in held.values())
    assert [each for each in held.values() if secret.is_told_by(each)]
    assert [each for each in alive() if secret.is_told_by(each)]


@pytest.mark.parametrize(("degree", "terms"), HIDDEN)
def test_that_no_command_of_an_inspector_tells_a_hidden_prediction(hidden, secret, degree, terms):
    hidden.set_degree(degree, **terms)
    secret.bring_in(hidden)
    told = [hidden.run("next", "--as", INSPECTOR, "--json")]
    assert json.loads(told[0])["case"]["case_id"] == "case 1"
    assert labels_only(told[0])
    told.append(hidden.run("decide", "case 1", "Kind A", "--as", INSPECTOR, "--json"))
    out = hidden.folder / "own.csv"
    told.append(hidden.run("export", "decisions", "--out", out, "--as", INSPECTOR, "--json"))
    rows = out.read_text("utf-8")
    assert "case 1" in rows
    assert HUSHED not in rows
    assert not [said for said in (*told, rows) if secret.is_told_by(said)]


def labels_only(document: str) -> bool:
    """Say whether the label stands in the list of classes and nowhere else."""
    found = json.loads(document)

    def holders(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                yield from holders(each, f"{path}.{key}")
        elif isinstance(value, list):
            for each in value:
                yield from holders(each, path)
        elif HUSHED in str(value):
            yield path

    return all(path.endswith("labels") for path in holders(found, ""))


class Toasts:
    """What a toast said each time, how long it stays, and how it looks."""

    def __init__(self, toast: QWidget) -> None:
        self._toast = toast
        self.seen: list[tuple[str, str, bytes, list[int]]] = []

    def note(self, chosen: str) -> None:
        toast = self._toast
        marks = [
            bytes(label.pixmap().toImage().constBits())
            for label in toast.findChildren(Label)
            if not label.pixmap().isNull()
        ]
        stays = [timer.interval() for timer in toast.findChildren(QTimer)]
        said = toast.text().replace(chosen, "…")
        self.seen.append(
            (said, toast.accessibleName().replace(chosen, "…"), b"".join(marks), stays)
        )


@pytest.mark.parametrize(
    ("degree", "terms"),
    [
        pytest.param(Degree.SHADOW, {}, id="shadow"),
        pytest.param(Degree.ASSISTANCE, {"holdback_rate": 1.0}, id="holdback in assistance"),
    ],
)
def test_that_nothing_after_a_decision_tells_whether_the_model_agreed(
    place, start, monkeypatch, degree, terms
):
    monkeypatch.setattr(review_page, "TICK_MS", 10**8)
    monkeypatch.setattr(app, "LOOK_EVERY_MS", 10**8)
    place.set_degree(degree, **terms)
    for number in range(40):
        place.receive(1, "Scratch" if number % 2 else "Dent", 0.5 + number / 100)
    at = start(place.opening(INSPECTOR), place.clock)
    toasts, steps = Toasts(at.review.parts.toast), []
    background = at.program.background
    run = background.run

    def counting(*given, **more):
        if not more.get("reads"):
            steps.append(1)
        run(*given, **more)

    monkeypatch.setattr(background, "run", counting)
    asked = []
    for number in range(39):
        at.until_ready()
        until_waiting(at, 40 - number)
        label = "Scratch" if number % 3 else "Dent"
        reads, sent = place.clock.reads, len(steps)
        at.decide("2" if label == "Scratch" else "3")
        at.until_ready()
        until_waiting(at, 39 - number)
        asked.append((place.clock.reads - reads, len(steps) - sent))
        toasts.note(label)
    assert len(set(map(repr, toasts.seen))) == 1
    assert len(set(asked)) == 1
    decisions = [entry.body for entry in place.log("decision")]
    assert len(decisions) == 39


def until_waiting(at, n: int) -> None:
    """Wait until the screen has counted what is left."""
    at.until(lambda: at.review.flow.around.counts.waiting == n)


def test_that_a_supervisor_who_reviews_is_told_as_little(hidden, secret, start):
    hidden.set_degree(Degree.SHADOW)
    secret.bring_in(hidden)
    at = start(hidden.opening(SUPERVISOR), hidden.clock)
    look_everywhere(at, secret, places_of(HUSHED, all_words(at.window)))
    at.window.show_page("queue")
    queue = at.window.page("queue")
    at.until(lambda: queue.table.rowCount() == CASES)
    assert not [said for _, said in all_words(queue) if secret.is_shown_by(said)]
