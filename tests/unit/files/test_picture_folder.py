import os
import unicodedata
from pathlib import Path

import pytest

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files.picture_folder import FOLDER_CONFIDENCE, FOLDER_VERSION, RECORDED
from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Arrival, Refusal

LABELS = ("ok", "crack")


def _put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"any")


def _read(folder: Path, folders_are: str | None = None) -> list[Arrival | Refusal]:
    media = folder.parent / f"{folder.name}-media"
    source = open_source(folder, labels=LABELS, folders_are=folders_are, media_folder=media)
    return list(source.rows())


def test_that_pictures_below_a_folder_become_cases_in_the_order_of_their_paths(
    tmp_path: Path,
) -> None:
    _put(tmp_path, "b/2.PNG", "b/10.jpg", "a/x.tif", "z.webp", "notes.txt", ".hidden/h.png")
    rows = _read(tmp_path)
    assert [row.case_id for row in rows] == ["z.webp", "a/x.tif", "b/10.jpg", "b/2.PNG"]
    assert [row.line for row in rows] == [1, 2, 3, 4]
    assert isinstance(rows[1], Arrival)
    assert rows[1].media == str(tmp_path.resolve() / "a" / "x.tif")
    assert rows[1].prediction is None
    assert rows[1].recorded is None


def test_that_pictures_are_counted_for_progress(tmp_path: Path) -> None:
    _put(tmp_path, "a.png", "b.png")
    source = open_source(tmp_path, labels=LABELS)
    assert (source.done, source.total) == (0, 2)
    list(source.rows())
    assert source.done == 2


def test_that_the_name_of_a_folder_can_be_a_prediction_that_passes_no_threshold(
    tmp_path: Path,
) -> None:
    _put(tmp_path, "line1/crack/a.png")
    (row,) = _read(tmp_path, "predicted_label")
    assert isinstance(row, Arrival)
    assert row.prediction is not None
    assert row.prediction.label == "crack"
    assert row.prediction.model_version == FOLDER_VERSION
    assert row.prediction.confidence == FOLDER_CONFIDENCE == 0.0
    assert row.recorded is None


def test_that_the_name_of_a_folder_can_be_a_recorded_label(tmp_path: Path) -> None:
    _put(tmp_path, "ok/a.png")
    (row,) = _read(tmp_path, "human_label")
    assert isinstance(row, Arrival)
    assert row.prediction is None
    assert row.recorded is not None
    assert (row.recorded.reviewer, row.recorded.label) == (RECORDED, "ok")
    assert not row.recorded.prediction_shown


@pytest.mark.parametrize("folders_are", ["predicted_label", "human_label"])
@pytest.mark.parametrize("links", [True, False])
def test_that_neither_name_nor_picture_tells_the_label_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders_are: str, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    _put(tmp_path, "crack/0.PNG", "ok/0.PNG", "ok/1.jpg")
    rows = _read(tmp_path, folders_are)
    assert rows == _read(tmp_path, folders_are)
    assert len({row.case_id for row in rows}) == 3
    for row in rows:
        assert isinstance(row, Arrival)
        assert not any(label in row.case_id + Path(row.media).name for label in LABELS)
        assert tmp_path not in Path(row.media).parents
        assert Path(row.media).read_bytes() == b"any"
    assert sorted(row.case_id[:2] for row in rows) == ["0-", "0-", "1-"]
    media = tmp_path.parent / f"{tmp_path.name}-media"
    assert len(list(media.iterdir())) == 3


def test_that_the_order_of_the_cases_does_not_tell_the_label_of_their_folder(
    tmp_path: Path,
) -> None:
    _put(tmp_path, *(f"{label}/{n}.png" for label in LABELS for n in range(10)))
    lines = [row.line for row in _read(tmp_path, "predicted_label")]
    assert sorted(lines) == list(range(1, 21))
    assert max(lines[:10]) > 10 >= min(lines[10:])


def test_that_a_folder_that_names_no_label_refuses_its_pictures(tmp_path: Path) -> None:
    _put(tmp_path, "loose.png", "ok/a.png", "rust/b.png")
    rows = _read(tmp_path, "human_label")
    loose, good, rust = sorted(rows, key=lambda row: row.line)
    assert isinstance(loose, Refusal)
    assert "no folder that names a label" in loose.reason
    assert isinstance(good, Arrival)
    assert isinstance(rust, Refusal)
    assert "“rust” is no label" in rust.reason


def test_that_one_picture_has_one_name_on_every_system(tmp_path: Path) -> None:
    _put(tmp_path, unicodedata.normalize("NFD", "Prüfteil é.png"))
    (row,) = _read(tmp_path)
    assert row.case_id == unicodedata.normalize("NFC", "Prüfteil é.png")
    assert isinstance(row, Arrival)
    assert Path(row.media).is_file()


def test_that_a_name_that_cannot_be_shown_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"a\xff.png")).write_bytes(b"any")
    _put(tmp_path, "b\n.png")
    for row in _read(tmp_path):
        assert isinstance(row, Refusal)
        assert "Rename it" in row.reason
        assert row.case_id.encode()


def test_that_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no picture in"):
        _read(tmp_path)


def test_that_folders_cannot_mean_anything_else(tmp_path: Path) -> None:
    _put(tmp_path, "a.png")
    with pytest.raises(Refused, match="takes predicted_label or human_label"):
        _read(tmp_path, "serial")


def test_that_a_folder_has_no_columns_to_map(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="has none"):
        open_source(tmp_path, labels=LABELS, mapping={"a": "b"})


def test_that_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        open_source(tmp_path / "lost", labels=LABELS, format="folder")
