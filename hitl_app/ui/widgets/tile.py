"""One figure with its interval: the tiles at the top of a page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from hitl_app.ui.widgets.card import Card
from hitl_app.ui.widgets.chip import StatusMark
from hitl_app.ui.widgets.text import ElidedLabel, Label


class Tile(Card):
    """Title, a large value, what it rests on, and optionally a mark with shape and word.

    A tile with `opens=True` takes focus; a click or Enter sends `opened`, because every number
    opens its cases.
    """

    opened = Signal()

    def __init__(
        self, title: str, *, name: str = "", explanation: str = "", opens: bool = False
    ) -> None:
        super().__init__(name=name)
        self._opens = opens
        self._title = ElidedLabel(title, "small", "text2", 500)
        self._value = Label("–", "metric", "text", 600)
        self._interval = ElidedLabel("", "small", "text2")
        self._status = StatusMark()
        policy = self._status.sizePolicy()
        # A mark that comes and goes must not change the height of the row of tiles.
        policy.setRetainSizeWhenHidden(True)
        self._status.setSizePolicy(policy)
        self._status.hide()
        self.setToolTip(explanation)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()

    def show_value(
        self,
        value: str,
        interval: str = "",
        *,
        mark: str = "",
        state: str = "text2",
        icon_name: str = "",
    ) -> None:
        """Show a figure ("94.1 %"), its interval ("93.4 – 94.7") and a mark ("+0.5", "ok")."""
        self._value.setText(value)
        self._interval.setText(interval)
        self._status.setVisible(bool(mark))
        if mark:
            self._status.set_state(mark, state, icon_name)
        self.setAccessibleDescription(" ".join(filter(None, (value, interval, mark))))

    def value(self) -> str:
        """Return the figure as it is shown."""
        return self._value.text()

    def interval(self) -> str:
        """Return what stands beside the figure."""
        return self._interval.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the cases behind the figure."""
        if self._opens and self.rect().contains(event.position().toPoint()):
            self.opened.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the cases behind the figure."""
        if self._opens and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._status)
        bottom = QHBoxLayout()
        bottom.setSpacing(10)
        bottom.addWidget(self._value, 0, Qt.AlignmentFlag.AlignBottom)
        bottom.addWidget(self._interval, 1, Qt.AlignmentFlag.AlignBottom)
        self.body.setSpacing(2)
        self.body.addLayout(top)
        self.body.addLayout(bottom)
