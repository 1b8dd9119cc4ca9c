"""Where the demo keeps what training made: model, pictures, and the recorded labels apart."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CLASSES = tuple("0123456789")
"""The labels in the order of the model's columns."""

LABELS = (*CLASSES[1:], CLASSES[0])
"""The labels in the order of their keys: key 1 decides 1, key 9 decides 9, and 0 is the tenth."""

COLUMNS = ("case_id", "picture", "ink")
RECORDED_COLUMNS = ("case_id", "label", "row_in_the_data_set")


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of the demo under one folder."""

    folder: Path

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.folder / "model" / "digits.onnx"

    @property
    def model_hash(self) -> Path:
        """The SHA-256 of the model, as `sha256sum` writes it; written last."""
        return self.folder / "model" / "digits.onnx.sha256"

    @property
    def cases(self) -> Path:
        """What is known of a case before anybody decides: one row a case, in order of arrival."""
        return self.folder / "served" / "cases.csv"

    @property
    def pixels(self) -> Path:
        """What the model is given: one row a case, in the order of the cases."""
        return self.folder / "served" / "pixels.npy"

    @property
    def recorded(self) -> Path:
        """The labels that the data set records; nothing that scores or shows a case opens it."""
        return self.folder / "recorded" / "labels.csv"

    @property
    def reference(self) -> Path:
        """One picture with an example of every label."""
        return self.folder / "guide" / "all.png"

    @property
    def about(self) -> Path:
        """Where the pictures come from, in the words of the data set."""
        return self.folder / "ABOUT.txt"

    def picture(self, name: str) -> Path:
        """The picture of a case."""
        return self.folder / "pictures" / name

    def example(self, label: str) -> Path:
        """Training pictures of a label, for the guide."""
        return self.folder / "guide" / f"{label}.png"

    def make_folders(self) -> None:
        """Make the folders that training writes into."""
        for folder in ("model", "served", "recorded", "guide", "pictures"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)


def read_model_hash(files: DemoFiles) -> str:
    """Return the hash that training wrote beside the model."""
    return files.model_hash.read_text("utf-8").split()[0]


def read_recorded_labels(files: DemoFiles) -> dict[str, str]:
    """Return the recorded label of each case."""
    return {row["case_id"]: row["label"] for row in read_rows(files.recorded)}


def read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """Read a CSV with a header row."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV with a header row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
