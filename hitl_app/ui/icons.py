"""Icons by name: Phosphor drawn in token colours, each made once.

`icon("eye")`, `icon("eye", "accent", filled=True)`; names are Phosphor's own (phosphoricons.com).
`draw(painter, rect, "eye", "text2")` paints one into a custom-painted widget. QtAwesome calls the
regular weight `ph.eye` and the filled one `ph.eye-fill`.
"""

from functools import lru_cache

import qtawesome
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPixmap

from hitl_app.ui.theme import look


def icon(name: str, tone: str = "text2", *, filled: bool = False) -> QIcon:
    """Return an icon in the colour of a token of the theme in force."""
    theme = look().theme
    return _made(name, getattr(theme, tone), theme.text3, filled)


def pixmap(name: str, size: int, tone: str = "text2", *, filled: bool = False) -> QPixmap:
    """Return an icon as a picture for a label."""
    return icon(name, tone, filled=filled).pixmap(QSize(size, size))


def draw(
    painter: QPainter, rect: QRect, name: str, tone: str = "text2", *, filled: bool = False
) -> None:
    """Paint an icon into a rectangle."""
    icon(name, tone, filled=filled).paint(painter, rect)


@lru_cache(maxsize=512)
def _made(name: str, ink: str, ink_disabled: str, filled: bool) -> QIcon:  # noqa: FBT001  a key of the cache
    full = f"ph.{name}-fill" if filled else f"ph.{name}"
    made = qtawesome.icon(full, color=ink, color_disabled=ink_disabled)
    return QIcon(made)
