"""Answers kept while the server is away, and the way back from them."""

from hitl_app.domain.errors import Away
from hitl_app.storage.away.asking import NEEDS_THE_SERVER, Arguments
from hitl_app.storage.away.journal import Entry, Journal
from hitl_app.storage.rows import Row

_BEFORE = (
    "This was answered before the server went away. It can be taken back when the server is back."
)
_OF_THE_CASE = ("case_no", "case_id", "arrived_at", "media", "text", "fields")
_COUNTED = ("decided", "unsure", "escalated", "commented", "waiting", "own_unsure")


class KeptAnswers:
    """What a reviewer answers, kept in the journal as the server would have kept it."""

    def __init__(self, journal: Journal) -> None:
        """Keep answers in this journal."""
        self._journal = journal

    def decide(self, asked: Arguments) -> list[Row]:
        """Keep a decision on the case in hand."""
        return self._answer("decide", asked["decision_id"], asked, asked["label"])

    def put_aside(self, asked: Arguments) -> list[Row]:
        """Keep a case as put aside."""
        return self._answer("put_aside", asked["fact_id"], asked, None)

    def _answer(self, kind: str, fact_id: str, asked: Arguments, label: str | None) -> list[Row]:
        entries = self._journal.entries()
        if any(each.kind == "take_back" and each.fact_id == fact_id for each in entries):
            return [{"stored": 0, "taken_back": 1, "label": None, "decided_by": None}]
        kept = {"stored": 1, "taken_back": 0, "label": label, "decided_by": asked["actor"]}
        if any(each.kind == kind and each.fact_id == fact_id for each in entries):
            return [kept]
        if self._journal.known("in_hand") != asked["case_no"]:
            return [{"stored": 0, "taken_back": 0, "label": None, "decided_by": None}]
        self._journal.append(kind, fact_id, asked["case_no"], dict(asked), asked["now"])
        self._journal.forget("in_hand")
        return [kept]

    def take_back(self, asked: Arguments) -> list[Row]:
        """Keep that an answer given here no longer stands.

        Raises:
            Away: it was given before the server went away.
        """
        fact = self._standing().get(asked["fact_id"])
        if fact is None:
            raise Away(_BEFORE)
        row = self._journal.case(fact.case_no)
        if row is None:
            raise Away(_BEFORE)
        label = fact.content.get("label")
        self._journal.append("take_back", fact.fact_id, fact.case_no, dict(asked), asked["now"])
        self._journal.keep_case({**row, "previous_label": label})
        hold(self._journal, fact.case_no)
        back = {"stored": 1, "taken_back": 0, "case_no": fact.case_no}
        return [{**back, "label": label, "decided_by": None}]

    def mark(self, asked: Arguments) -> list[Row]:
        """Keep a flag or a comment."""
        row = self._journal.case(asked["case_no"])
        if row is not None:
            name = f"{asked['case_no']}-{asked['now']}-{asked['kind']}"
            self._journal.append("mark", name, asked["case_no"], dict(asked), asked["now"])
        return []

    def own_facts(self, asked: Arguments) -> list[Row]:
        """Return the answers kept here that stand, newest first."""
        standing = list(self._standing().values())
        rows = []
        for later, entry in enumerate(reversed(standing)):
            case = self._journal.case(entry.case_no)
            if case is None:
                continue
            fact = {key: case[key] for key in _OF_THE_CASE}
            rows.append(
                {
                    **fact,
                    "fact_id": entry.fact_id,
                    "at": entry.at,
                    "label": entry.content.get("label"),
                    "aside": entry.content.get("kind"),
                    "further": later,
                    "takeable": 1,
                }
            )
        return rows[: asked["n"]]

    def _standing(self) -> dict[str, Entry]:
        """Return answers kept here that were not taken back, in their order."""
        entries = self._journal.entries()
        back = {each.fact_id for each in entries if each.kind == "take_back"}
        return {
            each.fact_id: each
            for each in entries
            if each.kind in {"decide", "put_aside"} and each.fact_id not in back
        }

    def day_counts(self, _asked: Arguments) -> list[Row]:
        """Return the day as last known, with what was answered here."""
        kept = self._journal.known("day_counts") or [{}]
        counts = {**dict.fromkeys(_COUNTED, 0), **kept[0]}
        for entry in self._standing().values():
            counts[entry.content.get("kind") or "decided"] += 1
            counts["commented"] += entry.kind == "decide" and bool(entry.content["comment"])
            counts["waiting"] -= 1
        counts["waiting"] = max(counts["waiting"], len(self._journal.waiting()))
        return [counts]

    def fact_of_case(self, asked: Arguments) -> list[Row]:
        """Return the answer kept here on a case.

        Raises:
            Away: none was.
        """
        for entry in reversed(self._standing().values()):
            row = self._journal.case(entry.case_no)
            if row is not None and row["case_id"] == asked["case_id"]:
                return [{"fact_id": entry.fact_id}]
        raise Away(NEEDS_THE_SERVER)


def hold(journal: Journal, case_no: int) -> None:
    """Put a case of the packet into the reviewer's hands; what was there waits again."""
    before = journal.known("in_hand")
    if before is not None and before != case_no:
        journal.leave(before)
    journal.take(case_no)
    journal.know("in_hand", case_no)
