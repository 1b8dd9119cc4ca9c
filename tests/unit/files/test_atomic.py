import errno
from pathlib import Path

import pytest

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.files.atomic import writing, writing_bytes


def _write(path: Path, text: str, error: BaseException | None = None) -> None:
    with writing(path) as file:
        file.write(text)
        file.flush()
        assert path.with_name(path.name + ".part").exists()
        if error:
            raise error


def test_that_a_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    _write(path, "one\r\ntwo\n")
    assert path.read_bytes() == b"one\r\ntwo\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("error", [Refused("no"), KeyboardInterrupt(), GeneratorExit()])
def test_that_whatever_ends_the_block_leaves_what_was_there(
    error: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(type(error)):
        _write(path, "after", error)
    assert path.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_that_a_full_disk_is_told_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="disk is full") as caught:
        _write(tmp_path / "a.txt", "x", OSError(errno.ENOSPC, "No space left on device"))
    assert "Nothing was left" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_that_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not exist"), writing(tmp_path / "no" / "a.txt"):
        pass


def test_that_a_folder_of_that_name_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(Unavailable, match="it is a folder"), writing_bytes(tmp_path / "a") as file:
        file.write(b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_that_another_file_that_fails_in_the_block_is_not_blamed_on_this_one(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileNotFoundError), writing(tmp_path / "a.txt"):
        (tmp_path / "other").read_text()
    assert not list(tmp_path.iterdir())
