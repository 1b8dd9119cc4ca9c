"""The numbers of the chart as a table."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hitl_app.ui.actions import Keymap
from hitl_app.ui.theme import look, px

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Rows of texts under headings; all but the first `words` columns are numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[str, ...] = ()
        self._rows: list[tuple[str, ...]] = []
        self._words = 0

    def set_rows(self, columns: Sequence[str], rows: Sequence[tuple[str, ...]], words: int) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._columns, self._rows, self._words = tuple(columns), list(rows), words
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a text, and that numbers stand at the right."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return self._align(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        return self._align(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _align(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if column < self._words else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter


class FigureTable(QTableView):
    """A table to read and copy from; the key of the table leads back (`left`)."""

    left = Signal()

    def __init__(self, keymap: Callable[[], Keymap], *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("The numbers of the chart")
        self._keymap = keymap
        self._rows = RowsModel()
        self.setModel(self._rows)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        look().changed.connect(self._measure)
        self._measure()

    def set_rows(self, columns: Sequence[str], rows: Sequence[tuple[str, ...]], words: int) -> None:
        """Show other rows."""
        self._rows.set_rows(columns, rows, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the chart with the key that led here, or with Esc."""
        command = self._keymap().command(event, "agreement")
        wanted = command is not None and command.id == "agreement.table"
        if wanted or event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(28))
