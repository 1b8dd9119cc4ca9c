"""Small pictures for the rows in sight, fetched beside the screen and kept for a while."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from hitl_app.domain.errors import HitlError
from hitl_app.ui.background import Background
from hitl_app.workflow.ports import Pictures, Pixels, Store

_KEPT: Final = 600
_SIDE: Final = 150


class Thumbnails(QObject):
    """`image(media)` gives what is here, None while it comes; a broken one is an empty image."""

    arrived = Signal()

    def __init__(self, background: Background[Store], pictures: Pictures, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._pictures = background, pictures
        self._images: dict[str, QImage | None] = {}

    def image(self, media: str) -> QImage | None:
        """Return a picture, and ask for it if nobody did."""
        if not media:
            return QImage()
        if media not in self._images:
            self._make_room()
            self._images[media] = None
            self._background.run_beside(
                partial(_read, self._pictures, media),
                partial(self._take, media),
                partial(self._miss, media),
            )
        return self._images[media]

    def _take(self, media: str, image: QImage) -> None:
        self._images[media] = image
        self.arrived.emit()

    def _miss(self, media: str, _error: HitlError) -> None:
        self._take(media, QImage())

    def _make_room(self) -> None:
        while len(self._images) >= _KEPT:
            del self._images[next(iter(self._images))]


def _read(pictures: Pictures, media: str) -> QImage:
    """Fetch a picture on a worker; it owns its bytes, and is no larger than a row needs."""
    pixels: Pixels = pictures.thumbnail(media)
    grey = pixels.channels == 1
    form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    stride = pixels.width * pixels.channels
    image = QImage(pixels.data, pixels.width, pixels.height, stride, form)
    if max(pixels.width, pixels.height) > _SIDE:
        return image.scaled(
            QSize(_SIDE, _SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return image.copy()
