from pathlib import Path

import pytest
from PIL import Image

from hitl_app.domain.errors import Unavailable
from hitl_app.files.at_hand import AtHand
from hitl_app.files.desk import ScreenPictures


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as another file system."""
    folder = tmp_path / "share"
    folder.mkdir()
    monkeypatch.setattr(AtHand, "_may_go_away", lambda _self, path: path.is_relative_to(folder))
    return folder


def picture(path: Path) -> str:
    Image.new("L", (40, 30), 77).save(path)
    return str(path)


def test_that_a_picture_laid_in_is_shown_when_its_share_is_away(
    share: Path, tmp_path: Path
) -> None:
    pictures = ScreenPictures(tmp_path / "cache")
    media = picture(share / "a.png")
    pictures.keep([media])
    pictures.lay_in(media)
    (share / "a.png").unlink()
    for shown in (pictures.for_screen(media), pictures.in_full(media), pictures.thumbnail(media)):
        assert set(shown.data) == {77}


def test_that_what_is_not_kept_goes(share: Path, tmp_path: Path) -> None:
    pictures = ScreenPictures(tmp_path / "cache")
    one, two = picture(share / "1.png"), picture(share / "2.png")
    for each in (one, two):
        pictures.lay_in(each)
    pictures.keep([two])
    (share / "1.png").unlink()
    (share / "2.png").unlink()
    assert pictures.for_screen(two).width == 40
    with pytest.raises(Unavailable):
        pictures.for_screen(one)


def test_that_what_lies_on_this_disk_is_not_copied(tmp_path: Path) -> None:
    pictures = ScreenPictures(tmp_path / "cache")
    pictures.lay_in(picture(tmp_path / "a.png"))
    assert not (tmp_path / "cache" / "at_hand").exists()


def test_that_a_picture_that_is_not_there_is_told(share: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        ScreenPictures(tmp_path / "cache").lay_in(str(share / "none.png"))
    assert not list((tmp_path / "cache").rglob("*.part"))
