"""What is to be judged: a picture, a text or a table of fields, always in the same place.

    view = CaseView(name="review.case")
    view.set_image(key, image, full_size)   # or set_text(key, text) or set_fields(key, rows)
    view.painted.connect(...)               # the key, after the first paint: keys count from now on
    view.show_waiting(key) / show_broken(key) / clear()
    view.try_again, view.skip               # the buttons of a broken picture

Zoom and light start anew with each case unless `set_locked(True)`.
"""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QHeaderView,
    QPlainTextEdit,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from hitl_app.ui.picture_stage import PictureStage
from hitl_app.ui.widgets import EmptyState, centred


class CaseView(QWidget):
    """Shows one case; knows nothing of its prediction."""

    painted = Signal(object)
    zoomed = Signal(str)
    try_again = Signal()
    skip = Signal()

    def __init__(self, *, name: str = "review.case") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Case")
        self.setMinimumSize(240, 200)
        self.locked = False
        self._awaited: object = None
        self._awaited_on: QWidget | None = None
        self.picture = PictureStage()
        self._text = QPlainTextEdit(readOnly=True)
        self._fields = QTableWidget(0, 2)
        self._state = EmptyState("image", "Fetching cases")
        self._again = self._state.add_button("Try again", self.try_again.emit, "arrow-clockwise")
        self._skip = self._state.add_button(
            "Skip, tell the supervisor", self.skip.emit, "arrow-fat-up"
        )
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._state_page = centred(self._state)
        self._state_page.setProperty("page", False)
        self._state_page.setProperty("stage", True)
        for button in (self._again, self._skip):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        _prepare_fields(self._fields)
        for widget in (self.picture, self._text, self._fields, self._state_page):
            # Keys belong to the page: a number must decide, not move a cursor.
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            _surface(widget).installEventFilter(self)
            self._stack.addWidget(widget)
        self._say("Fetching cases", "", broken=False)
        self.picture.zoomed.connect(lambda: self.zoomed.emit(self.zoom_text()))

    def set_image(self, key: object, image: QImage, full_size: QSize | None = None) -> None:
        """Show a picture; a small one with the size of the whole is enough to begin with."""
        self.picture.set_image(image, full_size, keep_view=self.locked)
        self._show(self.picture, key)

    def set_detail(self, image: QImage) -> None:
        """Swap the whole picture in."""
        self.picture.set_detail(image)

    def set_text(self, key: object, text: str) -> None:
        """Show a text."""
        self._text.setPlainText(text)
        self._show(self._text, key)

    def set_fields(self, key: object, rows: list[tuple[str, str]]) -> None:
        """Show a table of fields."""
        self._fields.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(row):
                self._fields.setItem(place, column, QTableWidgetItem(words))
        self._show(self._fields, key)

    def show_waiting(self, words: str = "Fetching cases", more: str = "") -> None:
        """Say that the case or its picture is on its way; decision keys stay off."""
        self._say(words, more, broken=False)

    def show_broken(self, words: str, more: str = "") -> None:
        """Say that the picture cannot be read, with the two ways on."""
        self._say(words, more, broken=True)

    def clear(self) -> None:
        """Show the empty ground."""
        self.picture.set_image(QImage(), keep_view=False)
        self._awaited, self._awaited_on = None, None
        self._stack.setCurrentWidget(self.picture)

    def is_picture(self) -> bool:
        """Return whether a picture is shown, which can be zoomed."""
        return self._stack.currentWidget() is self.picture

    def zoom_in(self) -> None:
        """Show the picture larger."""
        self.picture.zoom_by(1)

    def zoom_out(self) -> None:
        """Show the picture smaller."""
        self.picture.zoom_by(-1)

    def fit(self) -> None:
        """Show the whole picture."""
        self.picture.zoom_to(None)

    def one_to_one(self) -> None:
        """Show each pixel of the picture as one of the screen."""
        self.picture.zoom_to(1.0)

    def move_view(self, across: int, down: int) -> None:
        """Move what is seen by steps, or scroll a text."""
        shown = self._stack.currentWidget()
        if isinstance(shown, QAbstractScrollArea):
            for bar, steps in (
                (shown.horizontalScrollBar(), across),
                (shown.verticalScrollBar(), down),
            ):
                bar.setValue(bar.value() + steps * bar.singleStep())
            return
        self.picture.move_by(across * 0.1, down * 0.1)

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Keep zoom, place and light for the next case, or not."""
        self.locked = locked

    def zoom_text(self) -> str:
        """Return `Fit` or the zoom in per cent."""
        return "Fit" if self.picture.placing.fits else f"{self.picture.scale * 100:.0f} %"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first paint of what was newly set."""
        if event.type() == QEvent.Type.Paint and watched is self._awaited_on:
            key, self._awaited_on = self._awaited, None
            # The filter comes before the painting; a person sees it after this event.
            QTimer.singleShot(0, self, lambda: self._tell_painted(key))
        return False

    def _show(self, widget: QWidget, key: object) -> None:
        self._awaited, self._awaited_on = key, _surface(widget)
        self._stack.setCurrentWidget(widget)
        self._awaited_on.update()

    def _tell_painted(self, key: object) -> None:
        # Another case may have been set in between; its own paint is still to come.
        if key is self._awaited and self._awaited_on is None:
            self.painted.emit(key)

    def _say(self, words: str, more: str, *, broken: bool) -> None:
        self._awaited, self._awaited_on = None, None
        self._again.setVisible(broken)
        self._skip.setVisible(broken)
        self._state.say(words, more)
        self._stack.setCurrentWidget(self._state_page)


def _prepare_fields(fields: QTableWidget) -> None:
    fields.setHorizontalHeaderLabels(["Field", "Value"])
    fields.verticalHeader().hide()
    fields.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    fields.setWordWrap(True)
    fields.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    fields.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
    header = fields.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)


def _surface(widget: QWidget) -> QWidget:
    """Return what is painted on: scrolling widgets have a viewport."""
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
