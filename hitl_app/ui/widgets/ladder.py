"""The degree of automation as a picture: five rising bars with one filled."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words

STEPS = 5


def ladder_size() -> QSize:
    """Return the size of the picture."""
    return QSize(px(36), px(16))


def draw_ladder(painter: QPainter, rect: QRect, step: int, tone: str = "text") -> None:
    """Paint the five bars into a rectangle; step 1 to 5 is filled, 0 fills none."""
    pitch = rect.width() / STEPS
    bar = max(4, round(pitch - 2))
    for place in range(STEPS):
        height = max(5, round(rect.height() * (0.34 + 0.165 * place)))
        left = rect.left() + round(place * pitch)
        box = QRect(left, rect.bottom() + 1 - height, bar, height)
        if place + 1 == step:
            rounded(painter, box, color(tone), radius=0)
        else:
            rounded(painter, box, None, color("border_strong"), radius=0.5)


class LadderGlyph(QWidget):
    """The picture alone; its words are the accessible name."""

    def __init__(self, step: int = 1, degree: str = "") -> None:
        super().__init__()
        self._step = step
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_step(step, degree)

    def set_step(self, step: int, degree: str = "") -> None:
        """Fill another bar."""
        self._step = step
        self.setAccessibleName(f"Degree {step} of {STEPS}: {degree}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the picture."""
        return ladder_size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        with begin(self) as painter:
            draw_ladder(painter, self.rect(), self._step)


class DegreeChip(QAbstractButton):
    """The picture with the degree in words; a click leads to where it can be changed."""

    def __init__(self, step: int = 1, degree: str = "", *, name: str = "") -> None:
        super().__init__()
        self._step = step
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_degree(step, degree)

    def set_degree(self, step: int, degree: str) -> None:
        """Show another degree."""
        self._step = step
        self.setText(degree)
        self.setAccessibleName(f"Degree of automation: {degree}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for picture and words."""
        face = font("body", 600)
        width = ladder_size().width() + advance(face, self.text()) + px(32)
        return QSize(width, max(px(34), line_height(face) + px(12)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, bars and words."""
        size = ladder_size()
        with begin(self) as painter:
            fill = color("surface3" if self.underMouse() else "surface2")
            rounded(painter, self.rect(), fill, color("border"))
            top = (self.height() - size.height()) // 2
            draw_ladder(painter, QRect(px(11), top, size.width(), size.height()), self._step)
            left = px(11) + size.width() + px(8)
            words(painter, self.rect().adjusted(left, 0, 0, 0), self.text(), font("body", 600))
            if self.hasFocus():
                focus_ring(painter, self.rect())
