"""The picture of a case on its neutral ground: zoom, place, brightness; painted from a ready copy."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import RADIUS_CARD

_STEP = 1.25
_LARGEST = 16.0


class PictureStage(QWidget):
    """One picture; place and zoom are kept relative to it, so the next one can take them over.

    A picture may come in two steps: a small one with the size of the whole (`full_size`), then the
    whole (`set_detail`). `wants_detail` is sent when the small one is no longer enough.
    """

    zoomed = Signal()
    wants_detail = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._full = QSize()
        self._covers: dict[str, QImage] = {}
        self._shown_cover = ""
        self._zoom: float | None = None  # None: fit
        self._centre = QPointF(0.5, 0.5)
        self._light = (0, 100)
        self._ready: tuple[object, QImage] = (None, QImage())
        self._dragged_from: QPoint | None = None
        self.setMouseTracking(False)

    def set_image(self, image: QImage, full_size: QSize | None = None, *, keep_view: bool) -> None:
        """Show another picture, fitted unless the view is to be kept."""
        self._image = image
        self._full = full_size or image.size()
        self._covers.clear()
        self._shown_cover = ""
        if not keep_view:
            self._zoom, self._centre, self._light = None, QPointF(0.5, 0.5), (0, 100)
        self._refresh()

    def set_detail(self, image: QImage) -> None:
        """Put the whole picture in the place of the small one; nothing else changes."""
        self._image = image
        self._full = image.size()
        self._refresh()

    def set_cover(self, name: str, image: QImage) -> None:
        """Give a picture that can be shown in the same place (a good part) or above (heat)."""
        self._covers[name] = image

    def show_cover(self, name: str) -> None:
        """Show a cover, or none with an empty name."""
        self._shown_cover = name
        self.update()

    @property
    def fits(self) -> bool:
        """Whether the whole picture is shown."""
        return self._zoom is None

    @property
    def scale(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self._fit_scale() if self._zoom is None else self._zoom

    @property
    def light(self) -> tuple[int, int]:
        """Brightness (-100 to 100) and contrast (20 to 300) in per cent."""
        return self._light

    def set_light(self, brightness: int, contrast: int) -> None:
        """Show the picture brighter or with more contrast; the file stays as it is."""
        self._light = (max(-100, min(100, brightness)), max(20, min(300, contrast)))
        self._refresh()

    def zoom_to(self, scale: float | None, at: QPointF | None = None) -> None:
        """Show one picture pixel as so many screen pixels (None: fit); what lies at `at` stays."""
        point = at or QPointF(self.rect().center())
        before = self._to_picture(point)
        fit = self._fit_scale()
        self._zoom = None if scale is None or scale <= fit else min(scale, max(_LARGEST, fit))
        if self._zoom is None:
            self._centre = QPointF(0.5, 0.5)
        else:
            after = self._to_picture(point)
            self._move_centre(before - after)
        self._refresh()
        if self.scale * self._full.width() > 1.05 * self._image.width() < self._full.width():
            self.wants_detail.emit()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in or out by steps."""
        self.zoom_to(self.scale * _STEP**steps, at)

    def move_by(self, across: float, down: float) -> None:
        """Move what is seen by shares of the view."""
        if self._zoom is None or self._full.isEmpty():
            return
        size = QSizeF(self._full) * self._zoom
        self._move_centre(
            QPointF(across * self.width() / size.width(), down * self.height() / size.height())
        )
        self._refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom_by(event.angleDelta().y() / 120, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the picture."""
        self._dragged_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture."""
        if self._dragged_from is not None and not self.fits:
            way = self._dragged_from - event.position().toPoint()
            self.move_by(way.x() / max(1, self.width()), way.y() / max(1, self.height()))
            self._dragged_from = event.position().toPoint()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the dragging."""
        self._dragged_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change between the whole picture and one to one."""
        self.zoom_to(1.0 if self.fits and self._fit_scale() < 1 else None, event.position())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the picture."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            path = QPainterPath()
            path.addRoundedRect(QRectF(self.rect()), RADIUS_CARD, RADIUS_CARD)
            painter.fillPath(path, color("stage"))
            if self._image.isNull():
                return
            painter.setClipPath(path)
            self._draw_picture(painter)
            if not self.fits:
                self._draw_map(painter)

    def _draw_picture(self, painter: QPainter) -> None:
        cover = self._covers.get(self._shown_cover, QImage())
        target = self._target()
        if self._shown_cover == "reference" and not cover.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, cover)
            return
        place, ready = self._prepared(target)
        painter.drawImage(place, ready)
        if not cover.isNull():
            painter.setOpacity(0.45)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, cover)
            painter.setOpacity(1.0)

    def _prepared(self, target: QRect) -> tuple[QPoint, QImage]:
        """Return the part in sight, scaled once for this view, and where it goes."""
        seen = target.intersected(self.rect())
        ratio = self.devicePixelRatioF()
        key = (self._image.cacheKey(), target, seen, self._light, ratio)
        if self._ready[0] != key:
            self._ready = (key, self._rendered(target, seen, ratio))
        return seen.topLeft(), self._ready[1]

    def _rendered(self, target: QRect, seen: QRect, ratio: float) -> QImage:
        share = self._image.width() / max(1, target.width())
        source = QRectF(
            (seen.x() - target.x()) * share, (seen.y() - target.y()) * share,
            seen.width() * share, seen.height() * share,
        )  # fmt: skip
        part = (
            self._image.copy(source.toAlignedRect())
            if source.size() != QSizeF(self._image.size())
            else self._image
        )
        size = (QSizeF(seen.size()) * ratio).toSize()
        # Beyond two to one, single pixels matter more than smoothness.
        mode = Qt.TransformationMode.SmoothTransformation
        if self.scale >= 4:  # noqa: PLR2004  four screen pixels show a pixel as a square
            mode = Qt.TransformationMode.FastTransformation
        made = part.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        made = adjusted(made, *self._light)
        made.setDevicePixelRatio(ratio)
        return made

    def _draw_map(self, painter: QPainter) -> None:
        """Show at the lower right which part of the picture is in sight."""
        size = self._full.scaled(px(148), px(112), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(
            self.width() - size.width() - 12, self.height() - size.height() - 12,
            size.width(), size.height(),
        )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._image)
        target = self._target()
        share = box.width() / max(1, target.width())
        seen = target.intersected(self.rect())
        inner = QRectF(
            box.x() + (seen.x() - target.x()) * share, box.y() + (seen.y() - target.y()) * share,
            seen.width() * share, seen.height() * share,
        )  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(color("border_strong"))
        painter.drawRect(box)
        painter.setPen(color("accent"))
        painter.drawRect(inner)

    def _target(self) -> QRect:
        """Return where the whole picture lies, in the coordinates of the view."""
        size = QSizeF(self._full) * self.scale
        left = self.width() / 2 - self._centre.x() * size.width()
        top = self.height() / 2 - self._centre.y() * size.height()
        return QRectF(QPointF(left, top), size).toRect()

    def _fit_scale(self) -> float:
        if self._full.isEmpty():
            return 1.0
        room = QSizeF(max(1, self.width() - 8), max(1, self.height() - 8))
        return min(room.width() / self._full.width(), room.height() / self._full.height())

    def _to_picture(self, point: QPointF) -> QPointF:
        size = QSizeF(self._full) * self.scale
        across = self._centre.x() + (point.x() - self.width() / 2) / max(1.0, size.width())
        down = self._centre.y() + (point.y() - self.height() / 2) / max(1.0, size.height())
        return QPointF(across, down)

    def _move_centre(self, way: QPointF) -> None:
        size = QSizeF(self._full) * self.scale
        moved = self._centre + way
        self._centre = QPointF(
            _held(moved.x(), self.width() / max(1.0, size.width())),
            _held(moved.y(), self.height() / max(1.0, size.height())),
        )

    def _refresh(self) -> None:
        self.update()
        self.zoomed.emit()


def _held(centre: float, seen: float) -> float:
    """Keep the picture's edge from being dragged into the view."""
    half = seen / 2
    return 0.5 if half >= 0.5 else min(1 - half, max(half, centre))  # noqa: PLR2004  half of the picture


def adjusted(image: QImage, brightness: int, contrast: int) -> QImage:
    """Return the picture with another brightness and contrast, both in per cent."""
    if (brightness, contrast) == (0, 100):
        return image
    grey = image.isGrayscale() and image.depth() == 8  # noqa: PLR2004  bits
    flat = image.convertToFormat(
        QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    )
    table = bytes(
        max(0, min(255, round((value - 128) * contrast / 100 + 128 + brightness * 1.28)))
        for value in range(256)
    )
    changed = bytes(flat.constBits()).translate(table)
    # copy(): the picture must own its bytes once this function has ended.
    return QImage(changed, flat.width(), flat.height(), flat.bytesPerLine(), flat.format()).copy()
