"""The picture of a case on its neutral ground: zoom, place and light, painted from a copy."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from hitl_app.ui.placing import STEP, Placing
from hitl_app.ui.ready_copy import ReadyCopy
from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import RADIUS_CARD

_NO_LIGHT = (0, 100)
_ENOUGH = 1.05


class PictureStage(QWidget):
    """One picture; the next one can take over its zoom, place and light (`keep_view`).

    A picture may come in two steps: a small one with the size of the whole (`full_size`), then the
    whole (`set_detail`). `wants_detail` is sent when the small one is no longer enough.
    """

    zoomed = Signal()
    wants_detail = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._covers: dict[str, QImage] = {}
        self._shown_cover = ""
        self._light = _NO_LIGHT
        self.placing = Placing()
        self.placing.resize(self.size())
        self._ready = ReadyCopy()
        self._dragged_from: QPoint | None = None

    def set_image(self, image: QImage, full_size: QSize | None = None, *, keep_view: bool) -> None:
        """Show another picture, fitted unless the view is to be kept."""
        self._image = image
        self.placing.picture = full_size or image.size()
        self._covers.clear()
        self._shown_cover = ""
        if not keep_view:
            self.placing.fit()
            self._light = _NO_LIGHT
        self._refresh()

    def set_detail(self, image: QImage) -> None:
        """Put the whole picture in the place of the small one; nothing else changes."""
        self._image = image
        self.placing.picture = image.size()
        self._refresh()

    def set_cover(self, name: str, image: QImage) -> None:
        """Give a picture for the same place: `reference` (instead) or `heat` (above)."""
        self._covers[name] = image

    def show_cover(self, name: str) -> None:
        """Show a cover, or none with an empty name."""
        self._shown_cover = name
        self.update()

    @property
    def scale(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self.placing.scale

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
        if scale is None:
            self.placing.fit()
        else:
            self.placing.zoom_to(scale, at or QPointF(self.rect().center()))
        self._refresh()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in or out by steps."""
        self.zoom_to(self.scale * STEP**steps, at)

    def move_by(self, across: float, down: float) -> None:
        """Move what is seen by shares of the view."""
        self.placing.move_by(across, down)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the place when the view changes its size."""
        self.placing.resize(event.size())
        self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom_by(event.angleDelta().y() / 120, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the picture."""
        self._dragged_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture."""
        if self._dragged_from is not None:
            way = self._dragged_from - event.position().toPoint()
            self.move_by(way.x() / max(1, self.width()), way.y() / max(1, self.height()))
            self._dragged_from = event.position().toPoint()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the dragging."""
        self._dragged_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change between the whole picture and one to one."""
        self.zoom_to(1.0 if self.placing.fits else None, event.position())

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
            if not self.placing.fits:
                _draw_map(painter, self._image, self.placing)

    def _draw_picture(self, painter: QPainter) -> None:
        cover = self._covers.get(self._shown_cover, QImage())
        target = self.placing.target
        seen = target.intersected(self.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._shown_cover == "reference" and not cover.isNull():
            painter.drawImage(target, cover)
            return
        ratio = self.devicePixelRatioF()
        ready = self._ready.of(self._image, target, seen, self._light, ratio)
        painter.drawImage(seen.topLeft(), ready)
        if not cover.isNull():
            painter.setOpacity(0.45)
            painter.drawImage(target, cover)
            painter.setOpacity(1.0)

    def _refresh(self) -> None:
        self.update()
        self.zoomed.emit()
        has, whole = self._image.width(), self.placing.picture.width()
        if has < whole and self.scale * whole > _ENOUGH * has:
            self.wants_detail.emit()


def _draw_map(painter: QPainter, image: QImage, placing: Placing) -> None:
    """Show at the lower right which part of the picture is in sight."""
    size = image.size().scaled(px(148), px(112), Qt.AspectRatioMode.KeepAspectRatio)
    corner = QPoint(placing.view.width() - size.width(), placing.view.height() - size.height())
    box = QRect(corner - QPoint(12, 12), size)
    target = placing.target
    share = box.width() / max(1, target.width())
    seen = target.intersected(QRect(QPoint(0, 0), placing.view))
    inner = QRectF(
        box.x() + (seen.x() - target.x()) * share,
        box.y() + (seen.y() - target.y()) * share,
        seen.width() * share,
        seen.height() * share,
    )
    painter.drawImage(box, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(color("border_strong"))
    painter.drawRect(box)
    painter.setPen(color("accent"))
    painter.drawRect(inner)
