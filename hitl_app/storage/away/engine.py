"""The operations of review answered from the packet and the journal, while the server is away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hitl_app.domain.errors import Away
from hitl_app.storage.away.answers import KeptAnswers, hold
from hitl_app.storage.away.asking import NEEDS_THE_SERVER, Arguments, key_of
from hitl_app.storage.away.journal import Entry, Journal
from hitl_app.storage.away.wishes import KeptPolicy
from hitl_app.storage.rows import Row, from_ms
from hitl_app.workflow.ports import KeptHere


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a workstation gives out by itself."""

    answers: int = 200
    minutes: float = 15.0


class AwayEngine:
    """Answers what review asks; what only the server can answer is said in words."""

    def __init__(self, journal: Journal, limits: Limits) -> None:
        """Answer from this journal, within these limits."""
        self._journal, self._limits = journal, limits
        answers, policy = KeptAnswers(journal), KeptPolicy(journal)
        self._answers: Mapping[str, Callable[[Arguments], list[Row]]] = {
            "claim_next": self._claim_next,
            "claimed_case": self._claimed_case,
            "decide": answers.decide,
            "put_aside": answers.put_aside,
            "take_back": answers.take_back,
            "own_facts": answers.own_facts,
            "mark": answers.mark,
            "renew": lambda asked: [{"case_no": asked["case_no"]}],
            "release": self._release,
            "upcoming": self._upcoming,
            "day_counts": answers.day_counts,
            "redoable": lambda _asked: [],
            "glance": lambda _asked: [{"claimed": 1, "any_case": 1}],
            "case_number": self._case_number,
            "fact_of_case": answers.fact_of_case,
            "set_policy": policy.set_policy,
            "policies": policy.policies,
        }

    def call(self, name: str, arguments: Arguments) -> list[Row]:
        """Answer an operation, as the server would have.

        Raises:
            Away: only the server can answer it.
        """
        if name in self._answers:
            return self._answers[name](arguments)
        kept = self._journal.known(key_of(name, arguments))
        if kept is None:
            raise Away(NEEDS_THE_SERVER)
        return list(kept)

    def stage(self, _rows: list[tuple[object, ...]]) -> None:
        """Refuse a batch: cases come in through the server.

        Raises:
            Away: always.
        """
        raise Away(NEEDS_THE_SERVER)

    def kept_here(self, now_ms: int, *, away: bool) -> KeptHere:
        """Return what is kept here; before anybody has said what time it is, no time has passed."""
        since = self._journal.known("since") if away else None
        return KeptHere(
            kept=self._journal.number(),
            left=self._journal.left(),
            since=None if since is None else from_ms(since),
            at_limit=since is not None and self._at_limit(now_ms or since),
            media=self._journal.media(),
        )

    def _at_limit(self, now_ms: int) -> bool:
        since = self._journal.known("since") or now_ms
        return (
            self._journal.number() >= self._limits.answers
            or abs(now_ms - since) >= self._limits.minutes * 60_000
        )

    def _claim_next(self, asked: Arguments) -> list[Row]:
        in_hand = self._journal.known("in_hand")
        if in_hand is not None:
            return [{"case_no": in_hand}]
        if self._at_limit(asked["now"]):
            return []
        for row in self._journal.waiting(1):
            hold(self._journal, row["case_no"])
            return [{"case_no": row["case_no"]}]
        return []

    def _claimed_case(self, asked: Arguments) -> list[Row]:
        case_no = asked["case_no"]
        row = self._journal.case(case_no)
        if row is None or self._journal.known("in_hand") != case_no:
            return []
        for entry in self._journal.entries():
            if entry.case_no == case_no:
                row = _as_marked(row, entry)
        lease = asked["now"] + int(self._limits.minutes * 60_000)
        return [{**row, "lease_until": lease}]

    def _release(self, asked: Arguments) -> list[Row]:
        if self._journal.known("in_hand") == asked["case_no"]:
            self._journal.forget("in_hand")
            self._journal.leave(asked["case_no"])
        return []

    def _upcoming(self, asked: Arguments) -> list[Row]:
        rows = self._journal.waiting(asked["n"])
        return [{key: row[key] for key in ("case_no", "case_id", "media")} for row in rows]

    def _case_number(self, asked: Arguments) -> list[Row]:
        for row in self._journal.waiting():
            if row["case_id"] == asked["case_id"]:
                return [{"case_no": row["case_no"]}]
        raise Away(NEEDS_THE_SERVER)


def _as_marked(row: Row, entry: Entry) -> Row:
    if entry.kind != "mark":
        return row
    match entry.content["kind"]:
        case "comment":
            return {**row, "comment": entry.content["text"]}
        case kind:
            return {**row, "flagged": int(kind == "flag")}
