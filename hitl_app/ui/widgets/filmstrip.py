"""The cases before and after the one on the screen, as a row of small pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import begin, rounded, words


@dataclass(frozen=True, slots=True)
class Frame:
    """One place of the strip: what stands below it, and whether a person decided it."""

    caption: str = ""
    decided: bool = False


class Filmstrip(QWidget):
    """A row of thumbnails; the current one is larger and outlined. `chosen(index)` on a click.

    Pictures come later than the frames, by index: `set_image(2, image)`.
    """

    chosen = Signal(int)

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Cases before and after")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._frames: tuple[Frame, ...] = ()
        self._images: dict[int, QImage] = {}
        self._current = -1
        self._note = ""

    def set_frames(self, frames: Sequence[Frame], current: int, note: str = "") -> None:
        """Show other frames without pictures; the note stands at the right end."""
        self._frames, self._current, self._note = tuple(frames), current, note
        self._images = {}
        self.setAccessibleDescription(note)
        self.update()

    def set_image(self, index: int, image: QImage) -> None:
        """Fill a frame with its picture."""
        self._images[index] = image
        self.update(self.frame_rect(index))

    def frame_rect(self, index: int) -> QRect:
        """Return where a frame is."""
        width, height, gap = px(84), px(62), px(8)
        grown = px(7)
        left = index * (width + gap) + (grown * 2 if index > self._current >= 0 else 0)
        if index == self._current:
            return QRect(left, px(2), width + 2 * grown, height + grown + px(4))
        return QRect(left, px(6), width, height)

    def sizeHint(self) -> QSize:
        """Return the height for pictures and captions."""
        return QSize(px(400), px(88))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; frames that do not fit are left out."""
        return QSize(px(200), px(88))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the frame under the pointer."""
        for index in range(self._shown()):
            if self.frame_rect(index).contains(event.position().toPoint()):
                self.chosen.emit(index)
                return

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frames and the note."""
        with begin(self) as painter:
            for index in range(self._shown()):
                self._draw_frame(painter, index)
            note = QRect(self.width() - px(100), 0, px(100), px(70))
            painter.setFont(font("caption"))
            painter.setPen(color("text2"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(note, flags | Qt.TextFlag.TextWordWrap, self._note)

    def _draw_frame(self, painter: QPainter, index: int) -> None:
        rect, current = self.frame_rect(index), index == self._current
        inner = rect.adjusted(3, 3, -3, -3) if current else rect
        rounded(painter, inner, color("stage"), radius=5)
        image = self._images.get(index)
        if image is not None and not image.isNull():
            _draw_cover(painter, inner, image)
        if current:
            rounded(painter, rect, edge=color("accent"), radius=6, width=3)
        frame = self._frames[index]
        line = QRect(rect.left(), px(70), rect.width(), px(18))
        if frame.decided:
            draw(
                painter,
                QRect(rect.left() + 1, px(73), px(11), px(11)),
                "user",
                "human",
                filled=True,
            )
            line.setLeft(rect.left() + px(16))
        words(
            painter, line, frame.caption, font("caption", 500), "text" if frame.decided else "text2"
        )

    def _shown(self) -> int:
        room = self.width() - (px(108) if self._note else 0)
        return sum(self.frame_rect(i).right() < room for i in range(len(self._frames)))


def _draw_cover(painter: QPainter, rect: QRect, image: QImage) -> None:
    # Thumbnails come in screen size; only the part that fits the frame's shape is shown.
    size = image.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    target = QRect(rect.center() - QRect(0, 0, size.width(), size.height()).center(), size)
    path = QPainterPath()
    path.addRoundedRect(rect, 5, 5)
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, image)
    painter.restore()
