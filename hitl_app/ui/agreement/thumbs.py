"""A case as a small picture with what the model said below it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from hitl_app.presentation.agreement_cases import case_in_full, case_words
from hitl_app.ui.agreement.saying import tip
from hitl_app.ui.icons import draw as draw_icon
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets.painting import begin, focus_ring, line_height, rounded, words
from hitl_app.workflow.ports import CaseRow, Pixels

_LEAST, _USUAL, _HIGH, _COLUMNS = 64, 88, 62, 3


class Thumb(QAbstractButton):
    """Waits for its picture in neutral grey; a missing one is a state of its own."""

    def __init__(self, row: CaseRow) -> None:
        super().__init__()
        self.row = row
        self._image = QImage()
        self._missing = False
        said = case_in_full(row)
        self.setObjectName(f"agreement.case.{row.case_no}")
        self.setAccessibleName(said)
        self.setToolTip(tip(said))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def state(self) -> str:
        """Say whether the picture is waited for, shown or missing."""
        return "missing" if self._missing else "waiting" if self._image.isNull() else "shown"

    def show_pixels(self, found: Pixels) -> None:
        """Show the picture."""
        self._image = as_image(found)
        self.update()

    def show_missing(self) -> None:
        """Say that the picture cannot be shown."""
        self._missing = True
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of picture and words."""
        return QSize(px(_USUAL), thumb_height())

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(px(_LEAST), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, cut to the field, and the words below."""
        field = QRect(0, 0, self.width(), self.height() - thumb_height() + px(_HIGH))
        with begin(self) as painter:
            outline = QPainterPath()
            outline.addRoundedRect(field.toRectF(), 3, 3)
            painter.fillPath(outline, color("stage"))
            painter.save()
            painter.setClipPath(outline)
            self._draw_inside(painter, field)
            painter.restore()
            rounded(painter, field, None, color("border"), radius=3)
            below = QRect(0, field.bottom() + px(2), self.width(), line_height(font("small")))
            words(painter, below, case_words(self.row), font("small"), "text2")
            if self.hasFocus():
                focus_ring(painter, self.rect(), 4)

    def _draw_inside(self, painter: QPainter, field: QRect) -> None:
        if not self._image.isNull():
            size = self._image.size().scaled(
                field.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
            )
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(field.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
        elif self._missing:
            side = px(20)
            mark = QRect(0, 0, side, side)
            mark.moveCenter(field.center())
            draw_icon(painter, mark, "file-x", "stage_text")
        elif not self.row.media:
            room = field.adjusted(px(5), 0, -px(5), 0)
            words(painter, room, self.row.case_id, font("small"), "stage_text")


class ThumbGrid(QWidget):
    """As many cases as fit whole; the rest is behind “Open all”."""

    def __init__(self) -> None:
        super().__init__()
        self._thumbs: list[Thumb] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_S)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_rows(self, rows: Sequence[CaseRow]) -> list[Thumb]:
        """Show other cases, newest first; return what will show them."""
        self.forget()
        self._thumbs = [Thumb(row) for row in rows]
        for place, thumb in enumerate(self._thumbs):
            self._grid.addWidget(thumb, place // _COLUMNS, place % _COLUMNS)
        self._fit()
        return self._thumbs

    def forget(self) -> None:
        """Show nothing."""
        for thumb in self._thumbs:
            self._grid.removeWidget(thumb)
            thumb.hide()
            thumb.deleteLater()
        self._thumbs = []

    def minimumSizeHint(self) -> QSize:
        """Return the room for one row."""
        return QSize(_COLUMNS * px(_LEAST), thumb_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = max(1, (self.height() + SPACE_S) // (thumb_height() + SPACE_S))
        for place, thumb in enumerate(self._thumbs):
            thumb.setVisible(place < rows * _COLUMNS)
        shown = -(-len(self._thumbs) // _COLUMNS)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 1 if row < min(rows, shown) else 0)
        # A single row of cases stays at the top and does not grow over the whole card.
        self._grid.setRowStretch(max(rows, shown), max(0, rows - shown))


def thumb_height() -> int:
    """Return the height of a picture with its words."""
    return px(_HIGH) + line_height(font("small")) + px(3)


def as_image(found: Pixels) -> QImage:
    """Return pixels as a picture that owns its bytes."""
    kind = QImage.Format.Format_Grayscale8 if found.channels == 1 else QImage.Format.Format_RGB888
    wide = found.width * found.channels
    return QImage(found.data, found.width, found.height, wide, kind).copy()
