"""The operations of review answered from the packet and the journal, while the server is away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hitl_app.domain.errors import Away
from hitl_app.domain.policy import Degree
from hitl_app.storage.away.journal import Entry, Journal
from hitl_app.storage.rows import Row

Arguments = Mapping[str, Any]

NEEDS_THE_SERVER = (
    "The server is away, and this needs it. Review goes on with the cases kept here; "
    "everything else comes back with the server."
)
_BEFORE = (
    "This was answered before the server went away. It can be taken back when the server is back."
)
_ONLY_DOWN = (
    "The server is away. A step down is kept here and sent first; everything else that changes "
    "the policy needs the server."
)
TERMS = ("threshold", "label_thresholds", "always_person", "audit_rate", "holdback_rate")
_OF_THE_MODEL = ("model_version", "model_label", "confidence", "probabilities", "explanation")
_OF_THE_CASE = ("case_no", "case_id", "arrived_at", "media", "text", "fields")


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
        self._answers: Mapping[str, Callable[[Arguments], list[Row]]] = {
            "claim_next": self._claim_next,
            "claimed_case": self._claimed_case,
            "decide": self._decide,
            "put_aside": self._put_aside,
            "take_back": self._take_back,
            "own_facts": self._own_facts,
            "mark": self._mark,
            "renew": lambda asked: [{"case_no": asked["case_no"]}],
            "release": self._release,
            "upcoming": self._upcoming,
            "day_counts": self._day_counts,
            "redoable": lambda _asked: [],
            "glance": lambda _asked: [{"claimed": 1, "any_case": 1}],
            "case_number": self._case_number,
            "fact_of_case": self._fact_of_case,
            "set_policy": self._set_policy,
            "policies": self._policies,
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

    def at_limit(self, now_ms: int) -> bool:
        """Say whether no more cases are given out before the server is back."""
        since = self._journal.known("since") or now_ms
        return (
            self._journal.number() >= self._limits.answers
            or abs(now_ms - since) >= self._limits.minutes * 60_000
        )

    # -- claims -------------------------------------------------------------------------------

    def _claim_next(self, asked: Arguments) -> list[Row]:
        in_hand = self._journal.known("in_hand")
        if in_hand is not None:
            return [{"case_no": in_hand}]
        if self.at_limit(asked["now"]):
            return []
        for row in self._journal.waiting(1):
            self._hold(row["case_no"])
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

    def _hold(self, case_no: int) -> None:
        before = self._journal.known("in_hand")
        if before is not None and before != case_no:
            self._journal.leave(before)
        self._journal.take(case_no)
        self._journal.know("in_hand", case_no)

    # -- answers ------------------------------------------------------------------------------

    def _decide(self, asked: Arguments) -> list[Row]:
        return self._answer("decide", asked["decision_id"], asked, asked["label"])

    def _put_aside(self, asked: Arguments) -> list[Row]:
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

    def _take_back(self, asked: Arguments) -> list[Row]:
        fact = self._standing().get(asked["fact_id"])
        if fact is None:
            raise Away(_BEFORE)
        row = self._journal.case(fact.case_no)
        if row is None:
            raise Away(_BEFORE)
        label = fact.content.get("label")
        self._journal.append("take_back", fact.fact_id, fact.case_no, dict(asked), asked["now"])
        self._journal.keep_case({**row, "previous_label": label})
        self._hold(fact.case_no)
        back = {"stored": 1, "taken_back": 0, "case_no": fact.case_no}
        return [{**back, "label": label, "decided_by": None}]

    def _mark(self, asked: Arguments) -> list[Row]:
        row = self._journal.case(asked["case_no"])
        if row is not None:
            name = f"{asked['case_no']}-{asked['now']}-{asked['kind']}"
            self._journal.append("mark", name, asked["case_no"], dict(asked), asked["now"])
        return []

    def _own_facts(self, asked: Arguments) -> list[Row]:
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

    # -- looking ------------------------------------------------------------------------------

    def _day_counts(self, _asked: Arguments) -> list[Row]:
        kept = self._journal.known("day_counts") or [{}]
        counts = dict.fromkeys(
            ("decided", "unsure", "escalated", "commented", "waiting", "own_unsure"), 0
        )
        counts |= kept[0]
        for entry in self._standing().values():
            counts[entry.content.get("kind") or "decided"] += 1
            counts["commented"] += entry.kind == "decide" and bool(entry.content["comment"])
            counts["waiting"] -= 1
        counts["waiting"] = max(counts["waiting"], len(self._journal.waiting()))
        return [counts]

    def _case_number(self, asked: Arguments) -> list[Row]:
        for row in self._journal.waiting():
            if row["case_id"] == asked["case_id"]:
                return [{"case_no": row["case_no"]}]
        raise Away(NEEDS_THE_SERVER)

    def _fact_of_case(self, asked: Arguments) -> list[Row]:
        for entry in reversed(self._standing().values()):
            row = self._journal.case(entry.case_no)
            if row is not None and row["case_id"] == asked["case_id"]:
                return [{"fact_id": entry.fact_id}]
        raise Away(NEEDS_THE_SERVER)

    # -- policy -------------------------------------------------------------------------------

    def _policies(self, asked: Arguments) -> list[Row]:
        kept = self._journal.known(key_of("policies", asked))
        if kept is None:
            raise Away(NEEDS_THE_SERVER)
        wished = [each.content for each in self._journal.entries() if each.kind == "step_down"]
        rows = [*reversed(wished), *kept]
        return rows[:1] if asked["only_last"] else rows

    def _set_policy(self, asked: Arguments) -> list[Row]:
        (now, *_) = self._policies({"project": asked["project"], "only_last": 1})
        degree = Degree(asked["degree"])
        same = all(asked[key] == now[key] for key in TERMS)
        if not same or degree.rank >= Degree(now["degree"]).rank:
            raise Away(_ONLY_DOWN)
        wish = {
            **now,
            "degree": degree.value,
            "version": asked["expected_version"] + 1,
            "by_name": asked["actor"],
            "at": asked["now"],
            "reason": "Kept on this workstation until the server is back."
            if not asked["reason"]
            else asked["reason"],
            "said": asked["reason"],
            "actor": asked["actor"],
            "restores": None,
            "project": asked["project"],
        }
        self._journal.append("step_down", f"to {degree.value}", 0, wish, asked["now"])
        if degree.hides_predictions:
            self._hide_predictions(degree)
        return [{"version": wish["version"]}]

    def _hide_predictions(self, degree: Degree) -> None:
        """Let no case kept here show any more what the model says."""
        hidden = {**dict.fromkeys(_OF_THE_MODEL), "degree": degree.value}
        for row in self._journal.waiting():
            self._journal.keep_case({**row, **hidden})


def key_of(name: str, arguments: Arguments) -> str:
    """Return under which name an answer is kept."""
    given = [arguments.get(key) for key in ("project", "name", "model_version")]
    return "|".join([name, *(str(each) for each in given if each is not None)])


def _as_marked(row: Row, entry: Entry) -> Row:
    if entry.kind != "mark":
        return row
    match entry.content["kind"]:
        case "comment":
            return {**row, "comment": entry.content["text"]}
        case kind:
            return {**row, "flagged": int(kind == "flag")}
