"""Pictures ready for the screen: proxies and thumbnails in a cache folder of bounded size."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from hitl_app.files.atomic import PART, writing_bytes
from hitl_app.files.decoding import (
    Decoded,
    PictureBroken,
    PictureState,
    decoded,
    load_rgb,
    opened,
    pixels_of,
    whole_size,
)
from hitl_app.files.elsewhere import local_path
from hitl_app.files.media import MediaPlace
from hitl_app.files.trouble import MediumUnavailable, Trouble, told
from hitl_app.files.words import cannot
from hitl_app.workflow.ports import Pixels

MAX_SIDE = 2560
MOST_DETAIL = 12_000
THUMBNAIL = (240, 180)
CACHE_BYTES = 2_000_000_000
"""A cache may grow to this before ``trim`` takes the least recently used away."""

_TINY = 64
"""Side up to which a single pixel can decide, so that a JPEG must not blur it once more."""

_SMALL = 512 * 512
"""Pixels up to which a lossless copy costs next to nothing."""


_STATES: Mapping[Trouble, PictureState] = {
    Trouble.MISSING: PictureState.MISSING,
    Trouble.TOO_LARGE: PictureState.TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is made of a picture: its name in the cache, and between which sizes it lies."""

    name: str
    most: tuple[int, int]
    least: tuple[int, int]
    quality: int


def picture_state(media: str | Path, place: MediaPlace) -> PictureState:
    """Say whether a picture can be shown, as far as its first bytes tell."""
    try:
        with picture_file(str(media), place) as path, opened(path):
            return PictureState.READY
    except PictureBroken as broken:
        return broken.state


@contextmanager
def picture_file(media: str, place: MediaPlace) -> Iterator[Path]:
    """Yield the file of a picture, fetched where it lies elsewhere; failures name its address.

    Raises:
        PictureBroken: it is missing, out of reach, or what came is no picture.
        Unavailable: the cache cannot be written.
    """
    local = local_path(media)
    path = _fetched(media, place) if local is None else local
    try:
        yield path
    except PictureBroken as broken:
        if local is not None:
            raise
        place.forget(media)  # an error page in place of a picture must not stay
        sentence = str(broken).replace(path.name, told(media))
        raise PictureBroken(sentence, broken.state) from None


def _fetched(media: str, place: MediaPlace) -> Path:
    try:
        return place.fetch(media)
    except MediumUnavailable as error:
        state = _STATES.get(error.trouble, PictureState.OUT_OF_REACH)
        raise PictureBroken(str(error), state) from None


def make_proxy(source: Path, cache: Path, max_side: int = MAX_SIDE) -> Path:
    """Return the copy of a picture for the screen, made if it is not in the cache.

    Its longer side is at most ``max_side``, and of a larger JPEG at least three quarters of it.
    PNG where every grey value or small picture must stay as it is, else JPEG.

    Raises:
        PictureBroken: the picture cannot be shown.
        Unavailable: the cache cannot be written.
    """
    return _made(source, cache, _proxy(max_side))


def make_thumbnail(source: Path, cache: Path, size: tuple[int, int] = THUMBNAIL) -> Path:
    """Return the thumbnail of a picture likewise."""
    return _made(source, cache, _thumbnail(size))


def screen_pixels(source: Path, cache: Path, max_side: int = MAX_SIDE) -> Pixels:
    """Return a picture at screen size, from its proxy or making it; for a worker thread.

    Raises:
        PictureBroken: the picture cannot be shown.
    """
    pixels = _pixels(source, cache, _proxy(max_side))
    whole = whole_size(source)
    return replace(pixels, whole=whole) if whole[0] > pixels.width else pixels


def full_pixels(source: Path) -> Pixels:
    """Return a picture with all its detail, up to a side of ``MOST_DETAIL``, for a close look.

    Raises:
        PictureBroken: the picture cannot be shown.
    """
    return load_rgb(source, (MOST_DETAIL, MOST_DETAIL))


def thumbnail_pixels(source: Path, cache: Path, size: tuple[int, int] = THUMBNAIL) -> Pixels:
    """Return the thumbnail of a picture likewise."""
    return _pixels(source, cache, _thumbnail(size))


def trim(cache: Path, max_bytes: int = CACHE_BYTES) -> int:
    """Remove the least recently used files until the cache is small enough; return the bytes gone.

    Raises:
        Unavailable: the cache cannot be read.
    """
    try:
        with os.scandir(cache) as entries:
            files = [(entry.stat(), entry.path) for entry in entries if entry.is_file()]
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise cannot("read", cache, error) from error
    size = sum(found.st_size for found, _ in files)
    gone = 0
    for found, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
        if size - gone <= max_bytes:
            break
        with suppress(OSError):  # another window of the program may have been quicker
            os.unlink(path)  # noqa: PTH108  # a path of scandir
            gone += found.st_size
    return gone


def _proxy(max_side: int) -> _Kind:
    least = max_side * 3 // 4
    return _Kind(f"proxy{max_side}", (max_side, max_side), (least, least), 90)


def _thumbnail(size: tuple[int, int]) -> _Kind:
    return _Kind(f"thumbnail{size[0]}x{size[1]}", size, size, 85)


def _place(source: Path, cache: Path, kind: _Kind) -> Path:
    """Return where the cache has it: a changed file has another place, so nothing grows stale."""
    try:
        found = source.stat()
    except OSError:
        with opened(source):  # says in words what is wrong
            raise
    name = f"{source.absolute()}|{found.st_size}|{found.st_mtime_ns}|{kind.name}"
    return cache / blake2b(name.encode(errors="surrogateescape"), digest_size=20).hexdigest()


def _is_cached(place: Path) -> bool:
    """Say whether the cache has it, and note that it was used."""
    try:
        os.utime(place)  # trim goes by this time; the file system may keep no time of reading
    except OSError:
        return False
    return place.stat().st_size > 0  # a power cut can leave a file without content


def _made(source: Path, cache: Path, kind: _Kind) -> Path:
    place = _place(source, cache, kind)
    if not _is_cached(place):
        _save(decoded(source, kind.most, least=kind.least), source, place, kind)
    return place


def _pixels(source: Path, cache: Path, kind: _Kind) -> Pixels:
    place = _place(source, cache, kind)
    if _is_cached(place):
        with suppress(PictureBroken):  # a damaged or just trimmed copy is made again
            return load_rgb(place, kind.most)
    picture = decoded(source, kind.most, least=kind.least)
    _save(picture, source, place, kind)
    return pixels_of(picture.image)


def _save(picture: Decoded, source: Path, place: Path, kind: _Kind) -> None:
    image = picture.image
    # Two threads may make the same copy at once: each writes beside, the last one renames.
    part = f".{os.getpid()}-{threading.get_ident()}{PART}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot("written", place.parent, error) from error
    with writing_bytes(place, part=part, durable=False) as file:
        if picture.is_jpeg and picture.is_unchanged:
            file.write(source.read_bytes())  # to encode it again would only lose
        elif _is_exact(picture):
            image.save(file, "PNG", compress_level=1)
        else:
            # Every pixel keeps its own colour: small coloured marks are what people look for.
            image.save(file, "JPEG", quality=kind.quality, subsampling=0)


def _is_exact(picture: Decoded) -> bool:
    sides = picture.image.size
    if max(sides) <= _TINY:
        return True
    return not picture.is_jpeg and (picture.image.mode == "L" or sides[0] * sides[1] <= _SMALL)
