import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hitl_app.domain.errors import Unavailable
from hitl_app.files.decoding import PictureBroken, PictureState
from hitl_app.files.media import MediaPlace
from hitl_app.files.pictures import (
    make_proxy,
    make_thumbnail,
    picture_state,
    screen_pixels,
    thumbnail_pixels,
    trim,
)


def _picture(path: Path, width: int, height: int, mode: str = "RGB") -> Path:
    ramp = np.add.outer(np.arange(height), np.arange(width)) % 256
    Image.fromarray(ramp.astype(np.uint8)).convert(mode).save(path)
    return path


def _names(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


@pytest.mark.parametrize(
    ("name", "size", "mode", "expected", "form"),
    [
        ("a.jpg", (1200, 800), "RGB", (300, 200), "JPEG"),
        ("a.png", (1200, 800), "RGB", (400, 267), "PNG"),
        ("a.png", (1200, 800), "L", (400, 267), "PNG"),
        ("a.bmp", (40, 30), "RGB", (40, 30), "PNG"),
    ],
)
def test_that_a_proxy_is_at_most_as_large_as_was_asked(
    name: str,
    size: tuple[int, int],
    mode: str,
    expected: tuple[int, int],
    form: str,
    tmp_path: Path,
) -> None:
    source = _picture(tmp_path / name, *size, mode)
    with Image.open(make_proxy(source, tmp_path / "cache", 400)) as proxy:
        assert (proxy.size, proxy.format, proxy.mode) == (expected, form, mode)


def test_that_a_large_photo_without_losses_becomes_a_jpeg(tmp_path: Path) -> None:
    source = _picture(tmp_path / "a.png", 1000, 800)
    with Image.open(make_proxy(source, tmp_path / "cache")) as proxy:
        assert (proxy.size, proxy.format) == ((1000, 800), "JPEG")


def test_that_a_small_picture_keeps_every_pixel(tmp_path: Path) -> None:
    source = _picture(tmp_path / "a.png", 64, 64)
    with Image.open(source) as before, Image.open(make_proxy(source, tmp_path / "c")) as after:
        assert before.tobytes() == after.tobytes()


def test_that_a_photo_that_fits_is_kept_byte_for_byte(tmp_path: Path) -> None:
    source = _picture(tmp_path / "a.jpg", 300, 200)
    assert make_proxy(source, tmp_path / "c").read_bytes() == source.read_bytes()


def test_that_a_thumbnail_fits_its_frame(tmp_path: Path) -> None:
    source = _picture(tmp_path / "a.jpg", 2000, 1000)
    with Image.open(make_thumbnail(source, tmp_path / "cache")) as thumbnail:
        assert thumbnail.size == (240, 120)


def test_that_the_screen_gets_the_same_from_the_file_and_from_the_cache(tmp_path: Path) -> None:
    source, cache = _picture(tmp_path / "a.png", 700, 500, "L"), tmp_path / "cache"
    first = screen_pixels(source, cache, 350)
    assert (first.width, first.height, first.channels) == (350, 250, 1)
    assert len(_names(cache)) == 1
    assert screen_pixels(source, cache, 350) == first
    assert thumbnail_pixels(source, cache).width == 240
    assert len(_names(cache)) == 2


def test_that_a_changed_picture_is_made_again(tmp_path: Path) -> None:
    source, cache = _picture(tmp_path / "a.png", 70, 50), tmp_path / "cache"
    first = make_proxy(source, cache)
    assert make_proxy(source, cache) == first
    os.utime(source, ns=(1, 1))
    assert make_proxy(source, cache) != first


@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_that_a_damaged_copy_is_made_again(damage: bytes, tmp_path: Path) -> None:
    source, cache = _picture(tmp_path / "a.png", 70, 50), tmp_path / "cache"
    first = screen_pixels(source, cache)
    make_proxy(source, cache).write_bytes(damage)
    assert screen_pixels(source, cache) == first
    assert make_proxy(source, cache).read_bytes() != damage


def test_that_threads_that_make_the_same_copy_at_once_get_one(tmp_path: Path) -> None:
    source, cache = _picture(tmp_path / "a.png", 600, 500), tmp_path / "cache"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: make_proxy(source, cache, 300), range(32)))
    assert [path.name for path in found] == _names(cache)


def test_that_a_broken_picture_leaves_nothing_in_the_cache(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"text")
    with pytest.raises(PictureBroken):
        screen_pixels(tmp_path / "a.png", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_that_a_cache_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(Unavailable, match="cannot be written"):
        make_proxy(_picture(tmp_path / "a.png", 70, 50), tmp_path / "cache")


def test_that_the_state_of_a_picture_is_told_without_decoding_it(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("text")
    large = tmp_path / "large.png"
    Image.new("1", (40000, 7000)).save(large)
    place = MediaPlace(tmp_path / "media")
    states = {
        _picture(tmp_path / "a.png", 9, 9): PictureState.READY,
        tmp_path / "lost.png": PictureState.MISSING,
        tmp_path / "text.png": PictureState.BROKEN,
        tmp_path: PictureState.BROKEN,
        large: PictureState.TOO_LARGE,
        "memory://no/a.png": PictureState.MISSING,
        "nonsense://h/a.png": PictureState.OUT_OF_REACH,
    }
    assert {media: picture_state(media, place) for media in states} == states


def test_that_a_missing_picture_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(PictureBroken, match="is missing"):
        screen_pixels(tmp_path / "lost.png", tmp_path / "cache")


def test_that_what_was_used_least_recently_goes_first(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert trim(cache, 0) == 0
    sources = [_picture(tmp_path / f"{at}.png", 60, 60) for at in range(3)]
    copies = [make_proxy(source, cache) for source in sources]
    for at, copy in enumerate(copies):
        os.utime(copy, (at, at))
    make_proxy(sources[0], cache)  # used again
    size = copies[0].stat().st_size
    assert trim(cache, 3 * size) == 0
    assert trim(cache, 2 * size) == size
    assert [copy.exists() for copy in copies] == [True, False, True]
    assert trim(cache, 0) == 2 * size
