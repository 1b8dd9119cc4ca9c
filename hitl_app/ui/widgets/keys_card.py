"""The card that lists the keys of a page, made from the table of commands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.ui.tokens import SPACE_S, SPACE_XL
from hitl_app.ui.widgets.keycap import KeyCap
from hitl_app.ui.widgets.overlay import Overlay
from hitl_app.ui.widgets.text import Label

# (title of the group, its keys as (what stands on the key, what it does))
KeyGroup = tuple[str, Sequence[tuple[str, str]]]


class KeysCard(Overlay):
    """All keys at a glance, a column a group."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, "Keys", "every key can be changed in Settings", width=1100, name="keys"
        )
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_XL)
        self._holder: QWidget | None = None
        self.body.addLayout(self._columns)

    def show_groups(self, groups: Sequence[KeyGroup]) -> None:
        """Fill the card and open it."""
        if self._holder is not None:
            self._columns.removeWidget(self._holder)
            self._holder.deleteLater()
        self._holder = QWidget()
        row = QHBoxLayout(self._holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XL)
        for title, keys in groups:
            row.addLayout(self._column(title, keys), 1)
        self._columns.addWidget(self._holder)
        self.open()

    def _column(self, title: str, keys: Sequence[tuple[str, str]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        column.addWidget(Label(title, "body", "text2", 600))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        for place, (key, words) in enumerate(keys):
            grid.addWidget(KeyCap(key), place, 0, top)
            grid.addWidget(Label(words, "body", wrap=True), place, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return column
