"""Where a comment is written: beside the picture, which stays in sight."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from hitl_app.presentation import review as words
from hitl_app.ui.keyboard import keys_of
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, Card, KeyCap, Label

DOUBLE_PRESS_MS: Final = 400
_RETURN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CommentBox(QPlainTextEdit):
    """Keeps its keys; Esc leaves it, Ctrl+Enter keeps the text, and Enter sends where one sends."""

    left = Signal()
    kept = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("review.comment.text")
        self.setAccessibleName("Comment")
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus | Qt.FocusPolicy.TabFocus)
        self.sends = False
        self.send_key = ""
        self._opened = QElapsedTimer()
        look().changed.connect(self._measure)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave, keep or send; anything else is written."""
        held = event.modifiers()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _RETURN and held & Qt.KeyboardModifier.ControlModifier:
            self.kept.emit()
        elif event.key() in _RETURN and self.sends and not held & Qt.KeyboardModifier.ShiftModifier:
            if not event.isAutoRepeat():
                self.kept.emit()
        elif self._is_second_press(event):
            self.kept.emit()
        elif not (event.isAutoRepeat() and self._is_fresh()):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Note when writing began."""
        self._opened.start()
        super().focusInEvent(event)

    def _is_second_press(self, event: QKeyEvent) -> bool:
        # Only at once and into an empty box: a comment may begin with the same letter.
        fresh = self.sends and self._is_fresh() and not event.isAutoRepeat()
        return fresh and self.send_key in keys_of(event)

    def _is_fresh(self) -> bool:
        """Say whether the box was opened only now; the key that did it may still be down."""
        quick = self._opened.isValid() and self._opened.elapsed() < DOUBLE_PRESS_MS
        return quick and not self.toPlainText()

    def _measure(self) -> None:
        self.setFixedHeight(px(60))


class CommentCard(Card):
    """The comment of the case; also where an escalation is sent from."""

    written = Signal(str)
    left = Signal()
    kept = Signal()

    def __init__(self, chips: Sequence[str]) -> None:
        super().__init__(
            "Comment", icon_name="note-pencil", tone="text", name="review.comment_card"
        )
        self.box = CommentBox()
        self.box.left.connect(self.left)
        self.box.kept.connect(self.kept)
        self.box.textChanged.connect(lambda: self.written.emit(self.box.toPlainText()))
        self._keep_word = Label("keep", "small", "text2")
        self._hint = Label(words.WRITING, "small", "text2", wrap=True)
        for widget in (
            KeyCap("Ctrl ↵"),
            self._keep_word,
            KeyCap("Esc"),
            Label("leave", "small", "text2"),
        ):
            self.title_row.addWidget(widget)
        self.body.setSpacing(6)
        self.add(self.box)
        self.body.addLayout(self._chips(chips))
        self.add(self._hint)

    def begin(self, text: str, *, sends: bool, send_key: str = "E") -> None:
        """Open with what was written before; `sends`: the case is escalated with it."""
        self.set_title("Escalate" if sends else "Comment")
        self.box.sends, self.box.send_key = sends, send_key
        self._keep_word.setText("send" if sends else "keep")
        self._hint.setText(words.SENDING if sends else words.WRITING)
        self.show_text(text)
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_text(self, text: str) -> None:
        """Show another text, as of another case; the same one is left alone, with its cursor."""
        if self.box.toPlainText() != text:
            before = self.box.blockSignals(True)
            self.box.setPlainText(text)
            self.box.moveCursor(self.box.textCursor().MoveOperation.End)
            self.box.blockSignals(before)

    def _chips(self, chips: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for place, text in enumerate(chips, start=1):
            chip = Button(text, name=f"review.comment.chip.{place}", help_text=f"Write “{text}”")
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(lambda _on, said=text: self._write(said))
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _write(self, text: str) -> None:
        before = self.box.toPlainText().rstrip()
        self.box.setPlainText(f"{before}, {text}" if before else text)
        self.box.setFocus()
        self.box.moveCursor(self.box.textCursor().MoveOperation.End)
