"""The cards of the Automation screen in their places, showing a situation and a draft."""

from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.presentation.policy_draft import Draft
from hitl_app.presentation.policy_history import history_rows, now_since
from hitl_app.ui.automation.by_class import ByClassCard
from hitl_app.ui.automation.change_card import ChangeCard
from hitl_app.ui.automation.history import HistoryCard
from hitl_app.ui.automation.ladder import LadderCard
from hitl_app.ui.automation.notice import Notice
from hitl_app.ui.automation.terms import TermsCard
from hitl_app.ui.automation.why_line import WhyLine
from hitl_app.ui.theme import look
from hitl_app.ui.tokens import SPACE_M
from hitl_app.ui.widgets import ScrollColumn
from hitl_app.workflow.automation import Situation

_ROWS, _ROWS_WIDE, _WIDE = 3, 6, 1600
_COLUMN, _MOST_OF_THE_WIDTH = 412, 0.4


class AutomationView(QWidget):
    """Ladder above; terms and classes at the left; what would change and history at the right."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        super().__init__()
        self._labels = labels
        self.ladder, self.why, self.notice = LadderCard(), WhyLine(), Notice(name="auto.notice")
        self.terms, self.by_class = TermsCard(), ByClassCard(labels)
        self.change, self.history = ChangeCard(), HistoryCard()
        self.ladder.add(self.why)
        whole, below = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        whole.setSpacing(SPACE_M)
        below.setSpacing(SPACE_M)
        left = ScrollColumn(name="auto.left")
        self._right = right = ScrollColumn(width=_COLUMN, name="auto.right")
        for column, cards in (
            (left, (self.terms, self.by_class)),
            (right, (self.change, self.history)),
        ):
            for card in cards:
                column.add(card)
            column.column.addStretch(1)
        below.addWidget(left, 1)
        below.addWidget(right)
        whole.addWidget(self.ladder)
        whole.addWidget(self.notice)
        whole.addLayout(below, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the terms their room where letters are large."""
        super().resizeEvent(event)
        most = int(self.width() * _MOST_OF_THE_WIDTH * 100 / look().text_size)
        self._right.set_column_width(min(_COLUMN, most))

    def show_situation(
        self, situation: Situation, draft: Draft, now: datetime, *, ready: bool, may_step: bool
    ) -> None:
        """Show what is in force and what is drafted; `ready` is off while nothing can be stored."""
        policy = situation.policy
        since = now_since(situation.history, now)
        self.ladder.show_degrees(policy.degree, draft.terms.degree, since)
        self.ladder.set_may_step_down(policy.degree, ready=may_step)
        self.terms.show_terms(draft.terms, draft.base.terms)
        self.by_class.show_terms(draft.terms, draft.base.terms)
        self.change.show_draft(draft, situation.claimed, ready=ready)
        rows = history_rows(situation.history, self._labels, now)
        most = _ROWS_WIDE if self.width() >= _WIDE else _ROWS
        self.history.show_rows(rows, ready=ready, most=most)
