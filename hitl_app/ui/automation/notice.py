"""A line over the page: somebody was quicker, or the store did not answer. It never takes focus."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout

from hitl_app.ui.announce import announce
from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import Button, Label

Offer = tuple[str, str, Callable[[], None]]
"""A button: its name, its words, what it does."""


class Notice(QFrame):
    """An icon, a sentence, and the ways on."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("card", True)
        self._mark = Label()
        self._text = Label("", "body", "text", 500, wrap=True, name=f"{name}.text")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, SPACE_S, SPACE_S, SPACE_S)
        self._row.setSpacing(SPACE_M)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._text, 1)
        self._buttons: list[Button] = []
        look().changed.connect(self._draw)
        self._draw()
        self.hide()

    def text(self) -> str:
        """Return what is said, nothing when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, offers: Sequence[Offer] = ()) -> None:
        """Show a sentence with its buttons, and read it out when it is a new one."""
        if text == self.text():
            return
        self.clear()
        self._text.setText(text)
        self.setAccessibleName(text)
        for name, words, act in offers:
            button = Button(words, name=f"{self.objectName()}.{name}")
            button.clicked.connect(lambda _checked, do=act: do())
            self._buttons.append(button)
            self._row.addWidget(button)
        self.show()
        announce(self, text)

    def clear(self) -> None:
        """Say nothing."""
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        self.hide()

    def _draw(self) -> None:
        self._mark.setPixmap(pixmap("warning", px(18), "warn", filled=True))
