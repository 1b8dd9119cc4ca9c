"""From the cells of a row to what it says: a case, a prediction, a past decision."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from hitl_app.domain.case import Prediction
from hitl_app.files.trouble import MediumUnavailable, told
from hitl_app.files.values import (
    BadRow,
    amount_of,
    boolean_of,
    json_of,
    known,
    object_of,
    probabilities_of,
    share_of,
    stages_of,
    text_of,
    time_of,
    to_json,
)
from hitl_app.files.words import quoted
from hitl_app.workflow.ports import Arrival, RecordedDecision

if TYPE_CHECKING:  # only an import that copies media waits for what copying needs
    from hitl_app.files.media_copies import MediaCopies

_CASE = ("case_id", "image", "audio", "text", "arrived_at")
_PREDICTION = ("model_version", "predicted_label", "confidence")
_MORE_PREDICTION = ("probabilities", "latency_ms", "explanation", "stages")
_DECISION = ("reviewer", "human_label", "decided_at", "prediction_shown", "seconds")

COLUMNS = (*_CASE, *_PREDICTION, *_MORE_PREDICTION, *_DECISION, "fields")
"""Columns with a meaning, in the order in which ``RowReader`` wants their cells."""

_FIRST_DECISION = COLUMNS.index(_DECISION[0])
_NO_PREDICTION = ("",) * len(_PREDICTION + _MORE_PREDICTION)
_NO_MORE = ("",) * len(_MORE_PREDICTION)
_NO_DECISION = ("",) * len(_DECISION)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows for one project; ``folder`` is where relative paths begin.

    With ``copies`` each medium is copied, and the case has the address of its copy.
    """

    folder: str
    labels: Mapping[str, str]
    zone: tzinfo | None
    copies: "MediaCopies | None" = None

    @classmethod
    def of(
        cls,
        folder: Path,
        labels: Sequence[str],
        zone: tzinfo | None,
        copies: "MediaCopies | None" = None,
    ) -> "RowReader":
        """Return a reader for a file that lies in ``folder``."""
        return cls(os.path.realpath(folder), {label: label for label in labels}, zone, copies)

    def arrival(self, line: int, cells: Sequence[object], fields: dict[str, object]) -> Arrival:
        """Read the cells of COLUMNS (empty text where there is none), and the other ones.

        Raises:
            BadRow: with the first thing that is wrong.
        """
        case_id, image, audio, text, arrived_at = cells[:5]
        prediction, decision = cells[5:_FIRST_DECISION], cells[_FIRST_DECISION:-1]
        if cells[-1] != "":
            fields.update(object_of(cells[-1], "fields"))
        # Most cells are empty in most rows: what is empty is not asked about.
        return Arrival(
            line=line,
            case_id=case_id_of(case_id),
            arrived_at=time_of(arrived_at, "arrived_at", self.zone) if arrived_at != "" else None,
            media=self.media(image, audio) if image != "" or audio != "" else "",
            text=text_of(text, "text") if text != "" else "",
            fields=fields,
            prediction=self.prediction(prediction) if prediction != _NO_PREDICTION else None,
            recorded=self.decision(decision) if decision != _NO_DECISION else None,
        )

    def media(self, image: object, audio: object) -> str:
        """Read the picture or the sound of a case."""
        if audio == "":
            return self.path(image, "picture", "image")
        if image == "":
            return self.path(audio, "sound file", "audio")
        raise BadRow("The row names an image and an audio. A case has one of them.")

    def path(self, value: object, what: str, column: str) -> str:
        """Read the path of a file that must be there; an address is taken as it is."""
        path = text_of(value, column)
        if "://" in path:
            return self.copied(path, what)
        absolute = os.path.isabs(path)  # noqa: PTH117  # five times as quick, a million times
        whole = os.path.normpath(path if absolute else f"{self.folder}/{path}")
        if os.path.isfile(whole):  # noqa: PTH113  # as above
            return self.copied(whole, what)
        raise BadRow(
            f"The {what} {quoted(path)} does not exist beside the file. Looked for {whole}."
        )

    def copied(self, address: str, what: str) -> str:
        """Return the address of the copy where media are copied, else the address itself."""
        if self.copies is None:
            return address
        try:
            return self.copies.copy_of(address)
        except MediumUnavailable as error:
            raise BadRow(f"The {what} {told(address)} cannot be copied: {error.why}.") from None

    def label(self, value: object, column: str) -> str:
        """Read a label of the project."""
        found = self.labels.get(value) if isinstance(value, str) else None
        if found is None:
            found = self.labels.get(text_of(value, column).strip())
        if found is None:
            raise BadRow(f"{column} {quoted(value)} is no label. {known(tuple(self.labels))}")
        return found

    def prediction(self, cells: Sequence[object]) -> Prediction:
        """Read what a model said."""
        version, label, confidence = cells[:3]
        if version == "" or label == "" or confidence == "":
            raise BadRow(_incomplete(cells))
        prediction = Prediction(
            model_version=text_of(version, "model_version"),
            label=self.label(label, "predicted_label"),
            confidence=share_of(confidence, "confidence"),
        )
        return prediction if cells[3:] == _NO_MORE else self.with_more(prediction, cells[3:])

    def with_more(self, prediction: Prediction, cells: Sequence[object]) -> Prediction:
        """Read what else a model may say."""
        probabilities, latency, explanation, stages = cells
        return replace(
            prediction,
            probabilities=(
                probabilities_of(probabilities, tuple(self.labels)) if probabilities != "" else None
            ),
            latency_ms=amount_of(latency, "latency_ms"),
            explanation=self.explanation(explanation),
            stages=stages_of(stages) if stages != "" else "",
        )

    def explanation(self, value: object) -> str:
        """Read the path of a heat map, or JSON of boxes or attributions."""
        if value == "":
            return ""
        if isinstance(value, str) and not value.lstrip().startswith(("{", "[")):
            return self.path(value, "explanation", "explanation")
        return to_json(json_of(value, "explanation"))

    def decision(self, cells: Sequence[object]) -> RecordedDecision | None:
        """Read a past decision; blind unless it says that the prediction was shown."""
        reviewer, label, decided_at, shown, seconds = cells
        decision = RecordedDecision(
            reviewer=text_of(reviewer, "reviewer").strip(),
            label="" if label == "" else self.label(label, "human_label"),
            decided_at=time_of(decided_at, "decided_at", self.zone),
            prediction_shown=boolean_of(shown, "prediction_shown") if shown != "" else False,
            seconds=amount_of(seconds, "seconds"),
        )
        if decision.reviewer and decision.label:
            return decision
        _check_no_half_decision(decision)
        return None


def _check_no_half_decision(decision: RecordedDecision) -> None:
    if decision.reviewer:
        raise BadRow("The row has a reviewer and no human_label. Give both or neither.")
    if decision.label:
        raise BadRow("The row has a human_label and no reviewer. Give both or neither.")
    if decision.decided_at is not None or decision.seconds is not None:
        raise BadRow("decided_at and seconds need a decision: give reviewer and human_label too.")


def case_id_of(value: object) -> str:
    """Read the name of a case."""
    case_id = text_of(value, "case_id").strip()
    if not case_id:
        raise BadRow("The row has no case_id. Give every case a name of its own.")
    return case_id


def _incomplete(cells: Sequence[object]) -> str:
    missing = [name for name, cell in zip(_PREDICTION, cells, strict=False) if cell == ""]
    return (
        f"The prediction is incomplete: {' and '.join(missing)} missing. A prediction has "
        f"model_version, predicted_label and confidence, or none of them."
    )
