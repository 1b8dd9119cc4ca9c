"""Train the demo's model in a process of its own: `python -m hitl_app.demo.train FOLDER`.

scikit-learn and skl2onnx take seconds to import; the window that waits must not. Even rows of the
data set train, odd rows are served; the served pictures never meet the model before they arrive.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from hitl_app.demo.files import COLUMNS, LABELS, RECORDED_COLUMNS, DemoFiles, write_rows
from hitl_app.demo.pictures import drawn, save, sheet
from hitl_app.domain.draw import draw

TRAINING_ROWS = 300
DARKEST = 16.0
OPSET = 17
EXAMPLES = 4

ABOUT = f"""\
The pictures are rows of the data set that is described below, as scikit-learn brings it: the odd
rows are served, the first {TRAINING_ROWS} even rows trained the model, and a few of these are in
the guide. 8 x 8 values were enlarged smoothly and their edges drawn sharper; the model saw the
values, not the pictures. recorded/labels.csv has the label and the row of every case.
"""

Pixels = NDArray[np.float32]
Labels = NDArray[np.int64]


def main(folder: Path, report: Callable[[int, int], None]) -> None:
    """Write the model, the served pictures, the guide's examples and the recorded labels."""
    files = DemoFiles(folder)
    files.make_folders()
    digits = load_digits()
    pixels: Pixels = (digits.data / DARKEST).astype(np.float32)
    labels: Labels = digits.target
    files.about.write_text(f"{ABOUT}\n{digits.DESCR}", "utf-8")
    _write_guide(files, pixels[::2], labels[::2])
    _write_served(files, pixels, labels, report)
    _write_model(files, pixels[::2][:TRAINING_ROWS], labels[::2][:TRAINING_ROWS])


def served_rows(rows: int) -> list[int]:
    """Return the odd rows in the order in which they arrive.

    The data set has runs of 0, 1, 2, ... 9 in it: in its own order, or with its row number on the
    screen, a reviewer could tell the label without looking. A hash shuffles the same every time.
    """
    return sorted(range(1, rows, 2), key=lambda row: draw("digits-order", str(row)))


def _write_served(
    files: DemoFiles, pixels: Pixels, labels: Labels, report: Callable[[int, int], None]
) -> None:
    rows = served_rows(len(pixels))
    ids = [f"D-{place:03d}" for place in range(1, len(rows) + 1)]
    for done, (case_id, row) in enumerate(zip(ids, rows, strict=True)):
        save(drawn(pixels[row].reshape(8, 8)), files.picture(f"{case_id}.png"))
        report(done + 1, len(rows))
    np.save(files.pixels, pixels[rows], allow_pickle=False)
    ink = [f"{pixels[row].mean():.0%}" for row in rows]
    pictures = [f"{case_id}.png" for case_id in ids]
    write_rows(files.cases, COLUMNS, zip(ids, pictures, ink, strict=True))
    write_rows(files.recorded, RECORDED_COLUMNS, zip(ids, labels[rows], rows, strict=True))


def _write_guide(files: DemoFiles, pixels: Pixels, labels: Labels) -> None:
    """Write four training pictures a label, and one picture with the first of every label."""
    first = []
    for label in LABELS:
        chosen = np.flatnonzero(labels == int(label))[:EXAMPLES]
        pictures = [drawn(pixels[row].reshape(8, 8), side=160) for row in chosen]
        save(sheet(pictures, columns=2), files.example(label))
        first.append(pictures[0])
    save(sheet(first, columns=5), files.reference)


def _write_model(files: DemoFiles, pixels: Pixels, labels: Labels) -> None:
    """Train, export, and write the hash last: a folder with a hash is complete."""
    trained = LogisticRegression(C=3, max_iter=2000).fit(pixels, labels)
    exported = to_onnx(
        trained,
        initial_types=[("pixels", FloatTensorType([None, pixels.shape[1]]))],
        options={id(trained): {"zipmap": False}},
        target_opset=OPSET,
    )
    content: bytes = exported.SerializeToString()
    files.model.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    files.model_hash.write_text(f"{digest}  {files.model.name}\n", "utf-8")


def _tell(done: int, total: int) -> None:
    """Tell the process that waits how far this is; it reads `done total` lines."""
    if done % 50 == 0 or done == total:
        sys.stdout.write(f"{done} {total}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), _tell)
