"""The ladder: five rising steps, the running one marked, one of them drafted; and the way down."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy

from hitl_app.domain.policy import Degree
from hitl_app.presentation import automation as words_of
from hitl_app.presentation.degrees import degree_name, ladder_sentence
from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, look, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, Card
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words

_RISE: Final = 9
_LARGE: Final = 125
_DECIDES: Final = {
    Degree.HUMAN_ONLY: (("user", "human"),),
    Degree.SHADOW: (("user", "human"), ("eye-slash", "text2")),
    Degree.ASSISTANCE: (("user", "human"), ("cpu", "model")),
    Degree.PARTIAL: (("cpu", "model"), ("user", "human")),
    Degree.FULL: (("cpu", "model"), ("shield-check", "text2")),
}
_WHO: Final = {
    Degree.HUMAN_ONLY: "people decide",
    Degree.SHADOW: "people decide, the model answers unseen",
    Degree.ASSISTANCE: "people decide with the model",
    Degree.PARTIAL: "the model and people decide",
    Degree.FULL: "the model decides, watched",
}


def _lines() -> int:
    """Return how many lines a sentence takes: large letters need one more."""
    return 3 if look().text_size >= _LARGE else 2


class LadderStep(QAbstractButton):
    """One degree; a click drafts it. It says whether it runs, is drafted, or what it takes."""

    wandered = Signal(int)

    def __init__(self, degree: Degree) -> None:
        super().__init__()
        self._degree = degree
        self._runs = self._drafted = False
        self._note = ""
        self.setObjectName(f"auto.degree.{degree.value}")
        self.setText(degree_name(degree))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, note: str, *, runs: bool, drafted: bool) -> None:
        """Mark it as running or drafted, with the words at its foot."""
        self._runs, self._drafted, self._note = runs, drafted, note
        states = (note, "draft" if drafted else "")
        self.setAccessibleName(
            ", ".join(filter(None, (f"{self._degree.rank + 1} {self.text()}", *states)))
        )
        self.setAccessibleDescription(f"{ladder_sentence(self._degree)} {_WHO[self._degree]}")
        self.updateGeometry()
        self.update()

    def is_running(self) -> bool:
        """Return whether this degree is in force."""
        return self._runs

    def is_drafted(self) -> bool:
        """Return whether the draft has this degree."""
        return self._drafted

    def sizeHint(self) -> QSize:
        """Return the size: each step is higher than the one before."""
        lines = _lines() * line_height(font("small")) + line_height(font("body", 600))
        foot = line_height(font("small", 500))
        return QSize(px(200), lines + foot + px(42) + self._degree.rank * px(_RISE))

    def minimumSizeHint(self) -> QSize:
        """Return the least room: that of the name."""
        name = advance(font("body", 600), f"{self._degree.rank + 1}  {self.text()}")
        return QSize(name + px(24), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the ladder with the arrows; Enter drafts, as Space does."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is not None:
            self.wandered.emit(self._degree.rank + way)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, name, icons, sentence and foot."""
        with begin(self) as painter:
            chosen = self._runs or self._drafted
            fill = "accent_soft" if self._runs else "surface3" if self.underMouse() else "surface2"
            edge = color("accent" if chosen else "border_strong")
            rounded(painter, self.rect(), color(fill), edge, radius=8, width=2 if chosen else 1)
            inner = self.rect().adjusted(px(12), px(10), -px(12), -px(9))
            self._draw_head(painter, inner)
            self._draw_foot(painter, inner)
            if self.hasFocus():
                focus_ring(painter, self.rect().adjusted(3, 3, -3, -3), 6)

    def _draw_head(self, painter: QPainter, inner: QRect) -> None:
        face, small = font("body", 600), font("small")
        head = QRect(inner.topLeft(), QSize(inner.width(), line_height(face)))
        words(painter, head, f"{self._degree.rank + 1}  {self.text()}", face)
        side, right = px(15), head.right()
        name = advance(face, f"{self._degree.rank + 1}  {self.text()}")
        # Where letters are large and the window small, the name needs all the room.
        icons = _DECIDES[self._degree]
        shown = icons if name + px(21) * len(icons) <= head.width() else ()
        for icon_name, tone in reversed(shown):
            place = QRect(right - side + 1, head.top() + (head.height() - side) // 2, side, side)
            draw(painter, place, icon_name, tone, filled=True)
            right -= side + px(6)
        text = inner.adjusted(0, head.height() + px(3), 0, 0)
        text.setHeight(_lines() * line_height(small))
        painter.setFont(small)
        painter.setPen(color("text2"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        painter.drawText(text, flags, ladder_sentence(self._degree))

    def _draw_foot(self, painter: QPainter, inner: QRect) -> None:
        face = font("small", 600 if self._runs else 500)
        height = line_height(face)
        foot = QRect(inner.left(), inner.bottom() - height + 1, inner.width(), height)
        side, tone = px(14), "accent" if self._runs else "text2"
        mark = QRect(foot.left(), foot.top() + (height - side) // 2, side, side)
        icon_name = "map-pin" if self._runs else "check-circle"
        if "reason" in self._note:
            icon_name = "pencil-simple"
        tag = advance(font("small", 600), "Draft") + px(14) if self._drafted else 0
        room, needed = foot.width() - tag, advance(face, self._note)
        if needed + side + px(6) <= room:
            draw(painter, mark, icon_name, tone if self._runs else "text3", filled=True)
            words(painter, foot.adjusted(side + px(6), 0, 0, 0), self._note, face, tone)
        elif not self._drafted:
            words(painter, foot, self._note, face, tone)
        if self._drafted:
            place = QRect(foot.right() - tag + 1, foot.top() - px(3), tag, height + px(6))
            rounded(painter, place, color("accent"), radius=4)
            middle = Qt.AlignmentFlag.AlignHCenter
            words(painter, place, "Draft", font("small", 600), "accent_text", middle)


class LadderCard(Card):
    """The five steps, and the red button that acts at once."""

    drafted = Signal(object)
    step_down = Signal()

    def __init__(self) -> None:
        super().__init__(words_of.TITLE, words_of.TITLE_NOTE, name="auto.ladder")
        self.down = Button("", "arrow-down", "danger", name="auto.step_down")
        self.down.clicked.connect(lambda _checked: self.step_down.emit())
        self.title_row.addWidget(self.down)
        self.steps = [LadderStep(degree) for degree in Degree]
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for degree, step in zip(Degree, self.steps, strict=True):
            step.clicked.connect(lambda _checked=False, at=degree: self.drafted.emit(at))
            step.wandered.connect(self._focus)
            row.addWidget(step, 1, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)

    def show_degrees(self, in_force: Degree, drafted: Degree, since: str) -> None:
        """Mark the running step and the drafted one."""
        for degree, step in zip(Degree, self.steps, strict=True):
            runs = degree is in_force
            note = since if runs else words_of.step_note(degree, in_force)
            step.show_state(note, runs=runs, drafted=degree is drafted and not runs)
        self.down.setText(words_of.step_down_label(in_force))
        self.down.setAccessibleName(f"{words_of.step_down_label(in_force)}, at once")

    def set_may_step_down(self, in_force: Degree, *, ready: bool) -> None:
        """Let the button act; at the bottom it says why it cannot."""
        bottom = in_force.step_below is None
        self.down.setEnabled(ready and not bottom)
        self.down.setToolTip(words_of.AT_THE_BOTTOM if bottom else "")
        self.set_title(words_of.TITLE, words_of.AT_THE_BOTTOM if bottom else words_of.TITLE_NOTE)

    def _focus(self, place: int) -> None:
        if 0 <= place < len(self.steps):
            self.steps[place].setFocus(Qt.FocusReason.TabFocusReason)
