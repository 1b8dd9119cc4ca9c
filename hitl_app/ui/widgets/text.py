"""Words on the screen: labels styled by token names, and one that cuts long text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from hitl_app.ui.theme import font
from hitl_app.ui.widgets.painting import advance, begin, line_height, words


def restyle(widget: QWidget, **properties: str | bool) -> None:
    """Change properties that the style sheet looks at, and let it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Label(QLabel):
    """Plain text in a size, weight and tone of the theme.

    Sizes: caption small body strong heading title metric. Tones are token names.
    """

    def __init__(
        self,
        text: str = "",
        size: str = "body",
        tone: str = "text",
        weight: int = 400,
        *,
        wrap: bool = False,
        rich: bool = False,
        name: str = "",
    ) -> None:
        super().__init__(text)
        # Case data are shown as they are: a case named "<b>" is not bold.
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setProperty("textsize", size)
        self.setProperty("tone", tone)
        self.setProperty("weight", str(weight))
        self.setWordWrap(wrap)
        if name:
            self.setObjectName(name)

    def set_tone(self, tone: str) -> None:
        """Use another colour."""
        if self.property("tone") != tone:
            restyle(self, tone=tone)


class ElidedLabel(QWidget):
    """One line that is cut with an ellipsis, and then has the whole text as its tooltip."""

    def __init__(
        self,
        text: str = "",
        size: str = "body",
        tone: str = "text",
        weight: int = 400,
        *,
        name: str = "",
    ) -> None:
        super().__init__()
        self._text, self._size, self._tone, self._weight = "", size, tone, weight
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if name:
            self.setObjectName(name)
        self.setText(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self._tell_if_cut()
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Use another colour."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text."""
        face = font(self._size, self._weight)
        return QSize(advance(face, self._text), line_height(face))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: a few letters and the ellipsis."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), advance(font(self._size), "Mmm…")), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tooltip when the text no longer fits."""
        self._tell_if_cut()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write the text."""
        with begin(self) as painter:
            words(painter, self.rect(), self._text, font(self._size, self._weight), self._tone)

    def _tell_if_cut(self) -> None:
        cut = self.width() < self.sizeHint().width()
        self.setToolTip(self._text if cut else "")


def line() -> QFrame:
    """Return a thin line between two parts of a card."""
    made = QFrame()
    made.setProperty("line", True)
    made.setFixedHeight(1)
    return made
