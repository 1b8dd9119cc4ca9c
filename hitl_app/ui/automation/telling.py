"""What the Automation screen tells of a step: a toast with the way back, a line, a voice."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from hitl_app.domain.policy import Policy
from hitl_app.presentation import automation as words
from hitl_app.presentation.policy_draft import Draft
from hitl_app.ui.announce import announce
from hitl_app.ui.automation.flow import AutomationFlow
from hitl_app.ui.automation.view import AutomationView
from hitl_app.ui.widgets import Toast

UNDO_MS = 30_000
ANNOUNCE_AFTER_MS = 400


class Telling(QObject):
    """Listens to the flow and says what happened; never in a dialog."""

    def __init__(self, page: QWidget, flow: AutomationFlow, view: AutomationView) -> None:
        super().__init__(page)
        self._page, self._flow, self._view = page, flow, view
        self.toast = Toast(page, name="auto.toast")
        self._undoes = 0
        self._refusal = ""
        self._refused_draft: Draft | None = None
        self._draft_said = ""
        self._late = QTimer(self, singleShot=True, interval=ANNOUNCE_AFTER_MS)
        self._late.timeout.connect(self._announce_draft)
        flow.changed.connect(self._follow)
        flow.applied.connect(self._applied)
        flow.stepped_down.connect(self._stepped_down)
        flow.explained.connect(view.why.hide)
        flow.not_explained.connect(view.why.say_not_kept)
        flow.went_back.connect(self._went_back)
        flow.refused.connect(self._refused)

    def _applied(self, policy: Policy, before: int) -> None:
        self._refusal = ""
        self._view.change.reason.clear()
        self._offer_undo(words.applied(policy), policy, before)
        announce(self._page, words.in_force_now(policy), at_once=True)

    def _stepped_down(self, policy: Policy, is_away: bool) -> None:  # noqa: FBT001  # a slot
        said = words.stepped_down(policy, is_away=is_away)
        self._view.why.ask(policy, said)
        self._offer_undo(said, policy, policy.version - 1)
        announce(self._page, said if is_away else words.in_force_now(policy), at_once=True)

    def _went_back(self, policy: Policy) -> None:
        self._view.why.hide()
        self._offer_undo(words.went_back(policy), policy, policy.version - 1)
        announce(self._page, words.in_force_now(policy), at_once=True)

    def _offer_undo(self, text: str, policy: Policy, before: int) -> None:
        self._undoes = policy.version
        self.toast.show_text(
            text,
            action="Undo",
            act=lambda: self._flow.go_back(before),
            tone="ok",
            stay_ms=UNDO_MS,
        )

    def _refused(self, text: str) -> None:
        self._refusal, self._refused_draft = text, self._flow.draft
        self._follow()

    def _follow(self) -> None:
        """Say in the line what stands between the draft and its coming into force."""
        flow, situation, draft = self._flow, self._flow.situation, self._flow.draft
        if situation is None or draft is None:
            return
        if draft != self._refused_draft:
            self._refusal = ""
        if situation.policy.version != self._undoes:
            # Somebody has set another policy: undo would take back theirs.
            self.toast.hide()
        if flow.away:
            again = ("again", "Try again", flow.look)
            told = f"{self._refusal} {words.away(flow.away)}".strip()
            self._view.notice.say(told, (again,))
        elif flow.overtaken:
            told = words.overtaken(draft, situation.policy, flow.person)
            move = ("move", f"Draft on policy {situation.policy.version}", flow.move_draft)
            drop = ("drop", "Discard draft", flow.discard)
            self._view.notice.say(f"{self._refusal} {told}".strip(), (move, drop))
        elif self._refusal:
            self._view.notice.say(self._refusal)
        else:
            self._view.notice.clear()
        self._late.start()

    def _announce_draft(self) -> None:
        draft = self._flow.draft
        if draft is None:
            return
        said = words.announced(draft)
        if said != self._draft_said and (self._draft_said or not draft.is_empty):
            announce(self._page, said)
        self._draft_said = said
