"""What the parts of the screen say aloud, and tooltips of plain text."""

from html import escape

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say something when it has nothing else to say."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def tip(text: str) -> str:
    """Return a tooltip that wraps its lines and shows names and reasons as they are."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""
