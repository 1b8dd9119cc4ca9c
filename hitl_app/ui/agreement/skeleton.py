"""Grey shapes where figures will stand; only before the first ones have come."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import RADIUS_CARD
from hitl_app.ui.widgets.painting import begin, rounded

_TILES, _CARDS, _GAP, _TILE_HEIGHT = 5, 4, 10, 92


class Skeleton(QWidget):
    """Tiles, a chart and four cards without content."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("agreement.skeleton")
        self.setAccessibleName("Fetching figures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shapes."""
        tile, half = px(_TILE_HEIGHT), (self.height() - px(_TILE_HEIGHT) - 2 * _GAP) // 2
        with begin(self) as painter:
            self._row(painter, 0, tile, _TILES)
            self._row(painter, tile + _GAP, half, 1)
            self._row(painter, tile + half + 2 * _GAP, half, _CARDS)

    def _row(self, painter: QPainter, top: int, height: int, count: int) -> None:
        wide = (self.width() - (count - 1) * _GAP) // count
        for place in range(count):
            box = QRect(place * (wide + _GAP), top, wide, height)
            rounded(painter, box, color("surface"), color("border"), radius=RADIUS_CARD)
            title = QRect(box.left() + 14, box.top() + 14, wide // 3, px(12))
            rounded(painter, title, color("surface3"), radius=4)
            if height > px(60):
                below = QRect(box.left() + 14, box.top() + 14 + px(24), wide // 2, px(20))
                rounded(painter, below, color("surface3"), radius=4)
