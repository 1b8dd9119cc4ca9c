from datetime import date

import numpy as np

from hitl_app.presentation import numbers
from hitl_app.presentation.agreement import Asked, screen
from hitl_app.presentation.agreement_cases import most_frequent_difference
from hitl_app.presentation.agreement_chart import (
    chart,
    data,
    everything,
    share_ticks,
    table_columns,
    table_rows,
    time_ticks,
)
from hitl_app.presentation.agreement_export import Choice, preview_text, progress_words
from hitl_app.presentation.agreement_tiles import TileWords, tiles
from hitl_app.statistics.agreement import agreement_of
from hitl_app.statistics.estimates import Stratum, stratified
from hitl_app.workflow.agreement import Figures, Group, Overview
from hitl_app.workflow.export import Seen, What
from hitl_app.workflow.ports import TableStyle, Window

LABELS = ("good", "bad")
NOTHING = ((0, 0), (0, 0))
TODAY = date(2026, 5, 12)
Table = tuple[tuple[int, int], tuple[int, int]]


def figures(blind: Table, assisted: Table = NOTHING, unknown: int = 0) -> Figures:
    seen = agreement_of(np.array(blind))
    strata = [Stratum("people", seen.n, seen.n, int(seen.matrix.trace()))]
    if unknown:
        strata.append(Stratum("automated", unknown, 0, 0))
    return Figures(
        n_cases=seen.n + unknown,
        blind=seen,
        assisted=agreement_of(np.array(assisted)),
        estimate=stratified([stratum for stratum in strata if stratum.n_cases]),
    )


def overview(whole: Figures, before: Figures | None = None) -> Overview:
    return Overview(
        labels=LABELS,
        window=Window(since=date(2026, 5, 1), until=TODAY),
        first_day=date(2026, 4, 1),
        whole=whole,
        before=before,
        periods=(Group("2026-05-03", whole, date(2026, 5, 3), date(2026, 5, 3)),),
        by_label=(),
        by_person=(),
        by_degree=(),
        by_model=(),
        model_days={},
        policies=(),
    )


def shown(whole: Figures, before: Figures | None = None) -> dict[str, TileWords]:
    keys = ("blind", "estimate", "kappa", "compared", "seen")
    return dict(zip(keys, tiles(overview(whole, before)), strict=True))


def test_that_no_rate_is_given_for_fewer_than_twenty_cases() -> None:
    few = shown(figures(((10, 1), (1, 7)), ((9, 1), (0, 9))))
    assert {few[key].value for key in ("blind", "estimate", "kappa", "seen")} == {"n/a"}
    assert few["compared"].value == "38"
    assert few["blind"].beside == "too few: 19"


def test_that_one_class_has_no_kappa_and_it_is_never_0() -> None:
    tile = shown(figures(((40, 0), (0, 0))))["kappa"]
    assert (tile.value, tile.beside) == ("n/a", "one class only")
    assert "not 0" in tile.help


def test_that_ac1_stands_beside_kappa() -> None:
    tile = shown(figures(((118, 5), (2, 0))))["kappa"]
    assert tile.value == "−0.02"
    assert tile.note.startswith("AC1 0.94")


def test_that_a_change_inside_the_noise_is_neutral_and_a_clear_one_is_marked() -> None:
    now = figures(((90, 10), (10, 90)))
    assert shown(now, figures(((91, 9), (10, 90))))["blind"].state == "text2"
    better = shown(now, figures(((60, 40), (40, 60))))["blind"]
    assert (better.mark, better.state, better.icon) == ("+30.0", "ok", "trend-up")
    worse = shown(now, figures(((100, 0), (0, 100))))["blind"]
    assert (worse.mark, worse.state) == ("−10.0", "warn")


def test_that_a_window_before_with_few_cases_gives_no_change() -> None:
    assert shown(figures(((90, 10), (10, 90))), figures(((5, 0), (0, 5))))["blind"].mark == ""


