"""A model from an ONNX file, run in this process by ONNX Runtime."""

from collections.abc import Sequence
from hashlib import sha256 as sha256_of
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hitl_app.domain.case import Prediction
from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.models.predictor import check_probabilities, predictions_from

THREADS = 2
"""More would take the cores that the screen needs while models run beside it."""


class OnnxPredictor:
    """An ONNX model with one input of numbers and one output of probabilities."""

    def __init__(self, content: bytes, *, model_version: str, labels: Sequence[str]) -> None:
        """Load a model from the bytes of its file.

        Raises:
            Unavailable: ONNX Runtime is not installed.
            Refused: the bytes are no model, or the model is not of the expected kind.
        """
        self._runtime = _onnxruntime()
        self._model_version = model_version
        self._labels = tuple(labels)
        self._session = _session(self._runtime, content, model_version)
        self._input = _only_input(self._session, model_version)
        self._output = _probability_output(self._session, len(self._labels), model_version)

    @classmethod
    def from_file(
        cls, path: Path, *, model_version: str, labels: Sequence[str], sha256: str | None = None
    ) -> Self:
        """Load a model from a file, after its content was compared with the hash.

        Raises:
            Unavailable: the file cannot be read, or ONNX Runtime is not installed.
            Refused: the hash differs, or the file is no model of the expected kind.
        """
        content = _read(path)
        found = sha256_of(content).hexdigest()
        if sha256 is not None and found != sha256.strip().lower():
            raise Refused(
                f"The model file {path.name} is not the one that was registered: its SHA-256 is "
                f"{found}, expected was {sha256.strip().lower()}. It was not loaded."
            )
        return cls(content, model_version=model_version, labels=labels)

    @property
    def model_version(self) -> str:
        """Return the name under which predictions of this model are kept."""
        return self._model_version

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels in the order of the model's columns."""
        return self._labels

    def predict(self, batch: NDArray[np.float32]) -> Sequence[Prediction]:
        """Return a prediction for each row; the latency is that of the whole batch.

        Raises:
            Refused: the batch does not fit the model, or the answer cannot be probabilities.
        """
        started = perf_counter()
        answer = self._answer(batch)
        latency_ms = (perf_counter() - started) * 1000.0
        check_probabilities(answer, len(batch), self._labels, self._model_version)
        return predictions_from(answer, self._labels, self._model_version, latency_ms)

    def _answer(self, batch: NDArray[np.float32]) -> NDArray[np.floating]:
        _check_fits(batch, self._input.shape, self._model_version)
        rows = {self._input.name: np.ascontiguousarray(batch, dtype=np.float32)}
        try:
            answer: NDArray[np.floating] = self._session.run([self._output], rows)[0]
        except _failures(self._runtime) as error:
            raise Refused(
                f"{self._model_version} cannot compute an answer: {_first_line(error)}"
            ) from error
        return answer


def _onnxruntime() -> ModuleType:
    try:
        import onnxruntime  # noqa: PLC0415 - an optional extra, and 0.1 s of start
    except ImportError as error:
        raise Unavailable(
            "ONNX models need ONNX Runtime, which is not installed. "
            "Install it with: pip install 'hitl-app[onnx]'"
        ) from error
    runtime: ModuleType = onnxruntime
    return runtime


def _failures(runtime: ModuleType) -> tuple[type[Exception], ...]:
    """Return the errors of ONNX Runtime, which share no base of their own."""
    state = runtime.capi.onnxruntime_pybind11_state
    kinds = [kind for kind in vars(state).values() if isinstance(kind, type)]
    return tuple(kind for kind in kinds if issubclass(kind, Exception))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(
            f"The model file {path.name} cannot be read: {error.strerror or error}."
        ) from error


def _session(runtime: ModuleType, content: bytes, model_version: str) -> Any:
    """Start a session; from bytes, so nothing can change between the hash check and loading."""
    options = runtime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4  # what goes wrong is raised, in words
    try:
        return runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except _failures(runtime) as error:
        raise Refused(
            f"The file of {model_version} is no model that ONNX Runtime can load: "
            f"{_first_line(error)}"
        ) from error


def _only_input(session: Any, model_version: str) -> Any:
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)":
        found = ", ".join(f"{each.name}: {each.type}" for each in inputs) or "none"
        raise Refused(f"{model_version} must have one input of type tensor(float); it has {found}.")
    return inputs[0]


def _probability_output(session: Any, classes: int, model_version: str) -> str:
    """Return the name of the output with a column a label."""
    outputs = session.get_outputs()
    for each in outputs:
        if _may_be_probabilities(each, classes):
            return str(each.name)
    found = ", ".join(f"{each.name}: {each.type} {each.shape}" for each in outputs) or "none"
    raise Refused(
        f"{model_version} has no output of probabilities for {classes} labels; it has {found}. "
        f"A scikit-learn model must be exported with the option zipmap off."
    )


def _may_be_probabilities(output: Any, classes: int) -> bool:
    """Judge by what is declared: rows and columns of numbers, as many columns as labels or open."""
    if output.type not in {"tensor(float)", "tensor(double)"}:
        return False
    match output.shape:
        case [_, int(columns)]:
            return columns == classes
        case [_, _]:
            return True
        case _:
            return False


def _check_fits(batch: NDArray[np.float32], shape: Sequence[object], model_version: str) -> None:
    """Compare the batch with the declared shape, where any text or None means any size."""
    fits = batch.ndim == len(shape) and all(
        not isinstance(wanted, int) or size == wanted
        for size, wanted in zip(batch.shape, shape, strict=False)
    )
    if not fits:
        wanted = " × ".join(str(size) if isinstance(size, int) else "any" for size in shape)
        given = " × ".join(map(str, batch.shape))
        raise Refused(f"{model_version} takes an array of {wanted}; it was given {given}.")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0]
