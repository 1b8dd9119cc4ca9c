"""Push buttons with an icon that follows the theme."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton

from hitl_app.ui.icons import icon
from hitl_app.ui.theme import px
from hitl_app.ui.widgets.text import restyle

_TONES = {"primary": "accent_text", "danger": "alarm", "link": "accent", "quiet": "text2"}


class Button(QPushButton):
    """A button of one kind: '' (outlined), primary, danger, quiet (icon only) or link.

    An icon alone needs `help_text`, which becomes its accessible name and tooltip.
    """

    def __init__(
        self,
        text: str = "",
        icon_name: str = "",
        kind: str = "",
        *,
        name: str = "",
        help_text: str = "",
    ) -> None:
        super().__init__(text)
        self._icon_name = icon_name
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setAccessibleName(text or help_text)
        self.setToolTip(help_text)
        self._dress()

    def set_icon(self, icon_name: str) -> None:
        """Use another icon."""
        self._icon_name = icon_name
        self._dress()

    def set_kind(self, kind: str) -> None:
        """Make it a button of another kind."""
        restyle(self, kind=kind)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in the colours of a new theme."""
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.PaletteChange}:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        kind = self.property("kind")
        if self._icon_name:
            self.setIcon(icon(self._icon_name, _TONES.get(kind, "text")))
            side = px(18 if kind == "quiet" else 16)
            self.setIconSize(QSize(side, side))
