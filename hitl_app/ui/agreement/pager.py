"""Steps through more small charts than fit beside each other."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hitl_app.presentation.agreement import CHARTS_AT_ONCE, page_words
from hitl_app.ui.widgets import Button, Label


class Pager(QWidget):
    """Which small charts are shown, with a step before and after."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._page = 0
        self._before = Button("", "caret-left", "quiet", help_text="Charts before")
        self._words = Label("", "small", "text2")
        self._after = Button("", "caret-right", "quiet", help_text="Charts after")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self._before, self._words, self._after):
            row.addWidget(widget)
        self._before.clicked.connect(lambda _checked: self.asked.emit(self._page - 1))
        self._after.clicked.connect(lambda _checked: self.asked.emit(self._page + 1))
        self.hide()

    def show_page(self, page: int, total: int) -> None:
        """Show where one is; hidden where everything fits."""
        self._page = page
        self._words.setText(page_words(page, total))
        self._before.setEnabled(page > 0)
        self._after.setEnabled((page + 1) * CHARTS_AT_ONCE < total)
        self.setVisible(total > CHARTS_AT_ONCE)
