"""Marks beside the case on the screen: its flag and its comment, kept at once."""

from collections.abc import Callable

from hitl_app.domain.decision import Aside
from hitl_app.domain.errors import HitlError
from hitl_app.ui.desk import Desk
from hitl_app.ui.review import steps
from hitl_app.workflow.ports import ClaimedCase


class Notes:
    """The flag and the comment of one case; the store has them before the decision does."""

    def __init__(self, desk: Desk, tell: Callable[[str], None]) -> None:
        self._desk, self._tell = desk, tell
        self._case_no: int | None = None
        self._kept = ""
        self.flagged, self.comment = False, ""
        self.earlier_label: str | None = None
        self.earlier_aside: Aside | None = None

    @property
    def is_new(self) -> bool:
        """Whether something was written that the store does not have."""
        return self.comment != self._kept

    def open(self, case: ClaimedCase | None, earlier_aside: Aside | None = None) -> None:
        """Go to the marks of another case, and what was answered to it before."""
        self._case_no = case.case.case_no if case else None
        self.flagged = case.flagged if case else False
        self.comment = self._kept = case.comment if case else ""
        self.earlier_label = case.previous_label if case else None
        self.earlier_aside = earlier_aside

    def toggle_flag(self) -> None:
        """Mark the case or take the mark away; decides nothing."""
        self.flagged = not self.flagged
        self._store("flag" if self.flagged else "unflag")

    def keep(self) -> None:
        """Store what was written, if it is new."""
        if self.is_new:
            self._kept = self.comment
            self._store("comment", self.comment)

    def sent(self) -> None:
        """Note that the comment went with an answer."""
        self._kept = self.comment

    def _store(self, kind: str, text: str = "") -> None:
        if self._case_no is not None:
            step = steps.mark(self._desk, self._case_no, kind, text)
            self._desk.background.run(step, lambda _nothing: None, self._failed)

    def _failed(self, error: HitlError) -> None:
        self._kept = ""
        self._tell(str(error))
