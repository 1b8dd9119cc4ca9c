"""What people said against what the model said: the confusion matrix."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from hitl_app.ui.theme import color, font, look, px
from hitl_app.ui.tokens import contrast
from hitl_app.ui.widgets.painting import advance, focus_ring, mixed, words

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_OPENERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}

# A share of a row that gets the strongest colour even when nothing is worse.
LEAST_WORST = 0.05


# Names of columns rise at so many degrees, and go across by so much of their length.
_SLANT, _ACROSS = 38, 0.79


class MatrixView(QAbstractScrollArea):
    """Rows are people, columns the model; the diagonal is grey, differences are coloured.

    `cell_selected(row, column)` follows arrows and clicks; `cell_activated(row, column)` comes with
    a click, Enter or Space. Many labels scroll; names of rows and columns stay in sight.
    """

    cell_selected = Signal(int, int)
    cell_activated = Signal(int, int)

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Where person and model differ: rows person, columns model")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._labels: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()
        self._chosen: tuple[int, int] | None = None
        self._worst = LEAST_WORST
        self._names, self._cell = QSize(), QSize(1, 1)

    def set_counts(self, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """Show other counts; the chosen cell stays when the labels are the same."""
        if tuple(labels) != self._labels:
            self._chosen = None
        self._labels = tuple(labels)
        self._counts = tuple(tuple(int(count) for count in row) for row in counts)
        self._worst = max(LEAST_WORST, _worst_share(self._counts))
        self._arrange()
        self.viewport().update()

    def chosen(self) -> tuple[int, int] | None:
        """Return the chosen cell as (row, column)."""
        return self._chosen

    def select(self, row: int, column: int) -> None:
        """Choose a cell, bring it into sight and say so."""
        self._chosen = (row, column)
        person, model, count = self._labels[row], self._labels[column], self._counts[row][column]
        self.setAccessibleDescription(f"person {person}, model {model}, {count} cases")
        self._bring_into_sight(row, column)
        self.viewport().update()
        self.cell_selected.emit(row, column)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where a cell is in the viewport."""
        left, top, side = self._names.width(), self._names.height(), self._cell
        x = left + column * side.width() - self.horizontalScrollBar().value()
        y = top + row * side.height() - self.verticalScrollBar().value()
        return QRect(x, y, side.width() - 1, side.height() - 1)

    def sizeHint(self) -> QSize:
        """Return the room for the whole matrix, up to ten labels."""
        shown = min(10, len(self._labels))
        return _room_of_names(self._labels) + QSize(
            shown * px(34) + _lean(self._labels), shown * px(28) + 2
        )

    def minimumSizeHint(self) -> QSize:
        """Return the room for three labels."""
        return _room_of_names(self._labels) + QSize(3 * px(28), 3 * px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Work out the scroll bars again."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the cells with arrows, Home and End; Enter opens."""
        key, last = Qt.Key(event.key()), len(self._labels) - 1
        row, column = self._chosen or (0, 0)
        if not self._labels:
            super().keyPressEvent(event)
        elif key in _ARROWS and self._chosen is not None:
            down, right = _ARROWS[key]
            self.select(min(last, max(0, row + down)), min(last, max(0, column + right)))
        elif key in _ARROWS:
            self.select(0, 0)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.select(row, 0 if key == Qt.Key.Key_Home else last)
        elif key in _OPENERS and self._chosen is not None:
            self.cell_activated.emit(row, column)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer and open it."""
        found = self._cell_at(event.position().toPoint())
        if found is not None:
            self.select(*found)
            self.cell_activated.emit(*found)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw cells and names."""
        with QPainter(self.viewport()) as painter:
            left, top = self._names.width(), self._names.height()
            size = self.viewport().size()
            painter.setClipRect(QRect(left, top, size.width() - left, size.height() - top))
            self._draw_cells(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_names(painter, left, top)
            self._draw_chosen(painter)

    def _draw_cells(self, painter: QPainter) -> None:
        # Up to 1,600 cells: everything that is the same for all of them is looked up once.
        inks, view = _Inks(), self.viewport().rect()
        for row, counts in enumerate(self._counts):
            total = sum(counts) or 1
            for column, count in enumerate(counts):
                rect = self.cell_rect(row, column)
                if rect.intersects(view):
                    share = count / total if row != column else -1.0
                    heat = share if share < 0 else min(1.0, share / self._worst) ** 0.6
                    inks.draw(painter, rect, count, heat, bold=(row, column) == self._chosen)

    def _draw_names(self, painter: QPainter, left: int, top: int) -> None:
        face, size = font("small"), self.viewport().size()
        painter.setClipRect(QRect(0, top, left, size.height() - top))
        for row, name in enumerate(self._labels):
            rect = self.cell_rect(row, 0)
            place = QRect(0, rect.top(), left - px(8), rect.height())
            bold = self._chosen is not None and self._chosen[0] == row
            words(
                painter,
                place,
                name,
                font("small", 600 if bold else 400),
                "text" if bold else "text2",
                Qt.AlignmentFlag.AlignRight,
            )
        painter.setClipRect(QRect(left - px(4), 0, size.width() - left + px(4), top))
        for column, name in enumerate(self._labels):
            rect = self.cell_rect(0, column)
            painter.save()
            painter.translate(QPointF(rect.center().x() - px(3), top - px(6)))
            painter.rotate(-_SLANT)
            room = min(px(96), round((size.width() - rect.center().x()) / _ACROSS))
            words(painter, QRect(0, -px(9), room, px(18)), name, face, "text2")
            painter.restore()
        painter.setClipping(False)
        rows = QRect(0, top - px(22), left - px(8), px(18))
        words(painter, rows, "person ↓", font("caption"), "text3", Qt.AlignmentFlag.AlignRight)
        columns = QRect(0, 0, left - px(8), px(18))
        words(painter, columns, "model →", font("caption"), "text3", Qt.AlignmentFlag.AlignRight)

    def _draw_chosen(self, painter: QPainter) -> None:
        if self._chosen is not None and self._labels:
            focus_ring(painter, self.cell_rect(*self._chosen).adjusted(-1, -1, 1, 1), 3)

    def _arrange(self) -> None:
        """Measure names and cells once; painting and clicks only look them up."""
        view, count = self.viewport().size(), len(self._labels)
        self._names = _room_of_names(self._labels)
        self._cell = _cell_size(view - self._names, self._labels, self._counts)
        wide = self._names.width() + count * self._cell.width() - view.width()
        high = self._names.height() + count * self._cell.height() - view.height()
        self.horizontalScrollBar().setRange(0, max(0, wide))
        self.horizontalScrollBar().setPageStep(max(1, view.width() - self._names.width()))
        self.verticalScrollBar().setRange(0, max(0, high))
        self.verticalScrollBar().setPageStep(max(1, view.height() - self._names.height()))

    def _bring_into_sight(self, row: int, column: int) -> None:
        left, top = self._names.width(), self._names.height()
        rect, view = self.cell_rect(row, column), self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + _overhang(rect.left(), rect.right(), left, view.right()))
        down.setValue(down.value() + _overhang(rect.top(), rect.bottom(), top, view.bottom()))

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        left, top, cell = self._names.width(), self._names.height(), self._cell
        column = (point.x() - left + self.horizontalScrollBar().value()) // cell.width()
        row = (point.y() - top + self.verticalScrollBar().value()) // cell.height()
        inside = 0 <= row < len(self._labels) and 0 <= column < len(self._labels)
        return (row, column) if inside and point.x() >= left and point.y() >= top else None


def _room_of_names(labels: Sequence[str]) -> QSize:
    widest = max((advance(font("small", 600), name) for name in labels), default=0)
    longest = min(px(96), widest)
    # The words “model” and “person” stand above each other beside the names of columns.
    high = max(px(40), round(longest * 0.62) + px(20))
    return QSize(max(px(64), min(px(120), widest) + px(10)), high)


def _lean(labels: Sequence[str]) -> int:
    """Return how far the name of the last column leans out to the right."""
    last = advance(font("small"), labels[-1]) if labels else 0
    return max(px(8), round(min(px(96), last) * _ACROSS) - px(10))


def _cell_size(room: QSize, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> QSize:
    most = max((max(row, default=0) for row in counts), default=0)
    digits = advance(font("small", 600), "0" * len(str(most))) + px(3)
    count = max(1, len(counts))
    wide, high = (room.width() - _lean(labels)) // count, room.height() // count
    return QSize(max(px(24), digits, min(px(44), wide)), max(px(18), min(px(34), high)))


def _overhang(low: int, high: int, least: int, most: int) -> int:
    if low < least:
        return low - least
    return max(0, high - most)


def _worst_share(counts: Sequence[Sequence[int]]) -> float:
    shares = (
        count / (sum(row) or 1)
        for place, row in enumerate(counts)
        for column, count in enumerate(row)
        if column != place
    )
    return max(shares, default=0.0)


class _Inks:
    """The colours and faces of cells, for one painting."""

    def __init__(self) -> None:
        self._grounds: dict[float, tuple[QColor, QColor]] = {}
        self._plain, self._bold = font("small", 400), font("small", 600)
        self._edge, self._diagonal = color("border"), color("surface3")
        self._low, self._high = color("surface"), color("chart_vermilion")
        self._ink, self._other = color("text"), color("bg" if look().theme.dark else "text")

    def draw(self, painter: QPainter, rect: QRect, count: int, heat: float, *, bold: bool) -> None:
        """Paint a cell: heat from 0 to 1, or below 0 on the diagonal."""
        ground, ink = self._pair(round(heat, 2))
        painter.fillRect(rect, ground)
        if not count:
            painter.setPen(self._edge)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            return
        painter.setFont(self._bold if bold else self._plain)
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(count))

    def _pair(self, heat: float) -> tuple[QColor, QColor]:
        if heat < 0:
            return self._diagonal, self._ink
        if heat not in self._grounds:
            ground = mixed(self._low, self._high, heat)
            # The strongest colours are light in the dark theme and need dark figures.
            inks = (self._ink, self._other)
            ink = max(inks, key=lambda ink: contrast(ink.name(), ground.name()))
            self._grounds[heat] = (ground, ink)
        return self._grounds[heat]
