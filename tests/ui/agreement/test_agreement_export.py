import csv
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.files.tables_out import PLAIN, FileExports
from hitl_app.presentation import numbers
from hitl_app.workflow import agreement, export
from hitl_app.workflow.agreement import By
from hitl_app.workflow.ports import TableFile, TableStyle, Window


def click(page: QWidget, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None, name
    button.click()


def read(path: Path, *, comma: bool = False) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";" if comma else ","))


def number(text: str) -> float:
    return float(text.replace(",", ".")) if text else 0.0


def written(
    opened: Any, dialogs: Any, qtbot: QtBot, path: Path, *choices: str
) -> list[dict[str, str]]:
    """Choose in the dialog, write, and read the file again."""
    page = opened.page
    dialogs.file = path
    click(page, "agreement.export")
    for choice in choices:
        click(page, f"agreement.export.{choice}")
    click(page, "agreement.export.save")
    qtbot.waitUntil(lambda: not page.run.is_running)
    assert str(path) in page.run.words, page.run.words
    return read(path, comma="numbers.comma" in choices)


@pytest.mark.parametrize("comma", [False, True])
def test_that_the_sums_of_the_days_are_the_tiles(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path, comma: bool
) -> None:
    opened = open_page(month)
    form = "numbers.comma" if comma else "numbers.point"
    rows = written(opened, dialogs, qtbot, tmp_path / "a.csv", "rows.day", form)
    whole = opened.page.found.screen.seen.whole
    assert sum(int(row["n_compared"]) for row in rows) == whole.blind.n
    assert sum(int(row["n_assisted"]) for row in rows) == whole.assisted.n
    assert sum(int(row["n_cases"]) for row in rows) == whole.n_cases
    agree = sum(int(row["n_compared"]) * number(row["agreement"]) for row in rows)
    assert agree / whole.blind.n == pytest.approx(whole.blind.agreement)
    assert (tmp_path / "a_about.txt").read_text("utf-8").startswith("Project: Plate line 4")


