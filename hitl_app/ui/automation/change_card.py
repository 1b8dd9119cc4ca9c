"""What the draft would change, why, and the button that puts it in force."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QPlainTextEdit, QWidget

from hitl_app.presentation import automation as words
from hitl_app.presentation.policy_draft import Difference, Draft
from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import Button, Card, ElidedLabel, Label, line

_ROOM_FOR_ROWS = 3
_LARGE = 150


class ChangeRows(QWidget):
    """The differences: name, before, after; room for three is kept, so that little moves."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_S)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._shown: tuple[Difference, ...] | None = None

    def show_differences(self, found: Sequence[Difference]) -> None:
        """List them."""
        if self._shown == tuple(found):
            return
        self._shown = tuple(found)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not found:
            self._grid.addWidget(Label(words.NO_DRAFT, "body", "text2", wrap=True), 0, 0, 1, 4)
        for place, each in enumerate(found):
            self._grid.addWidget(ElidedLabel(each.name, "body", "text"), place, 0)
            right = Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(Label(each.before, "body", "text2"), place, 1, right)
            self._grid.addWidget(Label("→", "body", "text3"), place, 2)
            self._grid.addWidget(Label(each.after, "body", "text", 600), place, 3)
        self._grid.setRowStretch(max(1, len(found)), 1)
        self.setMinimumHeight(px(23) * _ROOM_FOR_ROWS)


class ReasonBox(QPlainTextEdit):
    """Where the reason is written; Esc leaves it and keeps the words."""

    left = Signal()
    sent = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc, apply with Ctrl and Enter; all else is text."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class ChangeCard(Card):
    """Sends `apply(reason)` and `discard`."""

    apply_asked = Signal(str)
    discard_asked = Signal()

    def __init__(self) -> None:
        super().__init__("What would change", name="auto.change")
        self.title_row.addWidget(self.note)
        self.rows = ChangeRows()
        self._consequence = Label("", "body", "text2", wrap=True, name="auto.consequence")
        self._why = Label("", "body", "text", 600, name="auto.reason.label")
        self._lacks = Label("", "small", "text2", 500, name="auto.reason.note")
        self.reason = ReasonBox()
        self.reason.setObjectName("auto.reason")
        self.reason.setPlaceholderText(words.REASON_HINT)
        self.reason.setTabChangesFocus(True)
        self._clock = Label()
        self._for_new = Label("", "small", "text2", wrap=True, name="auto.for_new")
        self.apply = Button("Apply", "check", "primary", name="auto.apply")
        self.discard = Button("Discard draft", name="auto.discard")
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._draft: Draft | None = None
        self._ready = True
        self._lay_out()
        self.reason.textChanged.connect(self._judge)
        self.reason.sent.connect(self.apply_by_key)
        self.apply.clicked.connect(lambda _checked: self._ask())
        self.discard.clicked.connect(lambda _checked: self.discard_asked.emit())
        look().changed.connect(self._measure)
        self._measure()

    def show_draft(self, draft: Draft, claimed: int, *, ready: bool) -> None:
        """Show what a draft would change; `ready` is off while the store is away or at work."""
        self._draft, self._ready = draft, ready
        self.set_title("What would change", f"from policy {draft.base.version}")
        self.rows.show_differences(draft.differences)
        self._consequence.setText(words.consequence(draft))
        self._for_new.setText(words.for_new_cases(claimed))
        self._why.setText(words.reason_label(draft))
        self.reason.setAccessibleName(words.reason_label(draft))
        self.apply.setText(words.apply_label(draft))
        self.apply.setAccessibleName(words.apply_label(draft))
        self.discard.setEnabled(not draft.is_empty)
        self._judge()

    def apply_by_key(self) -> None:
        """Apply with a key: as the button would, so not while it is off."""
        if self.apply.isEnabled():
            self._ask()

    def _ask(self) -> None:
        self.apply_asked.emit(self.reason.toPlainText())

    def _judge(self) -> None:
        if self._draft is None:
            return
        reason = self.reason.toPlainText()
        self._lacks.setText(words.reason_note(self._draft, reason))
        self.apply.setEnabled(self._ready and words.may_apply(self._draft, reason))

    def _lay_out(self) -> None:
        why, new, buttons = QHBoxLayout(), QHBoxLayout(), self._buttons
        why.addWidget(self._why, 1)
        why.addWidget(self._lacks)
        new.setSpacing(SPACE_S)
        new.addWidget(self._clock)
        new.addWidget(self._for_new, 1)
        buttons.setSpacing(SPACE_S)
        for button in (self.apply, self.discard):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        buttons.addStretch(1)
        self.add(self.rows)
        self.add(line())
        self.add(self._consequence)
        self.body.addSpacing(SPACE_M - SPACE_S)
        self.body.addLayout(why)
        self.add(self.reason)
        self.body.addLayout(new)
        self.body.addLayout(buttons)

    def _measure(self) -> None:
        self.reason.setFixedHeight(px(56))
        way = QBoxLayout.Direction
        large = look().text_size >= _LARGE
        self._buttons.setDirection(way.TopToBottom if large else way.LeftToRight)
        self._clock.setPixmap(pixmap("clock", px(15), "text2"))
