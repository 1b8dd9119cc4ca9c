"""How far something has come: bars and the card part that counts the day's decisions."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets.painting import begin, rounded
from hitl_app.ui.widgets.sparkline import Sparkline
from hitl_app.ui.widgets.text import Label


class Bar(QWidget):
    """A bar filled to a share between 0 and 1."""

    def __init__(
        self, share: float = 0.0, tone: str = "accent", *, title: str, thick: int = 6
    ) -> None:
        super().__init__()
        self._share, self._tone, self._thick = share, tone, thick
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_share(share)

    def share(self) -> float:
        """Return how much of the bar is filled."""
        return self._share

    def set_share(self, share: float, tone: str = "") -> None:
        """Fill another share, and if given in another colour."""
        self._share = min(1.0, max(0.0, share))
        self._tone = tone or self._tone
        self.setAccessibleDescription(f"{self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(px(80), px(self._thick))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the trough and what is filled."""
        radius = self.height() / 2
        with begin(self) as painter:
            rounded(painter, self.rect(), color("surface3"), radius=radius)
            if self._share > 0:
                width = max(self.height(), round(self.width() * self._share))
                rounded(
                    painter, QRect(0, 0, width, self.height()), color(self._tone), radius=radius
                )


class BusyBar(QWidget):
    """A thin bar with a moving part while something is fetched; hidden, it costs nothing.

    `wait()` shows it after 0.4 s, so short work leaves no flicker; `rest()` hides it.
    """

    def __init__(self, *, title: str = "Working") -> None:
        super().__init__()
        self._place = 0
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._step = QTimer(self, interval=40)
        self._step.timeout.connect(self._move)
        self._delay = QTimer(self, singleShot=True, interval=400)
        self._delay.timeout.connect(self.show)
        self.hide()

    def wait(self) -> None:
        """Show the bar unless the work ends at once."""
        if not self.isVisible():
            self._delay.start()

    def rest(self) -> None:
        """Hide the bar."""
        self._delay.stop()
        self.hide()

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(px(80), px(3))

    def showEvent(self, event: QShowEvent) -> None:
        """Move while it can be seen."""
        self._step.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest when it cannot be seen."""
        self._step.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the trough and the moving part."""
        part = self.width() // 4
        left = self._place % (self.width() + part) - part
        with begin(self) as painter:
            rounded(painter, self.rect(), color("surface3"), radius=1.5)
            rounded(painter, QRect(left, 0, part, self.height()), color("accent"), radius=1.5)

    def _move(self) -> None:
        self._place += max(4, self.width() // 50)
        self.update()


class ProgressStrip(QWidget):
    """A count, its goal, a bar, what is left, and the pace that only this person sees."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._count = Label("0", "metric", "text", 600)
        self._goal = Label("", "body", "text2")
        self._line = Sparkline(title="Pace")
        self._pace = Label("", "small", "text2", 500)
        self._bar = Bar(0.0, "chart_blue", title="Progress")
        self._left = Label("", "small", "text2", 500)
        self._note = Label("", "small", "text3")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._row(self._count, self._goal, None, self._line, self._pace))
        column.addWidget(self._bar)
        column.addLayout(self._row(self._left, None, self._note))

    def show_progress(
        self,
        count: str,
        goal: str,
        share: float,
        left: str,
        *,
        note: str = "only you see your pace",
    ) -> None:
        """Show the count (as text), the goal ("of 900 today"), the share and what is left."""
        self._count.setText(count)
        self._goal.setText(goal)
        self._bar.set_share(share)
        self._left.setText(left)
        self._note.setText(note)
        self.setAccessibleName(f"{count} {goal}. {left}")

    def show_pace(self, values: Sequence[float], text: str) -> None:
        """Show the pace as a line and in words; no values hide it."""
        self._line.set_values(values)
        self._line.setVisible(len(values) > 1)
        self._pace.setText(text)

    def _row(self, *widgets: QWidget | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        return row
