"""A choice of one out of a few words, all in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words


class Segment(QAbstractButton):
    """One word of a segmented control."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return the size that the word needs, in its bold form so that nothing moves."""
        face = font("body", 600)
        width = advance(face, self.text()) + px(24)
        return QSize(width, max(px(26), line_height(face) + px(8)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the word, raised when it is the chosen one."""
        chosen = self.isChecked()
        with begin(self) as painter:
            if chosen:
                rounded(painter, self.rect(), color("surface"), color("border_strong"))
            elif self.underMouse() and self.isEnabled():
                rounded(painter, self.rect(), color("surface2"))
            if self.hasFocus():
                focus_ring(painter, self.rect())
            tone = "text" if chosen else "text2" if self.isEnabled() else "text3"
            face = font("body", 600 if chosen else 500)
            words(painter, self.rect(), self.text(), face, tone, Qt.AlignmentFlag.AlignHCenter)


class SegmentedControl(QWidget):
    """A row of segments; `chosen(key)` is sent when a person picks one."""

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str]], current: str = "", *, title: str, name: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in choices]
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(0)
        for place, (key, text) in enumerate(choices):
            segment = Segment(text)
            segment.setObjectName(f"{name}.{key}" if name else key)
            self._group.addButton(segment, place)
            row.addWidget(segment)
        self.set_current(current or self._keys[0])
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._keys[place]))

    def current(self) -> str:
        """Return the key of the chosen word."""
        return self._keys[self._group.checkedId()]

    def set_current(self, key: str) -> None:
        """Choose a word without telling anyone."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the trough that the segments lie in."""
        with begin(self) as painter:
            rounded(painter, self.rect(), color("surface3"), radius=8)
