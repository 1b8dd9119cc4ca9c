"""The rows of a list; those of the cases ask for the next page when the end comes into sight."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from hitl_app.presentation.queue import Cell, Column, row_aloud
from hitl_app.workflow.ports import CaseRow
from hitl_app.workflow.queue import Page, Place

R = TypeVar("R")
CELL: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowTable(QAbstractTableModel, Generic[R]):
    """Rows as columns show them, and as `aloud` says them."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        clock: Callable[[], datetime],
        aloud: Callable[[R], str],
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[R] = []
        self._clock = clock
        self._aloud = aloud

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows are here so far."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell: to be drawn, to be read, to be read aloud."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._aloud(row)
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
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class CaseTable(RowTable[CaseRow]):
    """Sends `more_wanted(place)`; a page that comes is put below with `add`."""

    more_wanted = Signal(object)

    def __init__(self, columns: Sequence[Column[CaseRow]], clock: Callable[[], datetime]) -> None:
        super().__init__(columns, clock, row_aloud)
        self._next: Place = None
        self._asked = False

    @property
    def has_more(self) -> bool:
        """Say whether there are rows that were not fetched yet."""
        return self._next is not None

    def begin(self, page: Page) -> None:
        """Show another list from its beginning."""
        self._next, self._asked = page.next, False
        self.show_rows(page.rows)

    def add(self, page: Page) -> None:
        """Put the next page below; a page without rows only ends the list."""
        self._next, self._asked = page.next, False
        if page.rows:
            first = len(self.rows)
            self.beginInsertRows(_NOWHERE, first, first + len(page.rows) - 1)
            self.rows += page.rows
            self.endInsertRows()

    def ask_again(self) -> None:
        """Let the next page be asked for again, after it did not come."""
        self._asked = False

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether another page can be asked for now."""
        return not parent.isValid() and self.has_more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; it comes later, through `add`."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit(self._next)
