"""What the server said last, for when it cannot be asked."""

from typing import Any

from hitl_app.storage.away.asking import key_of
from hitl_app.storage.away.journal import Journal
from hitl_app.storage.rows import Row

_WORTH_KEEPING = frozenset({"projects", "person", "people", "day_counts", "calibration"})


class Remembered:
    """Answers worth keeping, and the case in hand."""

    def __init__(self, journal: Journal) -> None:
        """Keep them in this journal when asked to."""
        self._journal = journal
        self._answers: dict[str, list[Row]] = {}
        self.in_hand: Row | None = None

    def note(self, name: str, asked: dict[str, Any], rows: list[Row]) -> None:
        """Note an answer, where it is worth it."""
        if name == "claimed_case":
            self.in_hand = rows[0] if rows else None
        elif name in {"decide", "put_aside", "release"}:
            self.in_hand = None
        elif name == "policies":
            self._note_policies(key_of(name, asked), rows, only_last=bool(asked["only_last"]))
        elif name in _WORTH_KEEPING:
            key = name if name == "day_counts" else key_of(name, asked)
            self._answers[key] = rows

    def keep(self) -> None:
        """Keep in the journal what was noted since."""
        for key, rows in self._answers.items():
            self._journal.know(key, rows)
        self._answers.clear()

    def keep_in_hand(self, before: Row | None) -> None:
        """Keep the case that was in hand before a step, so that it can be answered here."""
        self.keep()
        if self.in_hand is not None and self.in_hand != before:
            self._journal.leave(self.in_hand["case_no"])
        self.in_hand = before
        if self.in_hand is not None and self._journal.known("in_hand") is None:
            self._journal.keep_case(self.in_hand)
            self._journal.take(self.in_hand["case_no"])
            self._journal.know("in_hand", self.in_hand["case_no"])

    def _note_policies(self, key: str, rows: list[Row], *, only_last: bool) -> None:
        before = self._answers.get(key) or self._journal.known(key) or []
        if only_last and rows:
            rows = rows + [row for row in before if row["version"] < rows[0]["version"]]
        self._answers[key] = rows
