from datetime import UTC, date, datetime, timedelta
from typing import Any

from hitl_app.domain.policy import Degree
from hitl_app.presentation import queue as words
from hitl_app.workflow.ports import CaseFilter, CaseRow, Window

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


def row(**given: Any) -> CaseRow:
    standard: dict[str, Any] = {
        "case_no": 1, "case_id": "48213", "arrived_at": NOW, "media": "a.png",
        "status": "decided", "human_label": "Crack", "decided_by": "M. Kraft",
        "decided_at": NOW, "predicted_label": "Scratch", "confidence": 0.64,
        "model_version": "4.2.0", "threshold": 0.95, "blind": True,
    }  # fmt: skip
    return CaseRow(**{**standard, **given})


def cells(one: CaseRow, *, supervisor: bool = True) -> dict[str, words.Cell]:
    columns = words.columns(supervisor=supervisor, pictures=True)
    return {column.title: column.cell(one, NOW, UTC) for column in columns}


def test_that_differing_answers_stand_bold_side_by_side() -> None:
    found = cells(row())
    assert (found["Person said"].bold, found["Model said"].bold) == (True, True)
    assert found["Same?"].text == "Differs"
    assert (found["Confidence"].text, found["Confidence"].tick) == ("0.64", 0.95)
    same = cells(row(predicted_label="Crack"))
    assert (same["Person said"].bold, same["Same?"].text) == (False, "Same")


def test_that_what_nobody_looked_at_is_not_compared() -> None:
    alone = cells(row(status="automatic", human_label=None, decided_by="", blind=None))
    assert (alone["Person said"].text, alone["Same?"].text) == ("–", "not compared")
    waits = cells(row(status="waiting", human_label=None, predicted_label=None, confidence=None))
    assert (waits["Model said"].text, waits["Same?"].text) == ("hidden while open", "waiting")
    audit = cells(row(predicted_label=None, confidence=None))
    assert audit["Model said"].text == "hidden while open"
    nothing = row(predicted_label=None, confidence=None, model_version=None)
    assert cells(nothing)["Model said"].text == "–"


def test_that_an_inspectors_columns_say_nothing_of_a_model() -> None:
    found = cells(row(decided_at=NOW - timedelta(days=3)), supervisor=False)
    assert set(found) == {"Picture", "Case", "Time", "Status", "I said"}
    assert found["Time"].text == "9 May 09:30"
    assert (
        cells(row(status="unsure", human_label=None), supervisor=False)["I said"].text == "Unsure"
    )
    assert len(words.columns(supervisor=False, pictures=False)) == 4


def test_that_a_row_is_read_aloud() -> None:
    assert words.row_aloud(row()) == (
        "Case 48213, decided, person Crack, model Scratch 0.64, differs"
    )
    assert words.row_aloud(row(predicted_label=None)) == "Case 48213, decided, person Crack"


def test_that_a_number_says_what_it_counts() -> None:
    assert words.how_many(60, None, more=True) == ("60", "newest cases; scroll for more")
    assert words.how_many(1, None, more=False) == ("1", "case")
    assert words.how_many(60, 1412, more=True) == ("1\u202f412", "cases")
    assert words.no_more_now("Disk full.").endswith("Disk full.")


def test_that_a_filter_is_said_in_words() -> None:
    window = Window(
        since=date(2026, 5, 1), until=date(2026, 5, 7), label="OK", reviewer="M. Kraft",
        model_version="4.2.0", degree=Degree.PARTIAL,
    )  # fmt: skip
    which = CaseFilter(
        window=window, human="Crack", model="Scratch", differs=True, blind=True, band=19
    )
    assert words.filter_words(which) == (
        "Person Crack, model Scratch, answers differ, blind, confidence 0.95 – 1.00, class OK, "
        "by M. Kraft, version 4.2.0, Partial automation, 1 – 7 May"
    )
    assert words.filter_words(CaseFilter()) == "All compared"
    assert words.filter_words(CaseFilter(blind=False, differs=False)) == (
        "Same answer, suggestion seen"
    )
    since, until = Window(since=date(2026, 5, 1)), Window(until=date(2026, 5, 1))
    assert words.filter_words(CaseFilter(window=since)) == "From 1 May 2026 on"
    assert words.filter_words(CaseFilter(window=until)) == "Until 1 May 2026"


def test_that_an_empty_list_says_why() -> None:
    def title(which: CaseFilter, narrowed: str = "", *, supervisor: bool = True) -> str:
        said = words.nothing_found(which, narrowed=narrowed, supervisor=supervisor)
        return f"{said.title}. {said.sentence}"

    assert title(CaseFilter(), "Blind") == (
        "No case matches this filter. “Blind” leaves out every case."
    )
    assert title(CaseFilter(status="unsure", search="x")) == (
        "No case matches. No case for Unsure and “x”."
    )
    assert title(CaseFilter()).startswith("No cases yet")
    assert title(CaseFilter(), supervisor=False).startswith("Nothing decided yet")
