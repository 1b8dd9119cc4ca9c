"""One answer of a model with its confidence: key, name, bar, value."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.keycap import draw_keycap, keycap_size
from hitl_app.ui.widgets.painting import advance, begin, rounded, words


class ConfidenceBar(QWidget):
    """A row of the suggestion card; the first of them is drawn large (`leading`)."""

    def __init__(
        self, key: str, label: str, confidence: float, *, leading: bool = False, name: str = ""
    ) -> None:
        super().__init__()
        self._key, self._label, self._confidence = key, label, confidence
        self._leading = leading
        self.setObjectName(name)
        self.setAccessibleName(f"{label}, {confidence:.2f}, key {key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the words and the value."""
        return f"{self._label} {self._confidence:.2f}"

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(px(260), keycap_size(self._key).height() + px(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        face = font("heading" if self._leading else "body", 600 if self._leading else 400)
        value = f"{self._confidence:.2f}"
        with begin(self) as painter:
            cap = keycap_size(self._key)
            draw_keycap(painter, QRect(0, 1, cap.width(), cap.height()), self._key)
            left = cap.width() + px(8)
            name_room = max(px(70), self.width() // 3 - left)
            tone = "text" if self._leading else "text2"
            words(painter, QRect(left, 0, name_room, self.height()), self._label, face, tone)
            value_room = advance(face, "0.00") + px(8)
            right = QRect(self.width() - value_room, 0, value_room, self.height())
            words(painter, right, value, face, tone, Qt.AlignmentFlag.AlignRight)
            bar = QRect(left + name_room + px(8), 0, 0, px(9 if self._leading else 6))
            bar.setRight(right.left() - px(4))
            bar.moveTop((self.height() - bar.height()) // 2)
            rounded(painter, bar, color("surface3"), radius=bar.height() / 2)
            filled = QRect(bar)
            filled.setWidth(max(bar.height(), round(bar.width() * self._confidence)))
            ink = color("model" if self._leading else "chart_grey")
            rounded(painter, filled, ink, radius=bar.height() / 2)
