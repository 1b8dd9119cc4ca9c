"""The terms of a draft: threshold and rates, each with what it is for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.domain.policy import PolicyTerms
from hitl_app.presentation import automation as words
from hitl_app.presentation.automation import TermWords
from hitl_app.ui.automation.share_entry import ShareEntry
from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_L, SPACE_S
from hitl_app.ui.widgets import Card, Label, line


class Remark(QWidget):
    """An icon and a sentence that wraps; without a sentence it is not there."""

    def __init__(self, icon_name: str, tone: str) -> None:
        super().__init__()
        self._icon_name, self._tone = icon_name, tone
        self._mark = Label()
        self._text = Label("", "small", tone, 500, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        look().changed.connect(self._draw)
        self._draw()
        self.hide()

    def text(self) -> str:
        """Return the sentence."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Say another sentence, or none."""
        self._text.setText(text)
        self.setVisible(bool(text))

    def _draw(self) -> None:
        self._mark.setPixmap(pixmap(self._icon_name, px(14), self._tone, filled=True))


class TermRow(QWidget):
    """Name and purpose at the left, the value at the right; greyed with the reason when idle."""

    def __init__(self, entry: ShareEntry) -> None:
        super().__init__()
        self.entry = entry
        self._name = Label("", "body", "text", 600)
        self._purpose = Label("", "small", "text2", wrap=True)
        self._idle = Remark("minus-circle", "text2")
        self._warning = Remark("warning", "warn")
        left = QVBoxLayout()
        left.setSpacing(2)
        for widget in (self._name, self._purpose, self._idle, self._warning):
            left.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addLayout(left, 1)
        row.addWidget(entry, 0, Qt.AlignmentFlag.AlignVCenter)

    def warning(self) -> str:
        """Return what is warned of, nothing when all is well."""
        return self._warning.text()

    def idle(self) -> str:
        """Return why the row does not apply, nothing when it does."""
        return self._idle.text()

    def show_words(self, said: TermWords) -> None:
        """Say what it is for, why it does not apply, what to beware of."""
        self._name.setText(said.name)
        self._purpose.setText(said.purpose)
        self._idle.say(said.idle)
        self._warning.say(said.warning)
        self._name.set_tone("text3" if said.idle else "text")
        self._purpose.set_tone("text3" if said.idle else "text2")
        self.entry.setEnabled(not said.idle)


class TermsCard(Card):
    """Sends what a person changes; shows what it is given."""

    threshold_changed = Signal(float)
    audit_changed = Signal(float)
    holdback_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__("Terms", name="auto.terms")
        self.threshold = TermRow(ShareEntry("Confidence threshold", name="auto.threshold"))
        self.audit = TermRow(ShareEntry("Audit rate", name="auto.audit", as_percent=True))
        self.holdback = TermRow(ShareEntry("Holdback rate", name="auto.holdback", as_percent=True))
        for place, row in enumerate((self.threshold, self.audit, self.holdback)):
            if place:
                self.add(line())
            self.add(row)
        self.body.setSpacing(SPACE_S)
        self.add(line())
        self.add(Label(words.CERTIFICATE, "small", "text2", wrap=True, name="auto.certificate"))
        self.threshold.entry.changed.connect(self.threshold_changed)
        self.audit.entry.changed.connect(self.audit_changed)
        self.holdback.entry.changed.connect(self.holdback_changed)

    def show_terms(self, draft: PolicyTerms, running: PolicyTerms) -> None:
        """Show the drafted values; the running ones are what Esc goes back to."""
        for row, said, value, now in (
            (self.threshold, words.threshold_words(draft), draft.threshold, running.threshold),
            (self.audit, words.audit_words(draft), draft.audit_rate, running.audit_rate),
            (
                self.holdback,
                words.holdback_words(draft),
                draft.holdback_rate,
                running.holdback_rate,
            ),
        ):
            row.show_words(said)
            row.entry.set_running(now)
            row.entry.set_value(value)
