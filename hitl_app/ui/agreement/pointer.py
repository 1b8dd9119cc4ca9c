"""The pointer over a plot: hover, click, drag along the axis, double click."""

from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QMouseEvent

from hitl_app.ui.theme import color

_LEAST_DRAG: Final = 6
_MOUSE: Final = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
}


class Pointer(QObject):
    """Takes the mouse from a plot and tells places on its time axis."""

    hovered = Signal(float)
    left = Signal()
    pressed = Signal()
    clicked = Signal(float)
    dragged = Signal(float, float)
    double_clicked = Signal()

    def __init__(self, plot: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._plot = plot
        self._from: QPoint | None = None
        self._area = pg.LinearRegionItem(movable=False)
        self._area.setVisible(False)
        plot.viewport().setMouseTracking(True)
        plot.viewport().installEventFilter(self)

    def draw(self) -> None:
        """Put the dragged area into a plot that was cleared, in the colours of the theme."""
        self._area.setBrush(color("accent", 40))
        self._plot.addItem(self._area, ignoreBounds=True)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the mouse, nothing else."""
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        if event.type() not in _MOUSE or not isinstance(event, QMouseEvent):
            return False
        at = event.position().toPoint()
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._from = None
            self.double_clicked.emit()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._from = at
            self.pressed.emit()
        elif event.type() == QEvent.Type.MouseMove:
            self._moved(at)
        else:
            self._released(at)
        return True

    def _moved(self, at: QPoint) -> None:
        if self._from is None:
            self.hovered.emit(self._day_at(at))
        elif abs(at.x() - self._from.x()) >= _LEAST_DRAG:
            self._area.setRegion((self._day_at(self._from), self._day_at(at)))
            self._area.setVisible(True)

    def _released(self, at: QPoint) -> None:
        start, self._from = self._from, None
        if start is None:
            return
        if self._area.isVisible():
            self._area.setVisible(False)
            low, high = sorted((self._day_at(start), self._day_at(at)))
            self.dragged.emit(low, high)
        else:
            self.clicked.emit(self._day_at(at))

    def _day_at(self, at: QPoint) -> float:
        return float(self._plot.getViewBox().mapSceneToView(self._plot.mapToScene(at)).x())
