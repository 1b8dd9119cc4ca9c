"""Which rows of an import every kind of workspace can keep."""

from collections.abc import Iterator, Mapping, Sequence

import orjson

from hitl_app.domain.keeping import MOST_SECONDS, NOT_TO_BE_KEPT, can_be_kept
from hitl_app.workflow.ports import Arrival, Refusal

LONGEST_TEXT = 40_000_000
LONGEST_PATH = 10_000
LONGEST_NAME = 200
MOST_ID_BYTES = 2000
"""An index of a server holds no longer ones."""


def sorted_out(rows: Sequence[Arrival]) -> tuple[Sequence[Arrival], list[Refusal]]:
    """Part the rows that every kind of workspace can keep from those that not each one can."""
    found = [(row, _unfit(row)) for row in rows]
    refused = [
        Refusal(line=row.line, case_id=_readable(row.case_id), reason=why)
        for row, why in found
        if why
    ]
    return ([row for row, why in found if not why], refused) if refused else (rows, refused)


def _unfit(row: Arrival) -> str:
    """Return why a row cannot be kept, empty where it can."""
    if not _is_plain(row):
        why = _unfit_text(row)
        if why:
            return why
    if row.recorded and row.recorded.seconds and not row.recorded.seconds <= MOST_SECONDS:
        return f"seconds is {row.recorded.seconds:g}. Leave it empty where it is not known."
    return "" if not row.fields else _unfit_fields(row.fields)


def _is_plain(row: Arrival) -> bool:
    """Say of most rows at one glance that their texts can be kept: they are all short."""
    prediction, recorded = row.prediction, row.recorded
    whole = row.case_id + row.media + row.text
    if prediction is not None:
        whole += prediction.model_version + prediction.label
        whole += prediction.explanation + prediction.stages
    if recorded is not None:
        whole += recorded.reviewer + recorded.label
    return len(whole) <= LONGEST_NAME and can_be_kept(whole)


def _unfit_text(row: Arrival) -> str:
    for name, text, longest in _texts_of(row):
        if not can_be_kept(text):
            return f"{name} holds {NOT_TO_BE_KEPT}. Take it out."
        if len(text) > longest:
            return f"{name} has {len(text)} characters; at most {longest} can be kept."
    if len(row.case_id.encode()) > MOST_ID_BYTES:
        return f"case_id takes more than {MOST_ID_BYTES} bytes. Give the case a shorter name."
    return ""


def _unfit_fields(fields: Mapping[str, object]) -> str:
    try:
        orjson.dumps(fields)
    except TypeError as error:
        return f"The fields cannot be kept: {error}."
    return ""


def _texts_of(row: Arrival) -> Iterator[tuple[str, str, int]]:
    yield "case_id", row.case_id, MOST_ID_BYTES
    yield "The path of the medium", row.media, LONGEST_PATH
    yield "text", row.text, LONGEST_TEXT
    if row.prediction is not None:
        yield "model_version", row.prediction.model_version, LONGEST_NAME
        yield "predicted_label", row.prediction.label, LONGEST_NAME
        yield "explanation", row.prediction.explanation, LONGEST_TEXT
        yield "stages", row.prediction.stages, LONGEST_TEXT
    if row.recorded is not None:
        yield "reviewer", row.recorded.reviewer, LONGEST_NAME
        yield "human_label", row.recorded.label, LONGEST_NAME


def _readable(text: str) -> str:
    return text.replace("\x00", "?").encode(errors="replace").decode()[:LONGEST_NAME]
