"""Where a picture lies in its view: zoom and place, kept relative to the picture."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF

STEP = 1.25
LARGEST = 16.0
_EDGE = 8


class Placing:
    """The whole picture's size, the view's size, and what of the one is seen in the other.

    The centre is a share of the picture, so that the next picture can be shown in the same place
    whatever its size.
    """

    def __init__(self) -> None:
        self.picture = QSize()
        self.view = QSize(1, 1)
        self._zoom: float | None = None  # None: fit
        self._centre = QPointF(0.5, 0.5)

    @property
    def fits(self) -> bool:
        """Whether the whole picture is shown."""
        return self._zoom is None

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole picture is seen."""
        if self.picture.isEmpty():
            return 1.0
        across = max(1, self.view.width() - _EDGE) / self.picture.width()
        down = max(1, self.view.height() - _EDGE) / self.picture.height()
        return min(across, down)

    @property
    def scale(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self.fit_scale if self._zoom is None else self._zoom

    @property
    def target(self) -> QRect:
        """Where the whole picture lies, in the coordinates of the view."""
        size = self._size()
        left = self.view.width() / 2 - self._centre.x() * size.width()
        top = self.view.height() / 2 - self._centre.y() * size.height()
        return QRectF(QPointF(left, top), size).toRect()

    def resize(self, view: QSize) -> None:
        """Take over another size of the view; what is in the middle stays there."""
        self.view = view
        if self._zoom is not None and self._zoom <= self.fit_scale:
            self.fit()
        self._move_centre(QPointF(0, 0))

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom, self._centre = None, QPointF(0.5, 0.5)

    def zoom_to(self, scale: float, at: QPointF) -> None:
        """Use another scale; the point of the picture below `at` stays there."""
        fit = self.fit_scale
        if scale <= fit:
            self.fit()
            return
        before = self._to_picture(at)
        self._zoom = min(scale, max(LARGEST, fit))
        self._move_centre(before - self._to_picture(at))

    def move_by(self, across: float, down: float) -> None:
        """Move what is seen by shares of the view."""
        if not self.fits:
            size = self._size()
            way = QPointF(
                across * self.view.width() / max(1.0, size.width()),
                down * self.view.height() / max(1.0, size.height()),
            )
            self._move_centre(way)

    def _size(self) -> QSizeF:
        return QSizeF(self.picture) * self.scale

    def _to_picture(self, point: QPointF) -> QPointF:
        size = self._size()
        across = (point.x() - self.view.width() / 2) / max(1.0, size.width())
        down = (point.y() - self.view.height() / 2) / max(1.0, size.height())
        return self._centre + QPointF(across, down)

    def _move_centre(self, way: QPointF) -> None:
        size, moved = self._size(), self._centre + way
        self._centre = QPointF(
            _held(moved.x(), self.view.width() / max(1.0, size.width())),
            _held(moved.y(), self.view.height() / max(1.0, size.height())),
        )


def _held(centre: float, seen: float) -> float:
    """Keep the picture's edge from being dragged into the view."""
    half = min(0.5, seen / 2)
    return min(1 - half, max(half, centre))
