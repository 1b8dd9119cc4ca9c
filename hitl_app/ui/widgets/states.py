"""Cards for when there is nothing to show, or something went wrong."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S, SPACE_XL
from hitl_app.ui.widgets.button import Button
from hitl_app.ui.widgets.text import Label


class EmptyState(QFrame):
    """A centred card: icon, title, sentence, whatever is put into `body`, buttons."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        sentence: str = "",
        *,
        tone: str = "text2",
        framed: bool = True,
        name: str = "",
    ) -> None:
        super().__init__()
        self._icon_name, self._tone = icon_name, tone
        self.setObjectName(name)
        self.setProperty("card", framed)
        self._mark = Label()
        self.title = Label(title, "title", "text", 500)
        self.sentence = Label(sentence, "body", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL + 8, SPACE_XL, SPACE_XL + 8, SPACE_XL)
        column.setSpacing(SPACE_M)
        for label in (self._mark, self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_S)
        column.addLayout(self.body)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_M)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        look().changed.connect(self._draw_mark)
        self._draw_mark()
        self.say(title, sentence)

    def say(self, title: str, sentence: str) -> None:
        """Change the words."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{title}. {sentence}")

    def set_mark(self, icon_name: str, tone: str) -> None:
        """Change the icon."""
        self._icon_name, self._tone = icon_name, tone
        self._draw_mark()

    def add_button(
        self,
        text: str,
        act: Callable[[], object],
        icon_name: str = "",
        kind: str = "",
        *,
        name: str = "",
    ) -> Button:
        """Offer a way on."""
        button = Button(text, icon_name, kind, name=name)
        button.clicked.connect(lambda _checked: act())
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def _draw_mark(self) -> None:
        self._mark.setPixmap(pixmap(self._icon_name, px(36), self._tone))


class ErrorCard(EmptyState):
    """What happened, what is safe, what to do; the details can be copied."""

    def __init__(self, title: str, sentence: str, details: str = "", *, name: str = "") -> None:
        super().__init__("warning", title, sentence, tone="warn", name=name)
        self.details = details
        self._copy = self.add_button("Copy details", self._copy_details, "copy")
        self._copy.setVisible(bool(details))

    def set_error(self, title: str, sentence: str, details: str = "") -> None:
        """Tell of another error."""
        self.say(title, sentence)
        self.details = details
        self._copy.setVisible(bool(details))

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.details)


def centred(widget: QWidget, width: int = 0) -> QWidget:
    """Return a page with a widget in its middle."""
    page = QWidget()
    page.setProperty("page", True)
    column, row = QVBoxLayout(page), QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    if width:
        widget.setMinimumWidth(px(width))
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return page
