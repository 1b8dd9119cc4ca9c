"""The rail at the left: one button a screen, and below keys, settings and the person."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, look, px
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words

_FULL, _NARROW = 76, 52


class RailButton(QAbstractButton):
    """An icon with its word below; a badge counts what nobody has taken."""

    def __init__(self, text: str, icon_name: str, *, checkable: bool = True, key: str = "") -> None:
        super().__init__()
        self._icon_name, self._badge, self._narrow = icon_name, 0, False
        self.setText(text)
        self.setCheckable(checkable)
        self.setToolTip(f"{text}  {key}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_badge(0)

    def set_badge(self, count: int) -> None:
        """Show a number at the icon; none for zero."""
        self._badge = count
        self.setAccessibleName(f"{self.text()}, {count} open" if count else self.text())
        self.update()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Show the icon without its word."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for icon and word."""
        if self._narrow:
            return QSize(px(40), px(42))
        return QSize(px(64), px(34) + line_height(font("caption", 600)) + px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, icon, word and badge."""
        active, side = self.isChecked(), px(21)
        tone = "accent" if active else "text2"
        box = self.rect().adjusted(6, 0, -6, 0)
        with begin(self) as painter:
            if active or self.underMouse():
                rounded(painter, box, color("accent_soft" if active else "surface3"), radius=8)
            if active:
                height = round(self.height() * 0.58)
                bar = QRect(-3, (self.height() - height) // 2, 5, height)
                rounded(painter, bar, color("accent"), radius=2)
            top = (self.height() - side) // 2 if self._narrow else px(8)
            mark = QRect((self.width() - side) // 2, top, side, side)
            draw(painter, mark, self._icon_name, tone, filled=active)
            if not self._narrow:
                face = font("caption", 600 if active else 500)
                line = QRect(0, mark.bottom() + px(4), self.width(), line_height(face))
                words(painter, line, self.text(), face, tone, Qt.AlignmentFlag.AlignHCenter)
            if self._badge:
                self._draw_badge(painter, mark)
            if self.hasFocus():
                focus_ring(painter, box, 8)

    def _draw_badge(self, painter: QPainter, mark: QRect) -> None:
        face, text = font("caption", 600), str(min(99, self._badge))
        side = max(px(16), advance(face, text) + px(7))
        box = QRect(mark.right() - px(6), mark.top() - px(6), side, px(16))
        rounded(painter, box, color("alarm"), radius=box.height() / 2)
        words(painter, box, text, face, "surface", Qt.AlignmentFlag.AlignHCenter)


class Rail(QFrame):
    """Sends `chosen(id)` for a screen, `keys_asked` and `settings_asked` for the cards."""

    chosen = Signal(str)
    keys_asked = Signal()
    settings_asked = Signal()
    task_asked = Signal()

    def __init__(
        self, screens: list[tuple[str, str, str, str]], initials: str, person: str
    ) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("rail", True)
        self._narrow = False
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 12)
        column.setSpacing(6)
        column.addWidget(_Mark())
        for place, (screen, title, icon_name, key) in enumerate(screens):
            button = RailButton(title, icon_name, key=key)
            button.setObjectName(f"rail.{screen}")
            self._buttons[screen] = button
            self._group.addButton(button, place)
            column.addWidget(button)
        self._group.buttonClicked.connect(self._choose)
        column.addStretch(1)
        self._task = self._add_task(column)
        self._below = [self._task, *self._add_below(column)]
        column.addWidget(_Initials(initials, person))
        look().changed.connect(self._measure)
        self._measure()

    def set_current(self, screen: str) -> None:
        """Mark the screen that is shown."""
        self._buttons[screen].setChecked(True)

    def set_badge(self, screen: str, count: int) -> None:
        """Count at a screen's icon; screens this person does not have are passed over."""
        if screen in self._buttons:
            self._buttons[screen].set_badge(count)

    def set_task(self, text: str) -> None:
        """Say how far long work in the background is; no text, no work."""
        self._task.setText(text)
        self._task.setAccessibleName(f"Import, {text}")
        self._task.setToolTip(f"Import  {text}")
        self._task.setVisible(bool(text))

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Show icons without words, as small windows do."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._measure()

    def _add_task(self, column: QVBoxLayout) -> RailButton:
        task = RailButton("", "download-simple", checkable=False)
        task.setObjectName("rail.task")
        task.clicked.connect(self.task_asked)
        task.hide()
        column.addWidget(task)
        return task

    def _add_below(self, column: QVBoxLayout) -> list[RailButton]:
        keys = RailButton("Keys  ?", "keyboard", checkable=False)
        settings = RailButton("Settings", "gear-six", checkable=False, key="Ctrl ,")
        keys.setObjectName("rail.keys")
        settings.setObjectName("rail.settings")
        keys.clicked.connect(self.keys_asked)
        settings.clicked.connect(self.settings_asked)
        column.addWidget(keys)
        column.addWidget(settings)
        return [keys, settings]

    def _choose(self, button: QAbstractButton) -> None:
        self.chosen.emit(button.objectName().removeprefix("rail."))

    def _measure(self) -> None:
        self.setFixedWidth(px(_NARROW if self._narrow else _FULL) + 1)
        for button in (*self._buttons.values(), *self._below):
            button.set_narrow(self._narrow)


class _Mark(QWidget):
    """The program's sign: two rings that overlap, one for people, one for models."""

    def sizeHint(self) -> QSize:
        return QSize(px(40), px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = px(17)
        top = (self.height() - side) // 2 - px(2)
        middle = self.width() // 2
        with begin(self) as painter:
            for left, tone in ((middle - px(14), "human"), (middle - px(4), "model")):
                box = QRect(left, top, side, side)
                rounded(painter, box, edge=color(tone), radius=side / 2, width=3)


class _Initials(QWidget):
    """Who is at the screen."""

    def __init__(self, initials: str, person: str) -> None:
        super().__init__()
        self._initials = initials
        self.setObjectName("rail.person")
        self.setToolTip(person)
        self.setAccessibleName(person)

    def sizeHint(self) -> QSize:
        return QSize(px(40), px(42))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = px(34)
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        with begin(self) as painter:
            rounded(painter, box, color("human_soft"), radius=side / 2)
            face = font("small", 600)
            words(painter, box, self._initials, face, "human", Qt.AlignmentFlag.AlignHCenter)
