"""What stands over the list: search, status, how many, and the filter that a figure brought."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from hitl_app.presentation import queue as words
from hitl_app.ui.icons import icon
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import Button, Chip, KeyCap, Label, SegmentedControl

SEARCH_AFTER_MS = 250


class QueueControls(QWidget):
    """Sends `narrowed(status, search)`, `filter_removed`, `renewed` and `conflicts_wanted`."""

    narrowed = Signal(str, str)
    filter_removed = Signal()
    renewed = Signal()
    conflicts_wanted = Signal()
    left = Signal()

    def __init__(self, *, supervisor: bool, conflicts_key: str = "") -> None:
        super().__init__()
        statuses = words.STATUSES if supervisor else words.OWN_STATUSES
        self.search = QLineEdit()
        self.search.setObjectName("queue.search")
        self.search.setAccessibleName("Search cases")
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(
            icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.status = SegmentedControl(statuses, "", title="Status", name="queue.status")
        self.status.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.number = Label("", "heading", "text", 600, name="queue.number")
        self.unit = Label("", "body", "text2", name="queue.unit")
        self.chip = Chip("", name="queue.filter")
        self.new = Button(words.NEW, "arrow-clockwise", name="queue.new")
        self.conflicts = Button("", "warning", name="queue.conflicts")
        self._key = KeyCap(conflicts_key)
        self._late = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._late.timeout.connect(self._say)
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self._late.start())
        self.search.returnPressed.connect(self.left)
        self.search.installEventFilter(self)
        self.status.chosen.connect(lambda _key: self._say())
        self.chip.removed.connect(self.filter_removed)
        self.new.clicked.connect(lambda _checked: self.renewed.emit())
        self.conflicts.clicked.connect(lambda _checked: self.conflicts_wanted.emit())
        look().changed.connect(self._dress)
        self._dress()

    def show_conflicts(self, text: str) -> None:
        """Offer the list of conflicts; without words there are none."""
        self.conflicts.setVisible(bool(text))
        self.conflicts.setText(text)
        self.conflicts.setAccessibleName(text)
        self._key.setVisible(bool(text and self._key.text()))

    def show_count(self, number: str, unit: str, tone: str = "text2") -> None:
        """Say how many cases there are."""
        self.number.setText(number)
        self.unit.setText(unit)
        self.unit.set_tone(tone)

    def show_request(self, status: str, search: str) -> None:
        """Show what another screen asked for, without asking again."""
        self.status.set_current(status)
        self.search.blockSignals(True)
        self.search.setText(search)
        self.search.blockSignals(False)
        self._late.stop()

    def show_filter(self, text: str) -> None:
        """Show the filter behind a figure; while it holds, there is nothing else to narrow by."""
        self.chip.setVisible(bool(text))
        self.chip.setText(text)
        self.chip.setAccessibleName(f"Remove filter: {text}")
        self.chip.updateGeometry()
        self.search.setEnabled(not text)
        self.search.setPlaceholderText(words.SEARCH_OFF if text else words.SEARCH)
        self.status.setEnabled(not text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the search with Esc or the down arrow; its words stay."""
        if watched is self.search and isinstance(event, QKeyEvent):
            keys = {Qt.Key.Key_Escape, Qt.Key.Key_Down}
            if event.type() == QEvent.Type.KeyPress and event.key() in keys:
                self.left.emit()
                return True
        return False

    def _say(self) -> None:
        self._late.stop()
        self.narrowed.emit(self.status.current(), self.search.text())

    def _lay_out(self) -> None:
        above, below, whole = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE_S)
        above.setSpacing(SPACE_M)
        above.addWidget(self.search)
        above.addWidget(self.status)
        above.addStretch(1)
        above.addWidget(self.new)
        below.setSpacing(SPACE_S)
        for widget in (self.number, self.unit, self.chip):
            below.addWidget(widget)
        below.addStretch(1)
        below.addWidget(self.conflicts)
        below.addWidget(self._key)
        whole.addLayout(above)
        whole.addLayout(below)
        for hidden in (self.chip, self.new, self.conflicts, self._key):
            hidden.hide()
        self.show_filter("")

    def _dress(self) -> None:
        self.search.setFixedWidth(px(300))
        # A row with a chip is as high as one without.
        self.number.setMinimumHeight(px(32))
        self._glass.setIcon(icon("magnifying-glass"))
