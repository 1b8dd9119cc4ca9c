"""The white box that holds one subject, with a title row."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets.text import Label


class Card(QFrame):
    """A card; add content to `body`, and controls at the right of the title to `title_row`."""

    def __init__(
        self,
        title: str = "",
        note: str = "",
        *,
        icon_name: str = "",
        tone: str = "text",
        name: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        if name:
            self.setObjectName(name)
        self.setAccessibleName(title)
        self._icon_name, self._tone = icon_name, tone
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 11, 14, 12)
        self.body.setSpacing(SPACE_S)
        self.title_row = QHBoxLayout()
        self.title_row.setSpacing(SPACE_S)
        self._mark = Label()
        self.title = Label(title, "strong", tone, 600)
        self.note = Label(note, "small", "text2")
        self._fill_title_row()
        look().changed.connect(self._draw_mark)

    def set_title(self, title: str, note: str = "") -> None:
        """Change the words of the title row."""
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.setAccessibleName(title)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self.body.addWidget(widget, stretch)

    def _fill_title_row(self) -> None:
        self._mark.setVisible(bool(self._icon_name))
        self.note.setVisible(bool(self.note.text()))
        self.title_row.addWidget(self._mark)
        self.title_row.addWidget(self.title)
        self.title_row.addStretch(1)
        self.title_row.addWidget(self.note)
        if self.title.text():
            self.body.addLayout(self.title_row)
        self._draw_mark()

    def _draw_mark(self) -> None:
        if self._icon_name:
            self._mark.setPixmap(pixmap(self._icon_name, px(16), self._tone, filled=True))
