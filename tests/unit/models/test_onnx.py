import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.models.onnx import OnnxPredictor
from hitl_app.models.predictor import Predictor

LABELS = ("ok", "scratch", "crack")
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


@pytest.fixture(scope="module")
def rows() -> Floats:
    return np.random.default_rng(7).normal(size=(60, 4)).astype(np.float32)


@pytest.fixture(scope="module")
def content(rows: Floats) -> bytes:
    """The bytes of a scikit-learn model of three classes, exported for real."""
    trained = LogisticRegression().fit(rows, np.arange(len(rows)) % 3)
    return exported(trained, zipmap=False)


def exported(trained: LogisticRegression, *, zipmap: bool) -> bytes:
    kinds = [("rows", FloatTensorType([None, 4]))]
    options = {id(trained): {"zipmap": zipmap}}
    model = to_onnx(trained, initial_types=kinds, options=options, target_opset=17)
    return bytes(model.SerializeToString())


def that_answers(values: list[list[float]], declared: list[int | str]) -> OnnxPredictor:
    """Return a model that gives these values whatever it is asked."""
    node = helper.make_node(
        "Constant",
        [],
        ["p"],
        value=helper.make_tensor(
            "v", TensorProto.FLOAT, np.shape(values), np.ravel(values).tolist()
        ),
    )
    graph = helper.make_graph(
        [node],
        "constant",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, declared)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    return OnnxPredictor(model.SerializeToString(), model_version="const-1", labels=LABELS)


def one_row() -> Floats:
    return np.zeros((1, 4), np.float32)


def test_that_predictions_are_those_of_onnx_runtime(content: bytes, rows: Floats) -> None:
    predictor: Predictor = OnnxPredictor(content, model_version="logreg-1", labels=LABELS)
    found = predictor.predict(rows)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    expected = session.run(["probabilities"], {"rows": rows})[0]
    shares = [[(p.probabilities or {})[label] for label in LABELS] for p in found]
    assert np.array_equal(np.array(shares, np.float32), expected)
    assert [p.label for p in found] == [LABELS[best] for best in expected.argmax(1)]
    assert [p.confidence for p in found] == expected.max(1).tolist()


def test_that_a_prediction_says_its_version_and_how_long_it_took(
    content: bytes, rows: Floats
) -> None:
    predictor = OnnxPredictor(content, model_version="logreg-1", labels=LABELS)
    (prediction,) = predictor.predict(rows[:1])
    assert (predictor.model_version, predictor.labels) == ("logreg-1", LABELS)
    assert prediction.model_version == "logreg-1"
    assert prediction.latency_ms is not None
    assert prediction.latency_ms > 0


def test_that_an_empty_batch_has_no_predictions(content: bytes) -> None:
    predictor = OnnxPredictor(content, model_version="logreg-1", labels=LABELS)
    assert list(predictor.predict(np.zeros((0, 4), np.float32))) == []


