"""From a picture file of any usual kind to 8-bit grey or RGB, upright, at most so large."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from hitl_app.domain.errors import Unavailable
from hitl_app.files.words import why
from hitl_app.workflow.ports import Pixels

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
"""What is opened. Nothing else, for Pillow also knows formats that start other programs."""

MOST_PIXELS = 250_000_000
NEUTRAL = 128
"""Grey that shows through where a picture is transparent."""

_DEEP = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I", "F"})
_SAMPLES = 1_000_000
_PERCENTILES = (0.1, 99.9)
_FIRST_SIDEWAYS = 5
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's readers raise on files that are not what they say.
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError,
    struct.error, zlib.error,
)  # fmt: skip

# `opened` refuses what is too large, in words and before anything is decoded; Pillow's own
# limit would first warn and then fail, at a size that line cameras reach.
Image.MAX_IMAGE_PIXELS = None


class PictureState(StrEnum):
    """Whether a picture can be shown."""

    READY = "ready"
    MISSING = "missing"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    OUT_OF_REACH = "out_of_reach"


class PictureBroken(Unavailable):
    """Say in words that a picture cannot be shown; the case can still be decided or put aside."""

    def __init__(self, sentence: str, state: PictureState = PictureState.BROKEN) -> None:
        super().__init__(sentence)
        self.state = state


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture in mode L or RGB, upright, and what its file was."""

    image: Image.Image
    is_jpeg: bool
    is_unchanged: bool


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """Open a picture without decoding it; what fails inside the block is told in words.

    Raises:
        PictureBroken: missing, too large, broken, or no picture.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(path, image)
            yield image
    except (FileNotFoundError, NotADirectoryError):
        raise PictureBroken(
            f"The picture {path} is missing. Put it back, or put the case aside.",
            PictureState.MISSING,
        ) from None
    except UnidentifiedImageError:
        raise PictureBroken(
            f"{path.name} is broken, or no JPEG, PNG, TIFF, BMP or WebP picture."
        ) from None
    except MemoryError:
        raise PictureBroken(
            f"There is too little memory to show the picture {path.name}."
        ) from None
    except _BROKEN as error:
        reason = why(error) if isinstance(error, OSError) else str(error)
        raise PictureBroken(f"The picture {path.name} is broken: {reason}.") from error


def decoded(path: Path, max_size: tuple[int, int], *, least: tuple[int, int]) -> Decoded:
    """Decode a picture so that it fits into ``max_size``; never larger than it is.

    A JPEG may come out as small as ``least``, where its decoder can leave work out: that is
    more than twice as quick as decoding all and shrinking it.

    Raises:
        PictureBroken: see ``opened``.
    """
    with opened(path) as source:
        is_jpeg = source.format in {"JPEG", "MPO"}
        size, mode = source.size, source.mode
        orientation = _orientation(source)
        turn = _UPRIGHT.get(orientation)
        if orientation >= _FIRST_SIDEWAYS:
            max_size, least = max_size[::-1], least[::-1]
        if is_jpeg:
            source.draft(None, _inside(size, least))
        source.load()
        image = _fitted(_eight_bit(source), max_size)
        unchanged = turn is None and image.size == size and image.mode == mode
        return Decoded(image.transpose(turn) if turn is not None else image, is_jpeg, unchanged)


def pixels_of(image: Image.Image) -> Pixels:
    """Return the bytes of a picture in mode L or RGB."""
    return Pixels(image.width, image.height, len(image.getbands()), image.tobytes())


def whole_size(path: Path) -> tuple[int, int]:
    """Return width and height of a picture as it stands upright, from its header alone.

    Raises:
        PictureBroken: see ``opened``.
    """
    with opened(path) as source:
        width, height = source.size
        return (height, width) if _orientation(source) >= _FIRST_SIDEWAYS else (width, height)


def load_rgb(path: Path, max_size: tuple[int, int]) -> Pixels:
    """Read a picture for the screen: 1 channel (Grayscale8) or 3 (RGB888), rows not padded.

    Raises:
        PictureBroken: see ``opened``.
    """
    return pixels_of(decoded(path, max_size, least=max_size).image)


def _too_large(path: Path, image: Image.Image) -> PictureBroken:
    return PictureBroken(
        f"The picture {path.name} has {image.width * image.height / 1e6:,.0f} million pixels; "
        f"at most {MOST_PIXELS // 1_000_000} million can be shown. Cut or shrink it.",
        PictureState.TOO_LARGE,
    )


def _orientation(source: Image.Image) -> int:
    if source.format == "TIFF":
        return 1  # Pillow turns these upright by itself when it decodes them
    try:
        found = source.getexif().get(ExifTags.Base.Orientation, 1)
    except _BROKEN:
        return 1  # broken EXIF is no broken picture
    return found if isinstance(found, int) else 1


def _inside(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """Return the size that fits into a box with the same sides; never larger than it is."""
    ratio = min(box[0] / size[0], box[1] / size[1], 1.0)
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def _fitted(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    size = _inside(image.size, box)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _eight_bit(source: Image.Image) -> Image.Image:
    if source.mode in _DEEP:
        return Image.fromarray(stretched(np.asarray(source)))
    if source.has_transparency_data:
        return _on_neutral(source)
    if source.mode in {"L", "RGB"}:
        return source
    return source.convert("L" if source.mode in {"1", "LA", "La"} else "RGB")


def _on_neutral(source: Image.Image) -> Image.Image:
    mode = "L" if source.mode in {"L", "LA", "La", "1"} else "RGB"
    clear = source.convert(f"{mode}A")
    ground = Image.new(mode, source.size, NEUTRAL if mode == "L" else (NEUTRAL,) * 3)
    ground.paste(clear.convert(mode), mask=clear.getchannel("A"))
    return ground


def stretched(deep: NDArray[Any]) -> NDArray[np.uint8]:
    """Bring 16-bit, 32-bit or float grey to 8 bit, from its robust darkest to its brightest.

    Black is the 0.1st percentile of about a million of its pixels, white the 99.9th, so that a
    few hot or dead pixels do not flatten all others. What is no number is black.
    """
    low, high = _range(deep)
    scale = 255.0 / (high - low)
    if deep.dtype.kind == "u" and deep.dtype.itemsize == 2:  # noqa: PLR2004  # 16 bit
        every = np.arange(1 << 16, dtype=np.float64)
        table = ((every - low) * scale).clip(0, 255).round().astype(np.uint8)
        return np.asarray(table[deep])
    shares = (deep.astype(np.float32) - np.float32(low)) * np.float32(scale)
    eight: NDArray[np.uint8] = np.nan_to_num(shares).clip(0, 255).round().astype(np.uint8)
    return eight


def _range(deep: NDArray[Any]) -> tuple[float, float]:
    step = max(1, int((deep.size / _SAMPLES) ** 0.5))
    sample = deep[::step, ::step].astype(np.float64)
    sample = sample[np.isfinite(sample)]
    if not sample.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(sample, _PERCENTILES))
    if high <= low:
        low, high = float(sample.min()), float(sample.max())
    return low, high if high > low else low + 1.0
