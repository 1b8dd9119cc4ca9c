"""Small steps that custom-painted widgets share."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from hitl_app.ui.theme import color
from hitl_app.ui.tokens import RADIUS_CONTROL


def begin(widget: QWidget) -> QPainter:
    """Start painting a widget with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def rounded(
    painter: QPainter,
    rect: QRect,
    fill: QColor | None = None,
    edge: QColor | None = None,
    *,
    radius: float = RADIUS_CONTROL,
    width: int = 1,
) -> None:
    """Fill and outline a rounded box; the outline lies inside the rectangle, on whole pixels."""
    inset = width / 2 if edge is not None else 0.0
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(
        QRectF(rect).adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset
    )


def focus_ring(painter: QPainter, rect: QRect, radius: float = RADIUS_CONTROL) -> None:
    """Draw the ring that shows where the keyboard is."""
    rounded(painter, rect, edge=color("focus"), radius=radius, width=2)


def words(
    painter: QPainter,
    rect: QRect,
    text: str,
    face: QFont,
    tone: str = "text",
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> bool:
    """Write one line, in the middle of the height; return whether it had to be cut."""
    metrics = QFontMetrics(face)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(face)
    painter.setPen(color(tone))
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, shown)
    return shown != text


def advance(face: QFont, text: str) -> int:
    """Return how wide a text is, with a pixel for the rounding."""
    return QFontMetrics(face).horizontalAdvance(text) + 1


def line_height(face: QFont) -> int:
    """Return the height of a line of text."""
    return QFontMetrics(face).height()


def mixed(low: QColor, high: QColor, share: float) -> QColor:
    """Return the colour a share of the way from one to another."""
    part = min(1.0, max(0.0, share))
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * part,
        low.greenF() + (high.greenF() - low.greenF()) * part,
        low.blueF() + (high.blueF() - low.blueF()) * part,
    )