def test_that_the_gap_to_blind_is_watched_when_it_is_clear() -> None:
    tile = shown(figures(((80, 20), (20, 80)), ((99, 1), (1, 99))))["seen"]
    assert (tile.mark, tile.state) == ("watch", "warn")
    assert tile.note.startswith("19.0 points above blind")
    same = shown(figures(((80, 20), (20, 80)), ((80, 20), (20, 80))))["seen"]
    assert same.mark == ""


def test_that_what_nobody_audited_is_named_unknown() -> None:
    tile = shown(figures(((80, 20), (20, 80)), unknown=300))["estimate"]
    assert tile.unknown == "300 unknown"
    assert "nobody audited" in tile.help
    assert tile.note == f"reviewed cases only {numbers.percent(0.8)}"


def test_that_an_empty_window_is_all_na() -> None:
    empty = screen(overview(figures(NOTHING)), TODAY)
    assert empty.has_nothing
    assert {tile.value for tile in empty.tiles} == {"n/a", "0"}
    assert empty.too_few.startswith("Too few compared cases for a rate: 0.")


def test_that_own_days_are_put_in_order_and_periods_end_today() -> None:
    asked = Asked(period="own", own=(date(2026, 5, 9), date(2026, 5, 3)))
    assert asked.window(TODAY) == Window(since=date(2026, 5, 3), until=date(2026, 5, 9))
    assert Asked(period="7").window(TODAY).since == date(2026, 5, 6)
    assert Asked(period="all").window(TODAY) == Window()


def test_that_table_and_clipboard_hold_every_point() -> None:
    seen = overview(figures(((40, 5), (5, 40)), ((30, 1), (1, 30))))
    made = chart(seen.periods, everything, (date(2026, 5, 1), TODAY), (), seen.window, "=SUM(A1)")
    assert len(table_rows([made])) == 2
    assert len(table_columns([made, made], "Class")) == len(table_rows([made, made])[0])
    lines = data([made]).splitlines()
    assert lines[1].startswith("'=SUM(A1),2026-05-03,2026-05-03,1,0.888889,")
    assert lines[1].endswith(",90,10")


def test_that_ticks_fit_and_begin_on_mondays() -> None:
    low = date(2026, 3, 14).toordinal()
    for most in (2, 5, 10, 70):
        ticks = time_ticks(low, low + 60, most)
        assert 0 < len(ticks) <= most
        if len(ticks) < 30:
            assert all(date.fromordinal(int(at)).weekday() == 0 for at, _ in ticks)
    for lowest in (0.0, 0.52, 0.9, 0.94):
        ticks = share_ticks(lowest)
        assert 1 < len(ticks) <= 6
        assert ticks[-1][0] == 1


def test_that_the_most_frequent_difference_lies_off_the_diagonal() -> None:
    assert most_frequent_difference([[90, 3], [4, 50]]) == (1, 0)
    assert most_frequent_difference([[90, 0], [0, 50]]) is None


def test_that_choices_become_the_wish_of_the_workflow() -> None:
    wish = Choice(rows="cell", blind_only=True, decimal_comma=True).wish(Window())
    assert (wish.what, wish.by_cell, wish.seen) == (What.AGREEMENT, True, Seen.BLIND)
    assert wish.style == TableStyle(bom=True, decimal_comma=True)
    assert Choice().wish(Window()).names == "codes"
    assert Choice(rows="case").wish(Window()).what is What.DECISIONS


def test_that_the_preview_is_written_like_the_file() -> None:
    rows = [("=1+1", 0.5, None, True), ('a;"b"', 1, date(2026, 5, 3), False)]
    text = preview_text(("a", "b", "c", "d"), rows, TableStyle(decimal_comma=True))
    assert text.splitlines()[1:] == ["'=1+1;0,5;;true", '"a;""b""";1;2026-05-03;false']


def test_that_progress_says_how_much_is_left() -> None:
    words = progress_words(5210, 8960, 5.0)
    assert words == f"Writing  5{numbers.NARROW}210 of 8{numbers.NARROW}960 rows, about 4 s"
    assert progress_words(0, None, 0.0) == "Writing"
