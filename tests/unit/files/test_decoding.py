import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from hitl_app.files import decoding
from hitl_app.files.decoding import NEUTRAL, PictureBroken, PictureState, load_rgb, stretched
from hitl_app.workflow.ports import Pixels

SIZE = (100, 100)
RED, GREEN = (255, 0, 0), (0, 255, 0)


def _array(pixels: Pixels) -> NDArray[Any]:
    flat = np.frombuffer(pixels.data, np.uint8)
    assert flat.size == pixels.width * pixels.height * pixels.channels
    return flat.reshape(pixels.height, pixels.width, pixels.channels)


def _load(tmp_path: Path, image: Image.Image, ending: str = "png", **how: Any) -> NDArray[Any]:
    path = tmp_path / f"picture.{ending}"
    image.save(path, **how)
    return _array(load_rgb(path, SIZE))


def _two_colours(width: int = 40, height: int = 20) -> Image.Image:
    image = Image.new("RGB", (width, height), GREEN)
    image.paste(RED, (0, 0, width // 2, height // 2))
    return image


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "bmp", "webp"])
@pytest.mark.parametrize(("mode", "channels"), [("RGB", 3), ("L", 1)])
def test_that_usual_formats_come_out_as_they_are(
    ending: str, mode: str, channels: int, tmp_path: Path
) -> None:
    if ending == "webp" and mode == "L":
        channels = 3  # WebP has no grey
    image = Image.new(mode, (30, 20), (200, 100, 50) if mode == "RGB" else 77)
    found = _load(tmp_path, image, ending)
    assert found.shape == (20, 30, channels)
    expected = (200, 100, 50) if mode == "RGB" else (77,) * channels
    assert np.abs(found[10, 10].astype(int) - expected).max() <= 6


