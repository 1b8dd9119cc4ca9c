"""Three lanes below the chart, on its time axis: degree, model, and what was changed."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hitl_app.presentation.agreement_lanes import Event, Lanes, Span, next_event
from hitl_app.ui.agreement.saying import tip
from hitl_app.ui.icons import draw as draw_icon
from hitl_app.ui.theme import color, font, px
from hitl_app.ui.widgets.ladder import draw_ladder
from hitl_app.ui.widgets.painting import advance, begin, focus_ring, rounded, words

_NAMES: Final = ("Degree", "Model", "Events")
_PITCH: Final = 25
_THICK: Final = 20
_WAITING_OPACITY: Final = 0.6


class LanesView(QWidget):
    """Keeps to the edges of the chart above; `event_opened(version)` comes with a click."""

    event_opened = Signal(int)

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Degree, model and changes on the time axis")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._lanes = Lanes((), (), ())
        self._view = (0.0, 1.0)
        self._frame = (0, 1)
        self._current: int | None = None
        self._opacity = 1.0

    def show_lanes(self, shown: Lanes) -> None:
        """Show other lanes."""
        self._lanes = shown
        self._current = None
        held = [span.words for span in (*shown.degrees, *shown.models)]
        self.setAccessibleDescription(", ".join([*held, *(each.words for each in shown.events)]))
        self.update()

    def set_view(self, low: float, high: float) -> None:
        """Show another part of the time axis."""
        self._view = (low, high)
        self.update()

    def set_frame(self, left: int, right: int) -> None:
        """Keep to the edges of the chart above."""
        self._frame = (left, right)
        self.update()

    def set_waiting(self, *, waiting: bool) -> None:
        """Be paler while new figures are fetched."""
        self._opacity = _WAITING_OPACITY if waiting else 1.0
        self.update()

    def current(self) -> Event | None:
        """Return the event that was gone to."""
        return None if self._current is None else self._lanes.events[self._current]

    def go_to_next(self, after: float) -> Event | None:
        """Go to the next event: after the one gone to before, or after a place on the axis."""
        current = self.current()
        self._current = next_event(self._lanes.events, current.at if current else after)
        self.update()
        return self.current()

    def leave_event(self) -> None:
        """Look at no event any longer."""
        self._current = None
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for three lanes."""
        return QSize(px(300), 3 * px(_PITCH))

    def event_boxes(self) -> list[tuple[QRect, Event, bool]]:
        """Return where the events in sight are, and whether there is room for their words."""
        low, high = self._view
        events = [each for each in self._lanes.events if low <= each.at <= high]
        starts = [self._x(each.at) - px(8) for each in events]
        boxes = []
        for place, event in enumerate(events):
            room = (starts[place + 1] if place + 1 < len(starts) else self.width()) - starts[place]
            wide = px(22) + advance(font("small"), event.words) + px(6)
            width = wide if wide <= room else px(18)
            box = QRect(starts[place], 2 * px(_PITCH), width, px(_THICK))
            boxes.append((box, event, wide <= room))
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the event under the pointer."""
        found = self._event_at(event.position().toPoint())
        if found is not None:
            self.event_opened.emit(found.version)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        over = self._event_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """Tell the story of what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip(self.told_at(event.pos())), self)
            return True
        return super().event(event)

    def told_at(self, at: QPoint) -> str:
        """Return what a tooltip says at a place."""
        found = self._event_at(at)
        if found is not None:
            return found.story
        lane = at.y() // px(_PITCH)
        spans = (self._lanes.degrees, self._lanes.models, ())[min(2, max(0, lane))]
        under = [span for span in spans if self._box(span, 0).left() <= at.x() <= self._x(span.end)]
        return under[-1].words if under else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the three lanes."""
        left = self._frame[0]
        with begin(self) as painter:
            painter.setOpacity(self._opacity)
            for lane, name in enumerate(_NAMES):
                room = QRect(0, lane * px(_PITCH), left - px(8), px(_THICK))
                words(painter, room, name, font("small"), "text2", Qt.AlignmentFlag.AlignRight)
            painter.setClipRect(QRect(left, 0, max(0, self.width() - left), self.height()))
            for lane, spans in enumerate((self._lanes.degrees, self._lanes.models)):
                for span in spans:
                    self._draw_span(painter, span, lane)
            for box, event, written in self.event_boxes():
                self._draw_event(painter, box, event, written=written)

    def _draw_span(self, painter: QPainter, span: Span, lane: int) -> None:
        box = self._box(span, lane)
        if box.width() < 1 or span.end <= self._view[0] or span.start >= self._view[1]:
            return
        soft, edge = ("surface3", "border_strong") if lane == 0 else ("blue_soft", "blue")
        if span.beside:
            soft, edge = "green_soft", "green"
        rounded(painter, box, color(soft), None, radius=4)
        pen = QPen(color(edge), 1, Qt.PenStyle.DashLine if span.beside else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        room = box.adjusted(px(7), 0, -px(5), 0)
        if span.step and room.width() > px(24):
            height = px(12)
            glyph = QRect(room.left(), box.center().y() - height // 2, px(20), height)
            draw_ladder(painter, glyph, span.step)
            room.setLeft(room.left() + px(26))
        if room.width() >= px(16):
            words(painter, room, span.words, font("small", 500))

    def _draw_event(self, painter: QPainter, box: QRect, event: Event, *, written: bool) -> None:
        side = px(15)
        mark = QRect(box.left() + px(1), box.center().y() - side // 2, side, side)
        draw_icon(painter, mark, "sliders-horizontal", "text2")
        if written:
            words(painter, box.adjusted(px(21), 0, 0, 0), event.words, font("small"), "text2")
        if event is self.current():
            focus_ring(painter, box.adjusted(-2, 0, 2, 0), 4)

    def _event_at(self, at: QPoint) -> Event | None:
        return next((event for box, event, _ in self.event_boxes() if box.contains(at)), None)

    def _box(self, span: Span, lane: int) -> QRect:
        left, right = max(self._frame[0], self._x(span.start)), self._x(span.end)
        return QRect(left, lane * px(_PITCH), min(right, self._frame[1]) - left, px(_THICK))

    def _x(self, at: float) -> int:
        (low, high), (left, right) = self._view, self._frame
        return round(left + (right - left) * (at - low) / max(1e-9, high - low))
