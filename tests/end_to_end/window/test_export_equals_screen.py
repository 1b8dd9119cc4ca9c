"""What goes out is what is seen: tiles, CSV and command line say the same, to the last digit."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from hitl_app.domain.draw import draw
from hitl_app.domain.policy import Degree
from hitl_app.presentation import numbers
from hitl_app.statistics.intervals import wilson
from hitl_app.ui import workplace
from hitl_app.workflow import export, projects, review
from hitl_app.workflow.ports import Answer
from tests.end_to_end.window.conftest import ESCAPE, INSPECTOR, LABELS, SUPERVISOR, Place

pytestmark = pytest.mark.acceptance

FORMULA = "=1+1"
HARMLESS = f"'{FORMULA}"
DAY = 86_400
DAYS = (
    (Degree.SHADOW, {"threshold": 0.8}),
    (Degree.SHADOW, {"threshold": 0.8}),
    (Degree.ASSISTANCE, {"threshold": 0.8, "holdback_rate": 0.5}),
    (Degree.ASSISTANCE, {"threshold": 0.8, "holdback_rate": 0.5}),
    (Degree.PARTIAL, {"threshold": 0.8, "holdback_rate": 0.5, "audit_rate": 0.5}),
    (Degree.PARTIAL, {"threshold": 0.8, "holdback_rate": 0.5, "audit_rate": 0.5}),
)


class NamedFiles:
    """Answers at once where a file shall be written."""

    def __init__(self) -> None:
        self.file = Path()

    def save_as(
        self, title: str, suggested: str, kinds: list[str], then: Callable[[Path], None]
    ) -> None:
        assert suggested.endswith(".csv")
        assert title
        assert kinds
        then(self.file)


def work_a_week(place) -> None:
    """Have cases come in and be decided, under one degree after the other."""
    for degree, terms in DAYS:
        place.set_degree(degree, **terms)
        for number in range(40):
            sure = draw("sure", f"{degree}{place.count}") < 0.5
            confidence = 0.95 if sure else 0.6
            place.receive(1, said_of(place.count), confidence, text=f"plate {number}")
        decide_all(place)
        place.clock.go_on(DAY)


def said_of(number: int) -> str:
    right = LABELS[number % 4]
    wrong = draw("wrong", str(number)) < 0.2
    return LABELS[(number + 1) % 4] if wrong else right


def decide_all(place) -> None:
    with place.store() as store:
        project = projects.find_project(store, None)
        mia = projects.who_acts(store, INSPECTOR)
        while True:
            now = place.clock.now
            held = review.claim_next(store, project, mia, "history", now).value
            if held is None:
                return
            label = LABELS[held.case.case_no % 4 - 1]
            answer = Answer(decision_id=review.new_id(), case_no=held.case.case_no, label=label)
            review.decide(store, project, mia, answer, now)


@pytest.fixture
def files(monkeypatch) -> NamedFiles:
    answered = NamedFiles()
    monkeypatch.setattr(workplace, "QtDialogs", lambda _window: answered)
    return answered


@pytest.fixture(scope="module")
def week(tmp_path_factory) -> Path:
    """A workspace file with a week of review, to be copied."""
    place = Place(tmp_path_factory.mktemp("week")).set_up()
    work_a_week(place)
    place.receive(1, text="one more")
    return place.file


@pytest.fixture
def seen(week, empty, start, files):
    """The window of a supervisor at the figures of a week."""
    empty.clock.go_on(len(DAYS) * DAY)
    shutil.copy(week, empty.file)
    at = start(empty.opening(SUPERVISOR), empty.clock)
    at.window.show_page("agreement")
    page = at.window.page("agreement")
    at.until(lambda: page.found is not None)
    at.find("agreement.period.all").click()
    at.until(lambda: page.found.asked.period == "all")
    return at


def exported(at, files: NamedFiles, path: Path, *choices: str) -> list[dict[str, str]]:
    files.file = path
    press(at, "agreement.export")
    for choice in choices:
        press(at, f"agreement.export.{choice}")
    press(at, "agreement.export.save")
    run = at.window.page("agreement").run
    at.until(lambda: not run.is_running)
    assert str(path) in run.words, run.words
    return table(path)


def press(at, name: str) -> None:
    button: QAbstractButton = at.find(name)
    button.click()


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_that_tiles_and_csv_and_command_line_are_the_same_figures(seen, empty, files):
    told = json.loads(empty.run("agreement", "--json", "--as", SUPERVISOR))
    whole = seen.window.page("agreement").found.screen.seen.whole
    for part in ("blind", "assisted", "reviewed_only"):
        shown, said = getattr(whole, part), told[part]
        assert (said["n"], said["agreement"]) == (shown.n, shown.agreement)
        assert (said["ci_low"], said["ci_high"]) == tuple(shown.interval)
        assert (said["kappa"], said["ac1"]) == (shown.kappa, shown.ac1)
        assert said["confusion"] == shown.matrix.tolist()
    assert told["estimate"]["agreement"] == whole.estimate.agreement
    assert (told["estimate"]["ci_low"], told["estimate"]["ci_high"]) == whole.estimate.interval

    days = exported(seen, files, empty.folder / "days.csv", "rows.day")
    blind, assisted = told["blind"], told["assisted"]
    assert sum(int(row["n_compared"]) for row in days) == blind["n"]
    assert sum(int(row["n_assisted"]) for row in days) == assisted["n"]
    assert sum(int(row["n_cases"]) for row in days) == told["estimate"]["n_cases"]

    tiles_equal(seen, told)


def tiles_equal(at, told) -> None:
    """Hold each tile against what the command line said."""
    blind, assisted, estimate = told["blind"], told["assisted"], told["estimate"]
    compared = numbers.count(blind["n"] + assisted["n"])
    assert at.find("agreement.tile.compared").value() == compared
    for key, figures in (("blind", blind), ("seen", assisted), ("estimate", estimate)):
        tile = at.find(f"agreement.tile.{key}")
        assert tile.value() == numbers.percent(figures["agreement"])
        assert tile.interval() == numbers.percent_range(figures["ci_low"], figures["ci_high"])
    assert at.find("agreement.tile.kappa").value() == numbers.coefficient(blind["kappa"])


def test_that_the_tiles_can_be_worked_out_again_from_the_decisions(seen, empty, files):
    rows = exported(seen, files, empty.folder / "cases.csv", "rows.case")
    assert not any(row["retracted"] == "true" for row in rows)
    for key, blind in (("blind", "true"), ("seen", "false")):
        kept = [
            row
            for row in rows
            if row["reviewer"] and row["predicted_label"] and row["blind"] == blind
        ]
        agree = sum(row["label"] == row["predicted_label"] for row in kept)
        tile = seen.find(f"agreement.tile.{key}")
        assert len(kept) > 20
        assert tile.value() == numbers.percent(agree / len(kept))
        assert tile.interval() == numbers.percent_range(*wilson(agree, len(kept)))
    out = empty.folder / "by-command.csv"
    empty.run("export", "decisions", "--out", out, "--as", SUPERVISOR)
    assert table(out) == rows


def test_that_the_cells_are_the_matrix_of_screen_and_command_line(seen, empty, files):
    rows = exported(seen, files, empty.folder / "cells.csv", "rows.cell")
    told = json.loads(empty.run("agreement", "--json", "--as", SUPERVISOR))
    for part, blind in (("blind", "true"), ("assisted", "false")):
        cells = {
            (row["label"], row["predicted_label"]): int(row["n_cases"])
            for row in rows
            if row["blind"] == blind
        }
        matrix = [[cells.get((person, model), 0) for model in LABELS] for person in LABELS]
        assert matrix == told[part]["confusion"]
        assert sum(map(sum, matrix)) == told[part]["n"]


def test_that_a_formula_in_id_comment_or_field_cannot_run(place, start, files):
    fields = {FORMULA: FORMULA, "part": FORMULA}
    place.receive(1, "OK", case_id=FORMULA, text=FORMULA, fields=fields)
    place.receive(1, "OK", text="another")
    at = start(place.opening(SUPERVISOR), place.clock)
    assert at.case_id == FORMULA
    at.press("c")
    at.review.parts.comment.box.setPlainText(FORMULA)
    at.press(ESCAPE)
    at.decide("2")
    at.window.show_page("agreement")
    page = at.window.page("agreement")
    at.until(lambda: page.found is not None and not page.found.screen.is_empty)
    (row,) = exported(at, files, place.folder / "d.csv", "rows.case")
    assert (row["case_id"], row["comment"]) == (HARMLESS, HARMLESS)
    for what in ("cases", "decisions"):
        out = place.folder / f"{what}.csv"
        place.run("export", what, "--out", out, "--as", SUPERVISOR)
        cells = [cell for each in table(out) for cell in each.values() if cell]
        assert HARMLESS in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_that_stop_leaves_no_file(seen, empty, files, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 1)
    before = sorted(empty.folder.rglob("*"))
    files.file = empty.folder / "stopped.csv"
    press(seen, "agreement.export")
    press(seen, "agreement.export.rows.case")
    press(seen, "agreement.export.save")
    press(seen, "agreement.export.stop")
    run = seen.window.page("agreement").run
    seen.until(lambda: not run.is_running)
    assert run.words == "Stopped. No file was written."
    assert [path for path in sorted(empty.folder.rglob("*")) if path.suffix != ".db-shm"] == [
        path for path in before if path.suffix != ".db-shm"
    ]


def test_that_closing_the_window_ends_an_export_without_a_file(seen, empty, files, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 1)
    files.file = empty.folder / "closed.csv"
    press(seen, "agreement.export")
    press(seen, "agreement.export.rows.case")
    press(seen, "agreement.export.save")
    seen.window.close()
    seen.program.close()
    assert not list(empty.folder.glob("closed.csv*"))


def test_that_a_filter_on_the_screen_holds_for_the_file(seen, empty, files):
    page = seen.window.page("agreement")
    page.bar._asked = replace(page.bar.asked(), degree="shadow")  # noqa: SLF001  # as the picker does
    page.bar.changed.emit()
    seen.until(lambda: page.found.asked.degree == "shadow")
    rows = exported(seen, files, empty.folder / "shadow.csv", "rows.case")
    assert {row["degree"] for row in rows} == {"shadow"}
    told = json.loads(empty.run("agreement", "--json", "--degree", "shadow", "--as", SUPERVISOR))
    assert len(rows) == told["blind"]["n"] == page.found.screen.seen.whole.blind.n
    assert seen.find("agreement.tile.blind").value() == numbers.percent(told["blind"]["agreement"])