@pytest.mark.parametrize("ending", ["jpg", "tif", "png"])
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0, 0)), (2, (0, -1)), (3, (-1, -1)), (4, (-1, 0)),
        (5, (0, 0)), (6, (0, -1)), (7, (-1, -1)), (8, (-1, 0)),
    ],
)  # fmt: skip
def test_that_a_picture_stands_upright(
    ending: str, orientation: int, corner: tuple[int, int], tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = _load(tmp_path, _two_colours(), ending, exif=exif)
    assert found.shape[:2] == ((20, 40) if orientation < 5 else (40, 20))
    assert found[corner][0] > 200
    assert found[corner[0] - (corner[0] == 0) + (corner[0] == -1), corner[1]][0] < 60


def test_that_a_sideways_picture_fits_into_the_screen_as_it_stands(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    _two_colours(800, 400).save(path, exif=exif)
    pixels = load_rgb(path, (100, 200))
    assert (pixels.width, pixels.height) == (100, 200)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_that_broken_exif_is_no_broken_picture(tmp_path: Path) -> None:
    found = _load(tmp_path, _two_colours(), "jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert found.shape == (20, 40, 3)


@pytest.mark.parametrize("dtype", ["<u2", ">u2", "i4", "f4"])
def test_that_deep_grey_is_stretched_to_what_can_be_seen(dtype: str, tmp_path: Path) -> None:
    ramp = np.linspace(1000, 3000, 6400).reshape(80, 80).astype(dtype)
    path = tmp_path / "a.tif"
    Image.fromarray(ramp).save(path)
    found = _array(load_rgb(path, SIZE))
    assert found.shape == (80, 80, 1)
    assert (found.min(), found.max()) == (0, 255)
    assert abs(int(found[40, 0, 0]) - 128) <= 2


def test_that_a_hot_pixel_does_not_flatten_the_rest() -> None:
    grey = np.tile(np.arange(100, 200, dtype=np.uint16), (100, 1))
    grey[50, 50] = 65535
    found = stretched(grey)
    assert found[0].max() > 250
    assert found[0].min() < 5


def test_that_16_bit_png_is_stretched_likewise(tmp_path: Path) -> None:
    ramp = np.linspace(0, 4095, 2500).reshape(50, 50).astype(np.uint16)
    found = _load(tmp_path, Image.fromarray(ramp))
    assert (found.min(), found.max()) == (0, 255)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_that_a_picture_of_one_value_is_dark_and_no_error(value: float) -> None:
    assert stretched(np.full((4, 4), value, np.float32)).max() in {0, 255}
    assert stretched(np.full((4, 4), 7, np.uint16)).max() == 0


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (_two_colours().convert("P"), RED),
        (Image.new("CMYK", (20, 20), (0, 255, 255, 0)), RED),
        (Image.new("1", (20, 20), 1), (255,)),
        (Image.new("RGBA", (20, 20), (255, 0, 0, 0)), (NEUTRAL,) * 3),
        (Image.new("RGBA", (20, 20), (255, 0, 0, 255)), RED),
        (Image.new("LA", (20, 20), (255, 0)), (NEUTRAL,)),
    ],
    ids=["palette", "cmyk", "bits", "clear", "opaque", "clear grey"],
)
def test_that_other_modes_become_grey_or_rgb(
    image: Image.Image, expected: tuple[int, ...], tmp_path: Path
) -> None:
    found = _load(tmp_path, image, "tif" if image.mode == "CMYK" else "png")
    assert tuple(found[2, 2]) == expected


def test_that_a_palette_with_a_clear_colour_lies_on_neutral_grey(tmp_path: Path) -> None:
    found = _load(tmp_path, _two_colours().quantize(2), transparency=0)
    colours = {tuple(colour) for colour in found.reshape(-1, 3).tolist()}
    assert len(colours) == 2
    assert (NEUTRAL,) * 3 in colours


def test_that_a_large_picture_is_shrunk_and_a_small_one_never_grows(tmp_path: Path) -> None:
    assert _load(tmp_path, _two_colours(1000, 400)).shape == (40, 100, 3)
    assert _load(tmp_path, _two_colours(3000, 1), "bmp").shape == (1, 100, 3)
    assert _load(tmp_path, _two_colours(8, 8)).shape == (8, 8, 3)


def _jpeg() -> bytes:
    content = io.BytesIO()
    noise = np.arange(30000, dtype=np.uint32).astype(np.uint8).reshape(100, 100, 3)
    Image.fromarray(noise).save(content, "JPEG")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no JPEG, PNG"),
        (b"text", "no JPEG, PNG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no JPEG, PNG"),
        (_jpeg()[:900], "is broken: "),
        (_jpeg()[:20], "broken"),
    ],
    ids=["empty", "text", "program", "cut", "header alone"],
)
def test_that_a_broken_picture_is_told_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(PictureBroken, match=words) as caught:
        load_rgb(path, SIZE)
    assert caught.value.state is PictureState.BROKEN


def test_that_a_missing_picture_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(PictureBroken, match=r"lost\.png is missing") as caught:
        load_rgb(tmp_path / "lost.png", SIZE)
    assert caught.value.state is PictureState.MISSING


def test_that_a_picture_that_would_fill_the_memory_is_refused_undecoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (40000, 7000)).save(path)
    with pytest.raises(PictureBroken, match="280 million pixels; at most 250") as caught:
        load_rgb(path, SIZE)
    assert caught.value.state is PictureState.TOO_LARGE

    def no_memory(_: Image.Image) -> Image.Image:
        raise MemoryError

    _two_colours().save(path)
    monkeypatch.setattr(decoding, "_eight_bit", no_memory)
    with pytest.raises(PictureBroken, match="too little memory"):
        load_rgb(path, SIZE)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_that_every_cut_of_a_picture_is_either_shown_or_told_in_words(tmp_path: Path) -> None:
    for ending in ("png", "tif", "bmp", "webp", "jpg"):
        content = io.BytesIO()
        form = {"jpg": "jpeg", "tif": "tiff"}.get(ending, ending)
        _two_colours().save(content, form)
        whole = content.getvalue()
        path = tmp_path / f"a.{ending}"
        for length in range(0, len(whole), max(1, len(whole) // 60)):
            path.write_bytes(whole[:length])
            try:
                load_rgb(path, SIZE)
            except PictureBroken as broken:
                assert str(broken).endswith(".")  # noqa: PT017  # both outcomes are right
