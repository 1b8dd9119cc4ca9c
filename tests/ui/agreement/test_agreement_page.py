from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.presentation import numbers
from hitl_app.ui.agreement.read_out import ReadOut
from hitl_app.ui.agreement.thumbs import Thumb
from hitl_app.ui.agreement.tiles import FigureTile
from hitl_app.workflow import agreement
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import CaseFilter, CaseRow

Keys = Qt.Key


def click(page: QWidget, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None, name
    button.click()


def tile(page: QWidget, key: str) -> FigureTile:
    found = page.findChild(FigureTile, f"agreement.tile.{key}")
    assert isinstance(found, FigureTile)
    return found


def all_cases(opened: Any, which: CaseFilter) -> list[CaseRow]:
    found: Sequence[tuple[int, CaseRow]] = agreement.compared_cases(
        opened.store, opened.project, opened.person, which, None, 100_000
    ).value
    return [row for _, row in found]


def texts(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_that_every_tile_shows_its_number_of_cases_and_interval(
    open_page: Any, month: Path
) -> None:
    page = open_page(month).page
    whole = page.found.screen.seen.whole
    blind = tile(page, "blind")
    assert blind.value() == numbers.percent(whole.blind.agreement)
    assert blind.interval() == numbers.percent_range(*whole.blind.interval)
    assert numbers.count(whole.blind.n) in blind.rests_on()
    assert tile(page, "compared").value() == numbers.count(whole.blind.n + whole.assisted.n)
    assert "reviewed cases only" in tile(page, "estimate").rests_on()
    assert "AC1" in tile(page, "kappa").rests_on()
    assert "blind" in tile(page, "seen").rests_on()


def test_that_arrows_step_through_the_points(open_page: Any, month: Path) -> None:
    page = open_page(month).page
    plot = page.content.chart.plot
    points = plot.chart().blind
    plot.setFocus()
    QTest.keyClick(plot, Keys.Key_Home)
    assert plot.current() == points[0]
    QTest.keyClick(plot, Keys.Key_Right)
    QTest.keyClick(plot, Keys.Key_Right)
    QTest.keyClick(plot, Keys.Key_Left)
    assert plot.current() == points[1]
    said = page.findChild(ReadOut, "agreement.chart.read_out").text()
    assert f"{points[1].differ} of {points[1].n} differ" in said
    QTest.keyClick(plot, Keys.Key_End)
    QTest.keyClick(plot, Keys.Key_Right)
    assert plot.current() == points[-1]


def test_that_a_point_opens_its_cases_and_again_the_queue(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    opened = open_page(month)
    plot, panel = opened.page.content.chart.plot, opened.page.content.cases
    plot.setFocus()
    QTest.keyClick(plot, Keys.Key_Home)
    QTest.keyClick(plot, Keys.Key_Return)
    chosen = panel.selection()
    assert chosen.count == plot.current().differ
    assert len(all_cases(opened, chosen.which)) == chosen.count
    QTest.keyClick(plot, Keys.Key_Return)
    assert opened.gone == [("queue", {"cases": chosen.which})]


def test_that_cell_panel_and_queue_have_the_same_number_of_cases(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    opened = open_page(month)
    content = opened.page.content
    for kind in ("seen", "blind"):
        click(opened.page, f"agreement.matrix.kind.{kind}")
        whole = opened.page.found.screen.seen.whole
        matrix = (whole.blind if kind == "blind" else whole.assisted).matrix
        content.matrix.matrix.select(0, 1)
        content.matrix.matrix.cell_activated.emit(0, 1)
        chosen = content.cases.selection()
        assert chosen.count == matrix[0, 1] > 0
        rows = all_cases(opened, chosen.which)
        assert len(rows) == chosen.count
        assert {(row.human_label, row.predicted_label) for row in rows} == {("OK", "=1+1")}
        assert content.cases.title.text() == numbers.cases(chosen.count)
        shown = min(24, chosen.count)
        qtbot.waitUntil(lambda n=shown: len(content.cases.findChildren(Thumb)) >= n)
    click(opened.page, "agreement.cases.open")
    assert opened.gone == [("queue", {"cases": chosen.which})]


def test_that_every_row_opens_as_many_cases_as_it_says(open_page: Any, month: Path) -> None:
    opened = open_page(month)
    content = opened.page.content
    for row in range(3):
        content.labels.rows.row_activated.emit(row)
        chosen = content.cases.selection()
        assert len(all_cases(opened, chosen.which)) == chosen.count
    for kind in ("person", "degree", "model"):
        click(opened.page, f"agreement.parts.kind.{kind}")
        content.parts.rows.row_activated.emit(0)
        chosen = content.cases.selection()
        assert len(all_cases(opened, chosen.which)) == chosen.count > 0


def test_that_every_tile_opens_as_many_cases_as_it_says(open_page: Any, month: Path) -> None:
    opened = open_page(month)
    for key in ("blind", "compared", "seen"):
        tile(opened.page, key).opened.emit()
        chosen = opened.page.content.cases.selection()
        assert len(all_cases(opened, chosen.which)) == chosen.count > 0


def test_that_a_missing_picture_is_a_state_and_not_the_end(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    page = open_page(month).page
    states = ("shown", "missing")
    for state in states:
        qtbot.waitUntil(lambda s=state: s in [t.state() for t in page.findChildren(Thumb)])


def test_that_the_same_numbers_are_shown_as_a_table(open_page: Any, month: Path) -> None:
    page = open_page(month).page
    chart = page.content.chart
    chart.plot.setFocus()
    QTest.keyClick(chart.plot, Keys.Key_T)
    assert chart.as_table()
    rows = chart.table.model().rowCount()
    assert rows == len(chart.plot.chart().blind) + len(chart.plot.chart().assisted)
    QTest.keyClick(chart.table, Keys.Key_Escape)
    assert not chart.as_table()


def test_that_e_goes_to_the_next_event_and_enter_opens_it(open_page: Any, month: Path) -> None:
    opened = open_page(month)
    chart = opened.page.content.chart
    chart.plot.setFocus()
    QTest.keyClick(chart.plot, Keys.Key_Home)
    QTest.keyClick(chart.plot, Keys.Key_E)
    event = chart.lanes.current()
    assert "Good enough on day 12" in event.story
    QTest.keyClick(chart.plot, Keys.Key_Return)
    assert opened.gone == [("automation", {"version": event.version})]


def test_that_a_click_on_an_event_opens_it_and_its_story_is_a_tooltip(
    open_page: Any, month: Path
) -> None:
    opened = open_page(month)
    lanes = opened.page.content.chart.lanes
    box, event, _ = lanes.event_boxes()[-1]
    assert BOSS_AND_REASON in lanes.told_at(box.center()).replace("\n", " ")
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=box.center())
    assert opened.gone == [("automation", {"version": event.version})]


BOSS_AND_REASON = "by Anna Silva “Good enough on day 20”"


def test_that_dragging_zooms_and_a_double_click_shows_all(open_page: Any, month: Path) -> None:
    plot = open_page(month).page.content.chart.plot
    whole = plot.view()
    left, right = plot.frame()
    viewport = plot._plot.viewport()  # noqa: SLF001  # the pointer is there
    middle = viewport.height() // 2
    points = [QPoint(left + (right - left) * k // 10, middle) for k in (3, 5, 7)]
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=points[0])
    QTest.mouseMove(viewport, points[1])
    QTest.mouseMove(viewport, points[2])
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=points[2])
    low, high = plot.view()
    assert whole[0] < low < high < whole[1]
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=points[1])
    assert plot.view() == whole


def test_that_a_split_shows_small_charts_with_the_same_axes(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    page = open_page(month).page
    for split, expected in (("class", 3), ("person", 2), ("model", 2)):
        click(page, f"agreement.split.{split}")
        qtbot.waitUntil(lambda s=split: page.found.asked.split == s)
        charts = page.found.charts
        assert len(charts) == len(page.content.chart.small.plots()) == expected
        assert len({(chart.low, chart.first, chart.last) for chart in charts}) == 1
    whole = page.found.screen.seen.whole.blind.n
    assert sum(point.n for chart in charts for point in chart.blind) == whole


def test_that_persons_with_few_cases_are_not_shown_and_nobody_is_ranked(
    open_page: Any, month: Path
) -> None:
    page = open_page(month).page
    rows = page.found.screen.by_person
    assert [row.name for row in rows] == sorted(row.name for row in rows)
    few = next(row for row in rows if row.name == "Dan Novak")
    assert few.n < 30
    assert few.point is None
    assert "for talking, not for ranking" in texts(page)


def test_that_figures_by_person_can_be_switched_off(open_page: Any, month: Path) -> None:
    page = open_page(month, by_person_figures=False).page
    assert page.findChild(QAbstractButton, "agreement.split.person") is None
    assert page.findChild(QAbstractButton, "agreement.parts.kind.person") is None
    assert "switched off" in texts(page)
    assert "Ben Ito" not in page.content.parts.rows.accessibleDescription()


def test_that_the_page_looks_again_only_when_it_must(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    opened = open_page(month)
    page, first = opened.page, opened.page.found
    background = opened.desk.background
    background.run(lambda _store: Outcome(None, Changes.QUEUE | Changes.PEOPLE), lambda _none: None)
    background.run(lambda _store: Outcome("waited"), lambda _words: None)
    qtbot.waitUntil(lambda: not page.again.isActive())
    assert page.found is first
    background.run(lambda _store: Outcome(None, Changes.DECISIONS), lambda _none: None)
    qtbot.waitUntil(lambda: page.found is not first)


def test_that_a_hidden_page_waits_until_it_is_shown(
    open_page: Any, month: Path, qtbot: QtBot
) -> None:
    page = open_page(month).page
    first = page.found
    page.hide()
    page.desk.background.changed.emit(Changes.POLICY)
    assert not page.again.isActive()
    page.show()
    page.page_shown()
    qtbot.waitUntil(lambda: page.found is not first)


def test_that_an_error_is_told_in_its_card_and_can_be_tried_again(
    open_page: Any, month: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(month).page
    real = agreement.overview

    def broken(*_arguments: object) -> None:
        raise Unavailable("The disk cannot be read now.")

    monkeypatch.setattr(agreement, "overview", broken)
    click(page, "agreement.period.30")
    qtbot.waitUntil(lambda: "The disk cannot be read now." in texts(page))
    assert tile(page, "blind").isVisible()
    monkeypatch.setattr(agreement, "overview", real)
    again = [b for b in page.content.chart.findChildren(QAbstractButton) if b.text() == "Try again"]
    again[0].click()
    qtbot.waitUntil(lambda: page.found.asked.period == "30")
    assert page.content.chart.plot.isVisible()


def test_that_the_chart_is_copied_as_a_picture_with_its_numbers(
    open_page: Any, month: Path
) -> None:
    page = open_page(month).page
    click(page, "agreement.copy")
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.hasImage()
    copied_text = copied.text()
    lines = copied_text.splitlines()
    chart = page.content.chart.plot.chart()
    assert len(lines) == 1 + len(chart.blind) + len(chart.assisted)
    assert sum(int(line.split(",")[7]) for line in lines[1:] if line.split(",")[3] == "1") == sum(
        point.n for point in chart.blind
    )
    page.content.chart.copier.release()
    assert QGuiApplication.clipboard().text() == copied_text


def test_that_a_days_own_range_is_looked_at(open_page: Any, month: Path, qtbot: QtBot) -> None:
    page = open_page(month).page
    first = page.found
    click(page, "agreement.period.own")
    qtbot.waitUntil(lambda: page.found is not first)
    assert page.found.screen.seen.window.since == first.screen.days[0]
    assert page.found.screen.seen.whole.blind.n == first.screen.seen.whole.blind.n


def test_that_nothing_decided_yet_is_said(open_page: Any, history: Any, tmp_path: Path) -> None:
    opened = open_page(tmp_path / "small.db")
    assert "No decisions yet" in texts(opened.page)


def test_that_too_few_cases_give_no_rate(open_page: Any, history: Any, tmp_path: Path) -> None:
    history.policy(0, PolicyTerms(degree=Degree.SHADOW))
    history.day(1, 12)
    page = open_page(tmp_path / "small.db").page
    assert "Too few compared cases for a rate: 12." in texts(page)
    assert tile(page, "blind").value() == tile(page, "kappa").value() == "n/a"


def test_that_one_class_alone_has_no_kappa(open_page: Any, history: Any, tmp_path: Path) -> None:
    history.policy(0, PolicyTerms(degree=Degree.SHADOW))
    history.day(1, 30, label="OK")
    page = open_page(tmp_path / "small.db").page
    assert tile(page, "blind").value() == numbers.percent(1.0)
    assert (tile(page, "kappa").value(), tile(page, "kappa").interval()) == (
        "n/a",
        "one class only",
    )


def test_that_what_nobody_audited_is_unknown(open_page: Any, history: Any, tmp_path: Path) -> None:
    terms = PolicyTerms(degree=Degree.PARTIAL, threshold=0.9, audit_rate=0.0, holdback_rate=1.0)
    history.policy(0, terms)
    history.day(1, 80)
    page = open_page(tmp_path / "small.db").page
    estimate = page.found.screen.seen.whole.estimate
    assert estimate.unknown_cases > 0
    assert tile(page, "estimate").unknown() == f"{estimate.unknown_cases} unknown"


def test_that_people_who_cannot_see_hear_what_the_chart_shows(open_page: Any, month: Path) -> None:
    page = open_page(month).page
    said = page.content.chart.plot.accessibleDescription()
    assert said.startswith("Blind agreement, 31 days, now ")
    unnamed = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and not widget.accessibleName()
    ]
    assert not unnamed