def test_that_a_model_loads_from_a_file_whose_hash_is_as_registered(
    content: bytes, rows: Floats, tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    registered = hashlib.sha256(content).hexdigest().upper() + "\n"
    predictor = OnnxPredictor.from_file(
        path, model_version="logreg-1", labels=LABELS, sha256=registered
    )
    assert len(predictor.predict(rows)) == len(rows)


def test_that_a_file_with_another_hash_is_not_loaded(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    other = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(Refused, match=r"model\.onnx is not the one that was registered"):
        OnnxPredictor.from_file(path, model_version="logreg-1", labels=LABELS, sha256=other)


def test_that_a_missing_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"model file gone\.onnx cannot be read: No such file"):
        OnnxPredictor.from_file(tmp_path / "gone.onnx", model_version="m", labels=LABELS)


def test_that_a_missing_runtime_names_the_extra(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(Unavailable, match=r"pip install 'hitl-app\[onnx\]'"):
        OnnxPredictor(content, model_version="m", labels=LABELS)


@pytest.mark.parametrize(
    "broken",
    [b"", b"not a model at all", b"\x80\x04\x95cposix\nsystem\n"],
    ids=["empty", "text", "pickle"],
)
def test_that_a_file_that_is_no_model_is_refused(broken: bytes) -> None:
    with pytest.raises(Refused, match="is no model that ONNX Runtime can load"):
        OnnxPredictor(broken, model_version="m", labels=LABELS)


def test_that_half_a_model_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="is no model that ONNX Runtime can load"):
        OnnxPredictor(content[: len(content) // 2], model_version="m", labels=LABELS)


def test_that_a_model_with_another_number_of_classes_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="no output of probabilities for 2 labels"):
        OnnxPredictor(content, model_version="m", labels=("ok", "scratch"))


def test_that_a_model_exported_with_zipmap_is_refused_with_the_cure(rows: Floats) -> None:
    trained = LogisticRegression().fit(rows, np.arange(len(rows)) % 3)
    with pytest.raises(Refused, match="zipmap off"):
        OnnxPredictor(exported(trained, zipmap=True), model_version="m", labels=LABELS)


def test_that_a_model_with_two_inputs_is_refused() -> None:
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", 3]) for n in "abp"]
    graph = helper.make_graph(
        [helper.make_node("Add", ["a", "b"], ["p"])], "add", values[:2], values[2:]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.checker.check_model(model)
    with pytest.raises(Refused, match="must have one input"):
        OnnxPredictor(model.SerializeToString(), model_version="m", labels=LABELS)


@pytest.mark.parametrize("shape", [(5, 3), (4,), (1, 4, 1)])
def test_that_rows_of_another_shape_are_refused(content: bytes, shape: tuple[int, ...]) -> None:
    predictor = OnnxPredictor(content, model_version="m", labels=LABELS)
    with pytest.raises(Refused, match="takes an array of any × 4; it was given"):
        predictor.predict(np.zeros(shape, np.float32))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[0.5, float("nan"), 0.5]], "no number"),
        ([[float("inf"), 0.0, 0.0]], "no number"),
        ([[1.5, -0.5, 0.0]], "values from -0.5 to 1.5"),
        ([[0.3, 0.3, 0.3]], "sum to 0.9 instead of 1"),
        ([[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]], "array of 2 × 3 where 1 × 3"),
    ],
)
def test_that_an_answer_that_cannot_be_probabilities_is_refused(
    values: list[list[float]], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        that_answers(values, ["n", 3]).predict(one_row())


def test_that_an_answer_with_undeclared_columns_is_checked_when_it_comes() -> None:
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["p"])],
        "identity",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", "k"])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["n", "k"])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    predictor = OnnxPredictor(model.SerializeToString(), model_version="m-1", labels=LABELS)
    with pytest.raises(Refused, match="array of 1 × 4 where 1 × 3"):
        predictor.predict(one_row())


def test_that_a_sum_within_rounding_is_taken() -> None:
    (prediction,) = that_answers([[0.2, 0.3, 0.5004]], ["n", 3]).predict(one_row())
    assert prediction.label == "crack"


def test_that_the_first_of_equal_labels_is_the_answer() -> None:
    (prediction,) = that_answers([[0.4, 0.4, 0.2]], ["n", 3]).predict(one_row())
    assert prediction.label == "ok"


def test_that_a_failure_inside_the_model_is_said_in_words() -> None:
    graph = helper.make_graph(
        [
            helper.make_node("Constant", [], ["s"], value_ints=[7, 3]),
            helper.make_node("Reshape", ["x", "s"], ["p"]),
        ],
        "breaks",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["m", 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    predictor = OnnxPredictor(model.SerializeToString(), model_version="m-1", labels=LABELS)
    with pytest.raises(Refused, match="m-1 cannot compute an answer"):
        predictor.predict(one_row())
