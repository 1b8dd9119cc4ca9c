"""The list itself: rows of 45 pixels with picture, answers side by side, and a confidence bar."""

from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from hitl_app.presentation.queue import Cell, Kind
from hitl_app.ui.icons import draw
from hitl_app.ui.queue.model import CELL, RowTable
from hitl_app.ui.queue.thumbnails import Thumbnails
from hitl_app.ui.theme import color, font, look, px
from hitl_app.ui.widgets.painting import advance, rounded, words

ROW: Final = 45
_NARROW: Final = 1240
_PICTURE = (50, 37)


class CaseCells(QStyledItemDelegate):
    """Draws the cells from tokens."""

    def __init__(self, thumbnails: Thumbnails | None, view: "CaseView") -> None:
        super().__init__(view)
        self._thumbnails, self._view = thumbnails, view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground, line below, and what the cell holds."""
        cell: Cell = index.data(CELL)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, color("accent_soft" if chosen else "surface"))
        below = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(below, color("border"))
        if chosen and index.column() == 0 and self._view.hasFocus():
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("focus"))
        self._draw(painter, rect.adjusted(px(10), 0, -px(6), 0), cell)
        painter.restore()

    def _draw(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        match cell.kind:
            case Kind.PICTURE:
                self._draw_picture(painter, room, cell)
            case Kind.SHARE:
                _draw_share(painter, room, cell)
            case Kind.MARK:
                side = px(15)
                top = room.center().y() - side // 2
                mark = QRect(room.left(), top, side, side)
                draw(painter, mark, cell.icon_name, cell.tone, filled=True)
                text = room.adjusted(side + px(7), 0, 0, 0)
                words(painter, text, cell.text, font("body", 500), cell.tone)
            case Kind.WORDS:
                words(painter, room, cell.text, font("body", 600 if cell.bold else 400), cell.tone)

    def _draw_picture(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        width, height = (px(side) for side in _PICTURE)
        place = QRect(room.left(), room.center().y() - height // 2, width, height)
        rounded(painter, place, color("stage"), radius=4)
        image = None if self._thumbnails is None else self._thumbnails.image(cell.media)
        if image is not None and image.isNull():
            side = px(18)
            mark = QRect(0, 0, side, side)
            mark.moveCenter(place.center())
            draw(painter, mark, "warning", "warn", filled=True)
        elif image is not None:
            _draw_image(painter, place, image)


class CaseView(QTableView):
    """Arrows, Home, End and page keys walk the rows; letters and signs are the page's."""

    def __init__(
        self,
        table: RowTable[Any],
        cells: Thumbnails | None = None,
        *,
        title: str = "Cases",
        name: str = "queue.list",
        narrow: int = _NARROW,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("bare", True)
        self._columns = table.columns
        self._narrow = narrow
        self.setModel(table)
        self.setItemDelegate(CaseCells(cells, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setProperty("bare", True)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if cells is not None:
            cells.arrived.connect(self.viewport().update)
        look().changed.connect(self._measure)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk to the first and last row; other keys are the page's, not a search by typing."""
        last = self.model().rowCount() - 1
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if event.key() in ends and last >= 0:
            self.selectRow(ends[Qt.Key(event.key())])
            self.scrollTo(self.currentIndex())
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Draw the mark of the keyboard anew when focus comes or goes."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.viewport().update()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their width; narrow windows drop the last ones."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.horizontalHeader().setFixedHeight(px(34))
        narrow = self.width() < px(self._narrow)
        shown = []
        for place, column in enumerate(self._columns):
            hidden = column.drops and narrow
            self.setColumnHidden(place, hidden)
            if not hidden:
                shown.append((place, px(column.width)))
        left = max(0, self.viewport().width() - sum(width for _, width in shown))
        words_only = [place for place, _ in shown if self._columns[place].title != "Picture"]
        each = left // max(1, len(words_only))
        for place, width in shown:
            self.setColumnWidth(place, width + (each if place in words_only else 0))


def _draw_share(painter: QPainter, room: QRect, cell: Cell) -> None:
    face = font("body", 500)
    number = advance(face, "0.00") + px(10)
    words(painter, room, cell.text, face)
    bar = QRect(room.left() + number, 0, min(px(70), room.width() - number), px(6))
    bar.moveTop(room.center().y() - bar.height() // 2)
    rounded(painter, bar, color("surface3"), radius=bar.height() / 2)
    filled = QRect(bar)
    filled.setWidth(max(bar.height(), round(bar.width() * (cell.share or 0.0))))
    rounded(painter, filled, color("model"), radius=bar.height() / 2)
    if cell.tick is not None:
        at = bar.left() + round(bar.width() * cell.tick)
        painter.fillRect(QRect(at - 1, bar.top() - px(4), 2, bar.height() + px(8)), color("text"))


def _draw_image(painter: QPainter, place: QRect, image: QImage) -> None:
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    fitted = QRect(place.topLeft(), size)
    fitted.moveCenter(place.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(fitted, image)
