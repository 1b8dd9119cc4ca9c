"""The names of the lines at their right ends, kept apart from each other."""

from PySide6.QtWidgets import QWidget

from hitl_app.ui.theme import px
from hitl_app.ui.widgets import Label

_APART = 15


class EndLabels:
    """Two words beside a chart: which line is which, without looking up."""

    def __init__(self, over: QWidget) -> None:
        self._blind = Label("Blind", "small", "blue", 500)
        self._seen = Label("Seen", "small", "text3", 500)
        for label in (self._blind, self._seen):
            label.setParent(over)
            label.hide()

    def place(self, left: int, blind: int | None, seen: int | None) -> None:
        """Put the words at the heights of the ends; without a line without its word."""
        if blind is not None and seen is not None and abs(blind - seen) < px(_APART):
            middle, side = (blind + seen) / 2, -1 if seen <= blind else 1
            seen = round(middle + side * px(_APART) / 2)
            blind = round(middle - side * px(_APART) / 2)
        for label, at in ((self._blind, blind), (self._seen, seen)):
            label.setVisible(at is not None)
            if at is not None:
                label.adjustSize()
                label.move(left, at - label.height() // 2)
                label.raise_()
