"""Buttons that say which key does the same: class buttons and the actions below them."""

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from hitl_app.ui.icons import draw
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.keycap import draw_keycap, keycap_size
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, line_height, rounded, words

FLASH_MS = 120


class KeyedButton(QAbstractButton):
    """A button with its key: variant `class` (key left) or `action` (icon left, key right).

    `set_chosen(True)` marks the old choice of a case that came back; `flash()` fills it for a
    moment when it was decided. Neither depends on what a model said.
    """

    def __init__(
        self,
        text: str,
        key: str,
        variant: Literal["class", "action"] = "class",
        *,
        icon_name: str = "",
        name: str = "",
        help_text: str = "",
    ) -> None:
        super().__init__()
        self._key, self._variant, self._icon_name = key, variant, icon_name
        self._help = help_text
        self._chosen = False
        self._lit = False
        self.setObjectName(name)
        # Focus by Tab only: a click must not take the keyboard away from the case.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._light = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._light.timeout.connect(self._go_dark)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Change the words."""
        self.setText(text)
        self._describe()
        self.update()

    def key(self) -> str:
        """Return the key as it is written."""
        return self._key

    def set_key(self, key: str) -> None:
        """Show another key, after a change in the settings."""
        self._key = key
        self._describe()
        self.update()

    def is_chosen(self) -> bool:
        """Return whether this is the earlier choice of the case."""
        return self._chosen

    def set_chosen(self, chosen: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Mark this as the earlier choice of the case, or not."""
        self._chosen = chosen
        self._describe()
        self.update()

    def flash(self) -> None:
        """Fill the button for a moment: this was decided."""
        self._lit = True
        self._light.start()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for key and words."""
        height = px(46) if self._variant == "class" else px(38)
        left, right = self._margins()
        width = left + advance(self._face(), self.text()) + right
        least = px(163) if self._variant == "class" else px(110)
        return QSize(max(least, width), max(height, line_height(self._face()) + px(12)))

    def minimumSizeHint(self) -> QSize:
        """Return the least room; longer words are cut and have a tooltip."""
        return QSize(px(130) if self._variant == "class" else px(110), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a tooltip when the words no longer fit."""
        self._describe()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, key, icon and words."""
        with begin(self) as painter:
            rounded(
                painter, self.rect(), self._fill(), self._edge(), width=2 if self._chosen else 1
            )
            if self.hasFocus():
                focus_ring(painter, self.rect())
            left, right = self._margins()
            self._draw_ends(painter)
            words(
                painter,
                self.rect().adjusted(left, 0, -right, 0),
                self.text(),
                self._face(),
                self._ink(),
            )

    def _draw_ends(self, painter: QPainter) -> None:
        middle = self.height() // 2
        if self._variant == "class":
            size = keycap_size(self._key)
            side = max(size.width(), px(26))
            key = QRect(px(8), middle - px(13), side, px(26))
            draw_keycap(painter, key, self._key, "text" if self.isEnabled() else "text3")
            if self._chosen:
                mark = QRect(self.width() - px(26), middle - px(9), px(18), px(18))
                draw(painter, mark, "check-circle", "human", filled=True)
            return
        side = px(16)
        draw(painter, QRect(px(10), middle - side // 2, side, side), self._icon_name, self._tone())
        face = font("small", 600)
        key = self.rect().adjusted(0, 0, -px(11), 0)
        words(painter, key, self._key, face, "text3", Qt.AlignmentFlag.AlignRight)

    def _margins(self) -> tuple[int, int]:
        if self._variant == "class":
            key = max(keycap_size(self._key).width(), px(26))
            return px(8) + key + px(9), px(28) if self._chosen else px(10)
        return px(32), px(18) + advance(font("small", 600), self._key)

    def _face(self) -> QFont:
        return font("strong" if self._variant == "class" else "body", 500)

    def _fill(self) -> QColor:
        if self._lit:
            return color("human")
        if not self.isEnabled() or self.isDown():
            return color("surface3")
        if self._variant == "action" or self.underMouse():
            return color("surface2")
        return color("surface")

    def _edge(self) -> QColor:
        if self._lit or self._chosen:
            return color("human")
        return color("border_strong" if self._variant == "class" and self.isEnabled() else "border")

    def _ink(self) -> str:
        if self._lit:
            return "surface"
        return "text" if self.isEnabled() else "text3"

    def _tone(self) -> str:
        if self._lit:
            return "surface"
        return "text2" if self.isEnabled() else "text3"

    def _describe(self) -> None:
        chosen = ", your earlier choice" if self._chosen else ""
        self.setAccessibleName(f"{self.text()}, key {self._key}{chosen}")
        self.setAccessibleDescription(self._help)
        left, right = self._margins()
        room = self.width() - left - right
        cut = advance(self._face(), self.text()) > room + 1
        self.setToolTip("\n".join(filter(None, (self.text() if cut else "", self._help))))

    def _go_dark(self) -> None:
        self._lit = False
        self.update()
