"""Small things over the case: the quiet line, and brightness and contrast."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSlider, QWidget

from hitl_app.ui.announce import announce
from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import px
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import KeyCap, Label

_MARGIN = 12


class Notice(QFrame):
    """A quiet line at the lower edge of the case; it stays until the next answer."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("review.notice")
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._mark = Label()
        self._text = Label("", "body", "text", 500, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        row.setSpacing(SPACE_S)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._over = over
        over.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """Return what is said, nothing when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str) -> None:
        """Say something, and read it aloud."""
        self._text.setText(text)
        self._mark.setPixmap(pixmap("info", px(16), "info", filled=True))
        self.setAccessibleName(text)
        self.show()
        self._place()
        self.raise_()
        announce(self, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        room = self._over.size()
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        width = min(words + px(64), room.width() - 2 * _MARGIN)
        height = max(px(40), self.heightForWidth(width))
        self.setGeometry(QRect(_MARGIN, room.height() - height - _MARGIN, width, height))


class LightPanel(QFrame):
    """Brightness and contrast of this picture; the file stays as it is."""

    changed = Signal(int, int)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("review.light")
        self.setAccessibleName("Brightness and contrast")
        self.setProperty("card", True)
        self._over = over
        self.brightness = self._slider("Brightness", -100, 100)
        self.contrast = self._slider("Contrast", 20, 300)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        grid.setHorizontalSpacing(SPACE_M)
        for place, slider in enumerate((self.brightness, self.contrast)):
            grid.addWidget(Label(slider.accessibleName(), "small", "text2", 500), place, 0)
            grid.addWidget(slider, place, 1)
        grid.addWidget(KeyCap("B"), 0, 2)
        over.installEventFilter(self)
        self.hide()

    def open(self, light: tuple[int, int]) -> None:
        """Show the sliders as the picture is."""
        for slider, value in zip((self.brightness, self.contrast), light, strict=True):
            before = slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(before)
        self.show()
        self._place()
        self.raise_()
        self.brightness.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc; other keys go to the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the upper right."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _slider(self, title: str, low: int, high: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(f"review.light.{title.lower()}")
        slider.setAccessibleName(title)
        slider.setRange(low, high)
        slider.setSingleStep(5)
        slider.setMinimumWidth(px(160))
        slider.valueChanged.connect(
            lambda _value: self.changed.emit(self.brightness.value(), self.contrast.value())
        )
        return slider

    def _place(self) -> None:
        size = self.sizeHint()
        self.setGeometry(
            QRect(self._over.width() - size.width() - _MARGIN, _MARGIN, size.width(), size.height())
        )
