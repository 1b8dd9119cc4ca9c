"""Let the exported model say what it thinks of every served case, as it would in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hitl_app.demo.files import CLASSES, DemoFiles, read_model_hash, read_rows
from hitl_app.domain.case import Prediction
from hitl_app.models.onnx import OnnxPredictor
from hitl_app.models.predictor import Predictor


@dataclass(frozen=True, slots=True)
class Scored:
    """A case before it arrives: its picture, what is known of it, what the model says."""

    case_id: str
    picture: str
    fields: Mapping[str, object]
    prediction: Prediction


def load_model(files: DemoFiles) -> Predictor:
    """Load the exported model, if it is the one that training wrote."""
    digest = read_model_hash(files)
    return OnnxPredictor.from_file(
        files.model, model_version=f"digits-{digest[:8]}", labels=CLASSES, sha256=digest
    )


def score(files: DemoFiles) -> list[Scored]:
    """Score the served cases one by one, so that each latency is that of its own case."""
    model = load_model(files)
    pixels = cast("NDArray[np.float32]", np.load(files.pixels, allow_pickle=False))
    model.predict(pixels[:1])  # the first run of a session sets it up; no case should pay for that
    return [
        Scored(
            case_id=row["case_id"],
            picture=str(files.picture(row["picture"])),
            fields=_fields(row),
            prediction=model.predict(pixels[place : place + 1])[0],
        )
        for place, row in enumerate(read_rows(files.cases))
    ]


def _fields(row: Mapping[str, str]) -> dict[str, object]:
    return {
        "data set": "handwritten digits (scikit-learn load_digits)",
        "original size": "8 × 8 pixels",
        "ink": row["ink"],
    }
