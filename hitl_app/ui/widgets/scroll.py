"""A column that scrolls when its content is higher than the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_M


class ScrollColumn(QScrollArea):
    """Cards below one another; with `width` the column keeps that width (at 100 % text)."""

    def __init__(self, *, width: int = 0, name: str = "") -> None:
        super().__init__()
        self._fixed = width
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_M)
        self.setWidget(inside)
        look().changed.connect(self._measure)
        self._measure()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self.column.addWidget(widget, stretch)

    def set_column_width(self, width: int) -> None:
        """Keep another width (at 100 % text), as wide windows do."""
        self._fixed = width
        self._measure()

    def _measure(self) -> None:
        if self._fixed:
            self.setFixedWidth(px(self._fixed))
