import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import fsspec
import pytest

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files import media_copies
from hitl_app.files.media_copies import MediaCopies
from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Arrival, Refusal

CONTENT = b"a picture"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def memory() -> Iterator[ModuleType]:
    """A file system of fsspec's in memory, empty before and after."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "plate 1.PNG"
    path.write_bytes(CONTENT)
    return path


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_that_a_copy_is_called_by_its_content(tmp_path: Path, picture: Path, server) -> None:
    copies = tmp_path / "copies"
    server.files["other%20name.png"] = CONTENT
    name = f"{DIGEST[:2]}/{DIGEST}.png"
    for address in (str(picture), picture.as_uri(), server.address("other%20name.png")):
        assert MediaCopies(str(copies)).copy_of(address) == str(copies / name)
    assert _files(copies) == [name]
    assert (copies / name).read_bytes() == CONTENT


def test_that_a_copy_that_is_there_is_not_written_again(tmp_path: Path, picture: Path) -> None:
    copy = Path(MediaCopies(str(tmp_path / "copies")).copy_of(str(picture)))
    before = copy.stat()
    assert MediaCopies(str(tmp_path / "copies")).copy_of(str(picture)) == str(copy)
    after = copy.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_that_half_a_copy_is_made_whole(tmp_path: Path, picture: Path) -> None:
    copy = Path(MediaCopies(str(tmp_path / "copies")).copy_of(str(picture)))
    copy.write_bytes(CONTENT[:3])
    MediaCopies(str(tmp_path / "copies")).copy_of(str(picture))
    assert copy.read_bytes() == CONTENT


def test_that_a_medium_is_read_once_in_an_import(tmp_path: Path, server) -> None:
    server.files["a.png"] = CONTENT
    copies = MediaCopies(str(tmp_path / "copies"))
    assert len({copies.copy_of(server.address("a.png")) for _ in range(3)}) == 1
    assert server.asked == ["a.png"]


def test_that_copies_may_lie_elsewhere(memory, picture: Path) -> None:
    for _ in range(2):
        copies = MediaCopies("memory://box/media/")
        there = f"memory://box/media/{DIGEST[:2]}/{DIGEST}.png"
        assert copies.copy_of(str(picture)) == there
    assert list(memory.store) == [f"/box/media/{DIGEST[:2]}/{DIGEST}.png"]
    assert memory.cat_file(f"/box/media/{DIGEST[:2]}/{DIGEST}.png") == CONTENT


def test_that_a_copy_broken_off_leaves_nothing(
    tmp_path: Path, picture: Path, memory, monkeypatch
) -> None:
    def stop(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(media_copies.shutil, "copyfileobj", stop)
    with pytest.raises(KeyboardInterrupt):
        MediaCopies(str(tmp_path / "copies")).copy_of(str(picture))
    monkeypatch.undo()
    assert _files(tmp_path / "copies") == []
    monkeypatch.setattr(type(memory), "mv", stop)
    with pytest.raises(KeyboardInterrupt):
        MediaCopies("memory://box").copy_of(str(picture))
    assert not memory.store


def test_that_copies_that_cannot_be_written_are_told(tmp_path: Path, picture: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable, match="cannot be made"):
        MediaCopies(str(tmp_path / "file" / "copies"))
    with pytest.raises(Unavailable, match="cannot be written: there is no such kind"):
        MediaCopies("nonsense://box").copy_of(str(picture))
    for folder, words in [
        ("https://host/box", "only read"),
        ("ftp://sam:hidden@host/box", "every case would show"),
    ]:
        with pytest.raises(Refused, match=words) as caught:
            MediaCopies(folder)
        assert "hidden" not in str(caught.value)


def test_that_an_import_ends_where_servers_in_a_row_are_away(tmp_path: Path, server) -> None:
    server.is_away = True
    rows = "".join(f"P-{n},{server.address(f'{n}.png')}\n" for n in range(5))
    (tmp_path / "rows.csv").write_text(f"case_id,image\n{rows}")
    copies = MediaCopies(str(tmp_path / "copies"))
    source = open_source(tmp_path / "rows.csv", labels=("ok",), copies=copies)
    refused: list[Arrival | Refusal] = []
    with pytest.raises(Unavailable, match="answers 503"):
        refused.extend(source.rows())
    assert server.asked == ["0.png", "1.png", "2.png"]
    server.is_away, server.files = False, {"4.png": CONTENT}
    assert copies.copy_of(server.address("4.png"))


def test_that_rows_without_their_medium_are_refused(tmp_path: Path, picture: Path, server) -> None:
    server.files["heat.png"] = b"warm"
    rows = [
        f"P-1,{picture.name},{server.address('heat.png')}",
        f"P-2,{server.address('lost.png?sig=hidden')},",
        f"P-3,{server.address('answer/403.png')},",
        "P-4,lost.png,",
        f"P-5,{picture.as_uri()},",
        f"P-6,file://{tmp_path}/lost.png,",
    ]
    lines = "".join(f"{row},m1,ok,0.9\n" for row in rows)
    header = "case_id,image,explanation,model_version,predicted_label,confidence\n"
    (tmp_path / "rows.csv").write_text(header + lines)
    copies = MediaCopies(str(tmp_path / "copies"))
    first, *refused, fifth, sixth = open_source(
        tmp_path / "rows.csv", labels=("ok",), copies=copies
    ).rows()
    assert isinstance(first, Arrival)
    assert isinstance(fifth, Arrival)
    assert first.media == fifth.media == str(tmp_path / "copies" / DIGEST[:2] / f"{DIGEST}.png")
    assert first.prediction is not None
    assert Path(first.prediction.explanation).read_bytes() == b"warm"
    reasons = [(row.line, row.reason) for row in (*refused, sixth) if isinstance(row, Refusal)]
    assert [line for line, _ in reasons] == [3, 4, 5, 7]
    missing, no_right, beside, here = [reason for _, reason in reasons]
    assert missing.endswith("lost.png cannot be copied: it is missing there.")
    assert no_right.endswith("answer/403.png cannot be copied: you have no right to it.")
    assert "does not exist beside the file" in beside
    assert here.endswith("lost.png cannot be copied: it is missing there.")
    assert "hidden" not in str(reasons)


def test_that_addresses_are_kept_as_they_are_without_copies(tmp_path: Path, picture: Path) -> None:
    address = "https://host/no such.png?sig=1"
    (tmp_path / "rows.csv").write_text(f"case_id,image\nP-1,{address}\nP-2,{picture.name}\n")
    rows = list(open_source(tmp_path / "rows.csv", labels=("ok",)).rows())
    assert [row.media for row in rows if isinstance(row, Arrival)] == [address, str(picture)]


def test_that_pictures_in_folders_of_labels_are_copied_without_their_names(tmp_path: Path) -> None:
    folder, copies = tmp_path / "pictures", tmp_path / "copies"
    (folder / "ok").mkdir(parents=True)
    (folder / "ok" / "1.png").write_bytes(CONTENT)
    source = open_source(
        folder,
        labels=("ok",),
        folders_are="predicted_label",
        media_folder=tmp_path / "media",
        copies=MediaCopies(str(copies)),
    )
    (row,) = source.rows()
    assert isinstance(row, Arrival)
    assert row.media == str(copies / DIGEST[:2] / f"{DIGEST}.png")
    assert not (tmp_path / "media").exists()
