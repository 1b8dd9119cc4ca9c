"""Pictures fetched before they are asked for: a bounded shelf of what is shown next."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from hitl_app.domain.errors import HitlError
from hitl_app.ui.background import Background, Request
from hitl_app.workflow.ports import Pixels, Store

SHELF_BYTES: Final = 64 << 20
_AT_ONCE = 2
_GREY = 1


class PictureShelf(QObject):
    """Holds pictures by their media; the first wanted is fetched first, what is stale is dropped.

    Fetching follows the order of the queue alone, so neither its order nor its timing can tell
    anything of a prediction.
    """

    arrived = Signal(str)
    failed = Signal(str, str)

    def __init__(
        self,
        background: Background[Store],
        fetch: Callable[[str], Pixels],
        *,
        limit: int = SHELF_BYTES,
        longest: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._fetch = background, fetch
        self._limit, self._longest = limit, longest
        self._images: dict[str, QImage] = {}
        self._whole: dict[str, QSize] = {}
        self._broken: dict[str, str] = {}
        self._wanted: list[str] = []
        self._running: dict[str, Request] = {}

    def image(self, media: str) -> QImage | None:
        """Return a picture that is here, None if it is not (yet)."""
        return self._images.get(media)

    def whole(self, media: str) -> QSize | None:
        """Return the size of the picture itself, where what is here is a smaller copy."""
        return self._whole.get(media)

    def why_broken(self, media: str) -> str:
        """Return why a picture cannot be shown, nothing if it can or is on its way."""
        return self._broken.get(media, "")

    def want(self, media: Sequence[str]) -> None:
        """Say what is wanted, most urgent first; anything else may be dropped."""
        self._wanted = list(dict.fromkeys(each for each in media if each))
        for name in [name for name in self._running if name not in self._wanted]:
            self._running.pop(name).cancel()
        self._make_room()
        self._start()

    def try_again(self, media: str) -> None:
        """Fetch a picture once more that could not be read."""
        if self._broken.pop(media, None) is not None:
            self._start()

    def size(self) -> int:
        """Return the bytes that the pictures take."""
        return sum(image.sizeInBytes() for image in self._images.values())

    def _start(self) -> None:
        for place, media in enumerate(self._wanted):
            if len(self._running) >= _AT_ONCE or (place and self.size() >= self._limit):
                return
            known = media in self._images or media in self._broken or media in self._running
            if not known:
                self._running[media] = self._background.run_beside(
                    partial(read_image, self._fetch, media, self._longest),
                    partial(self._receive, media),
                    partial(self._refuse, media),
                )

    def _receive(self, media: str, found: tuple[QImage, QSize | None]) -> None:
        self._running.pop(media, None)
        self._images[media], whole = found
        if whole is not None:
            self._whole[media] = whole
        self._make_room()
        self.arrived.emit(media)
        self._start()

    def _refuse(self, media: str, error: HitlError) -> None:
        self._running.pop(media, None)
        self._broken[media] = str(error)
        self.failed.emit(media, str(error))
        self._start()

    def _make_room(self) -> None:
        for media in [name for name in self._images if name not in self._wanted]:
            if self.size() <= self._limit:
                return
            del self._images[media]
            self._whole.pop(media, None)


def read_image(
    fetch: Callable[[str], Pixels], media: str, longest: int = 0
) -> tuple[QImage, QSize | None]:
    """Fetch a picture on a worker, and make it what the screen paints quickest."""
    pixels = fetch(media)
    whole = QSize(*pixels.whole) if pixels.whole else None
    grey = pixels.channels == _GREY
    form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    step = pixels.width * pixels.channels
    image = QImage(pixels.data, pixels.width, pixels.height, step, form)
    # A conversion or copy owns its bytes; the image above only borrows those of `pixels`.
    own = image.copy() if grey else image.convertToFormat(QImage.Format.Format_RGB32)
    if longest and max(own.width(), own.height()) > longest:
        own = own.scaled(
            QSize(longest, longest),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return own, whole