def test_that_decisions_recompute_the_agreement(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_page(month)
    rows = written(opened, dialogs, qtbot, tmp_path / "d.csv", "rows.case")
    whole = opened.page.found.screen.seen.whole
    compared = [row for row in rows if row["reviewer"] and row["predicted_label"]]
    for blind, part in (("true", whole.blind), ("false", whole.assisted)):
        kept = [row for row in compared if row["blind"] == blind]
        assert len(kept) == part.n
        same = sum(row["label"] == row["predicted_label"] for row in kept)
        assert same / len(kept) == pytest.approx(part.agreement)
    assert {row["label"] for row in rows} == {"OK", "'=1+1", "Crack"}
    assert not any("Ito" in row["reviewer"] for row in rows)


def test_that_names_are_left_out_or_written_as_wished(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_page(month)
    rows = written(opened, dialogs, qtbot, tmp_path / "n.csv", "rows.case", "names.names")
    assert "Ben Ito" in {row["reviewer"] for row in rows}
    rows = written(opened, dialogs, qtbot, tmp_path / "o.csv", "rows.case", "names.none")
    assert {row["reviewer"] for row in rows} == {""}


def test_that_a_row_for_each_cell_is_the_matrix(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_page(month)
    rows = written(opened, dialogs, qtbot, tmp_path / "m.csv", "rows.cell")
    whole = opened.page.found.screen.seen.whole
    for blind, part in (("true", whole.blind), ("false", whole.assisted)):
        kept = [row for row in rows if row["blind"] == blind]
        assert sum(int(row["n_cases"]) for row in kept) == part.n
        assert len(kept) == (part.matrix > 0).sum()
        crack = [row for row in kept if row["label"] == "Crack"]
        assert sum(number(row["share_of_label"]) for row in crack) == pytest.approx(1)
    only = written(opened, dialogs, qtbot, tmp_path / "b.csv", "rows.cell", "blind.blind")
    assert only == [row for row in rows if row["blind"] == "true"]


def test_that_blind_alone_says_nothing_of_assisted_cases(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_page(month)
    rows = written(opened, dialogs, qtbot, tmp_path / "a.csv", "rows.day", "blind.blind")
    assert {row["n_assisted"] + row["agreement_assisted"] for row in rows} == {""}
    assert dialogs.asked[-1].endswith("_blind.csv")


def test_that_days_and_classes_add_up(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_page(month)
    rows = written(opened, dialogs, qtbot, tmp_path / "c.csv", "rows.day_class")
    whole = opened.page.found.screen.seen.whole.blind
    for place, label in enumerate(("OK", "'=1+1", "Crack")):
        mine = [row for row in rows if row["group"] == label]
        assert sum(int(row["n_compared"]) for row in mine) == whole.matrix[place].sum()


def test_that_the_first_rows_are_shown_as_they_will_be_written(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    page = open_page(month).page
    click(page, "agreement.export")
    qtbot.waitUntil(lambda: page.export.preview().startswith("period_start,period_end"))
    assert len(page.export.preview().splitlines()) == 4
    click(page, "agreement.export.numbers.comma")
    qtbot.waitUntil(lambda: page.export.preview().startswith("period_start;period_end"))


class SlowExports(FileExports):
    """Writes a row, then waits until it is told to go on."""

    def __init__(self) -> None:
        self.began, self.may_go_on = threading.Event(), threading.Event()

    def table(
        self, path: Path, columns: Sequence[str], style: TableStyle = PLAIN
    ) -> AbstractContextManager[TableFile]:
        return self._slowly(super().table(path, columns, style))

    @contextmanager
    def _slowly(self, inner: AbstractContextManager[TableFile]) -> Iterator[TableFile]:
        with inner as table:
            yield SlowTable(table, self)


class SlowTable:
    def __init__(self, table: TableFile, owner: SlowExports) -> None:
        self._table, self._owner = table, owner

    def write(self, row: Sequence[object]) -> None:
        self._table.write(row)
        self._owner.began.set()
        assert self._owner.may_go_on.wait(10)


def test_that_stop_leaves_no_file_and_says_so(
    open_page: Any,
    month: Path,
    dialogs: Any,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "PAGE", 10)
    slow = SlowExports()
    page = open_page(month, exports=slow).page
    dialogs.file = tmp_path / "stopped.csv"
    click(page, "agreement.export")
    click(page, "agreement.export.rows.case")
    click(page, "agreement.export.save")
    qtbot.waitUntil(slow.began.is_set)
    click(page, "agreement.export.stop")
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: not page.run.is_running)
    assert page.run.words == "Stopped. No file was written."
    assert not page.run.failed
    assert list(tmp_path.iterdir()) == []


def test_that_writing_goes_on_when_the_dialog_is_closed(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    slow = SlowExports()
    page = open_page(month, exports=slow).page
    dialogs.file = tmp_path / "all.csv"
    click(page, "agreement.export")
    click(page, "agreement.export.save")
    qtbot.waitUntil(slow.began.is_set)
    page.export.shut()
    button = page.findChild(QAbstractButton, "agreement.export")
    assert button.text().startswith("Writing")
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: not page.run.is_running)
    assert button.text() == "Export CSV"
    assert "written to" in page.toast.text()
    assert dialogs.file.exists()


def test_that_what_goes_wrong_is_told_in_words(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_page(month).page
    dialogs.file = tmp_path / "nowhere" / "a.csv"
    click(page, "agreement.export")
    click(page, "agreement.export.save")
    qtbot.waitUntil(lambda: page.run.failed)
    assert "Traceback" not in page.run.words
    assert page.run.words.endswith(".")


def test_that_the_list_of_a_cell_holds_its_cases(
    open_page: Any, month: Path, dialogs: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_page(month).page
    chosen = page.content.cases.selection()
    dialogs.file = tmp_path / "cases.csv"
    click(page, "agreement.cases.csv")
    qtbot.waitUntil(lambda: "written to" in page.toast.text())
    rows = read(dialogs.file)
    assert len(rows) == chosen.count
    assert page.content.cases.title.text() == numbers.cases(chosen.count)
    assert {row["label"] for row in rows} <= {"OK", "'=1+1", "Crack"}
    assert all(row["label"] != row["predicted_label"] for row in rows)


def test_that_a_report_by_person_is_what_the_screen_shows(open_page: Any, month: Path) -> None:
    opened = open_page(month)
    report = agreement.report(
        opened.store, opened.project, opened.person, Window(), By.REVIEWER
    ).value
    on_screen = {row.key: row.n for row in opened.page.found.screen.by_person}
    assert {group.key: group.figures.blind.n for group in report.groups} == on_screen
