"""The rows of the list: a table model that asks for the next page when the end comes into sight."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from hitl_app.presentation.queue import Cell, Column, row_aloud
from hitl_app.workflow.ports import CaseRow
from hitl_app.workflow.queue import Page, Place

CELL: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CaseTable(QAbstractTableModel):
    """Sends `more_wanted(place)`; a page that comes is put below with `add`."""

    more_wanted = Signal(object)

    def __init__(self, columns: Sequence[Column], clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._clock = clock
        self._rows: list[CaseRow] = []
        self._next: Place = None
        self._asked = False

    @property
    def has_more(self) -> bool:
        """Say whether there are rows that were not fetched yet."""
        return self._next is not None

    def begin(self, page: Page) -> None:
        """Show another list from its beginning."""
        self.beginResetModel()
        self._rows, self._next, self._asked = list(page.rows), page.next, False
        self.endResetModel()

    def add(self, page: Page) -> None:
        """Put the next page below; a page without rows only ends the list."""
        self._next, self._asked = page.next, False
        if page.rows:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()

    def ask_again(self) -> None:
        """Let the next page be asked for again, after it did not come."""
        self._asked = False

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows are here so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell: to be drawn, to be read, to be read aloud."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row_aloud(row)
        if role in {CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            cell: Cell = column.cell(row, self._clock(), None)
            return cell if role == CELL else cell.text
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether another page can be asked for now."""
        return not parent.isValid() and self.has_more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; it comes later, through `add`."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit(self._next)
