"""The part of a picture that is seen, scaled and lit once, so that painting only copies it."""

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage

# From here on single pixels matter more than smoothness.
_SQUARES_FROM = 4.0


class ReadyCopy:
    """Keeps the last copy; makes another when picture, place, light or screen change."""

    def __init__(self) -> None:
        self._made_for: object = None
        self._copy = QImage()

    def of(
        self, image: QImage, target: QRect, seen: QRect, light: tuple[int, int], ratio: float
    ) -> QImage:
        """Return the part `seen` of a picture that fills `target`, in the screen's pixels."""
        asked = (image.cacheKey(), target, seen, light, ratio)
        if asked != self._made_for:
            self._copy = adjusted(_scaled_part(image, target, seen, ratio), *light)
            self._copy.setDevicePixelRatio(ratio)
            self._made_for = asked
        return self._copy


def _scaled_part(image: QImage, target: QRect, seen: QRect, ratio: float) -> QImage:
    part = image
    if seen != target:
        share = image.width() / max(1, target.width())
        source = QRectF(
            (seen.x() - target.x()) * share,
            (seen.y() - target.y()) * share,
            seen.width() * share,
            seen.height() * share,
        )
        part = image.copy(source.toAlignedRect().intersected(image.rect()))
    size = (QSizeF(seen.size()) * ratio).toSize()
    coarse = size.width() >= _SQUARES_FROM * part.width()
    mode = Qt.TransformationMode
    return part.scaled(
        size,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        mode.FastTransformation if coarse else mode.SmoothTransformation,
    )


def adjusted(image: QImage, brightness: int, contrast: int) -> QImage:
    """Return the picture with another brightness and contrast, both in per cent."""
    if (brightness, contrast) == (0, 100):
        return image
    grey = image.format() == QImage.Format.Format_Grayscale8
    flat = image.convertToFormat(
        QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    )
    table = bytes(
        max(0, min(255, round((value - 128) * contrast / 100 + 128 + brightness * 1.28)))
        for value in range(256)
    )
    changed = bytes(flat.constBits()).translate(table)
    size = (flat.width(), flat.height(), flat.bytesPerLine(), flat.format())
    # copy(): the picture must own its bytes once this function has ended.
    return QImage(changed, *size).copy()
