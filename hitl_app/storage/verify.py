"""Walking the chain: is every fact still what was sealed, and is every sealed fact there."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from hitl_app.storage.errors import sorted_errors
from hitl_app.storage.rows import Row, as_text
from hitl_app.workflow.ports import Verification

_STRETCH = 50
_MOST_PROBLEMS = 20
_FIRST, _LAST = -(2**63), 2**63 - 1
UNSEALED_KINDS = frozenset({"batch", "import", "project", "person"})
"""Kinds of links without one record of their own; a batch seals all decisions it brought."""


class _Asked(Protocol):
    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]: ...


def link_hash(previous: str, row: Row) -> str:
    """Return sha256(previous hash | seq | at | actor | kind | subject | body) of a link."""
    text = "|".join(
        [previous, *(str(row[key]) for key in ("seq", "at", "actor", "kind", "subject", "body"))]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def batch_digest(texts: list[str]) -> str:
    """Return what a batch link seals: number of decisions and the digest of their texts."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return f"{len(texts)}|{digest}"


def text_digest(text: str) -> str:
    """Return what stands for a text where the log must not hold it, or not all of it."""
    return hashlib.sha256(text.encode()).hexdigest()


def person_body(row: Row) -> str:
    """Return what a link seals of a person."""
    return f"{row['role']}|{row['code']}|{'PIN' if row['has_pin'] else 'no PIN'}"


def project_body(row: Row) -> str:
    """Return what a link seals of a project; whoever has the salt could foretell the draws."""
    digests = (text_digest(as_text(row[key])) for key in ("salt", "guide", "reference"))
    question = as_text(row["question"])
    return "|".join([str(row["kind"]), *digests, f"{len(question)}:{question}", str(row["labels"])])


def verify_chain(store: _Asked, damage: str) -> Iterator[Verification | int]:
    """Yield the number of links seen so far, and the verdict last.

    Raises:
        Refused: the file is too damaged to be walked.
    """
    with sorted_errors():
        yield from _walk(store, damage)


def first_of(lane: int) -> int:
    """Return the number before the first link of a lane; each has room for 2^40 links."""
    return (lane - 1) << 40


def one_head(heads: Iterable[tuple[int, str]]) -> str:
    """Return one digest for the heads (lane, hash) of all lanes that have links; of one its own."""
    used = [(lane, head) for lane, head in heads if head]
    if len(used) <= 1:
        return used[0][1] if used else ""
    return text_digest("|".join(f"{lane}:{head}" for lane, head in used))


def _walk(store: _Asked, damage: str) -> Iterator[Verification | int]:
    walk = _Walk(store, [damage] if damage else [])
    heads = store.call("chain_head", {})
    ends = [first_of(int(head["chain"])) for head in heads[1:]]
    for head, end in zip(heads, [*ends, _LAST], strict=True):
        yield from walk.lane(head, end)
    problems = walk.problems + _problems_of_the_counts(store)
    problems += _problems_of_the_set_up(store, walk.told())
    whole = one_head((int(each["chain"]), as_text(each["hash"])) for each in heads)
    yield Verification(walk.entries, walk.decisions, whole, tuple(problems[:_MOST_PROBLEMS]))


class _Walk:
    """Goes along the links of one lane after the other, and notes what it finds."""

    def __init__(self, store: _Asked, problems: list[str]) -> None:
        self._store, self.problems = store, problems
        self.entries = self.decisions = 0
        self._told: dict[tuple[str, str], tuple[int, int, str]] = {}

    def told(self) -> dict[tuple[str, str], str]:
        """Return what was sealed last of each project and person."""
        return {who: body for who, (_at, _seq, body) in self._told.items()}

    def lane(self, head: Row, end: int) -> Iterator[int]:
        """Walk from the first link of a lane; yields the number of links seen so far."""
        first = first_of(int(head["chain"]))
        previous, seen = "", first
        if first == 0:
            self._refuse_facts(_FIRST, 0)
        while links := self._links(seen, end):
            facts = self._facts(seen + 1, int(links[-1]["seq"]))
            for link in links:
                own = facts[int(link["seq"])]
                self.problems += _problems_of(link, previous, seen + 1, own)
                self._note(link, own)
                previous, seen = as_text(link["hash"]), int(link["seq"])
            yield self.entries
            if len(self.problems) > _MOST_PROBLEMS:
                return
        if head["seq"] != seen or head["hash"] != previous:
            self.problems.append("The end of the log is missing or was replaced.")
        self._refuse_facts(seen + 1, end)

    def _links(self, after: int, end: int) -> list[Row]:
        page = self._store.call("log_page", {"after": after, "n": _STRETCH})
        return [link for link in page if int(link["seq"]) <= end]

    def _facts(self, since: int, until: int) -> Mapping[int, list[Row]]:
        facts: dict[int, list[Row]] = defaultdict(list)
        for fact in self._store.call("facts_to_verify", {"since": since, "until": until}):
            facts[int(fact["log_seq"])].append(fact)
        return facts

    def _note(self, link: Row, facts: list[Row]) -> None:
        self.entries += 1
        self.decisions += sum(fact["kind"] == "decision" for fact in facts)
        if link["kind"] in {"project", "person"}:
            who = as_text(link["kind"]), as_text(link["subject"])
            said = (int(link["at"]), int(link["seq"]), as_text(link["body"]))
            # Lanes are walked one after the other, so what comes last need not be the latest.
            self._told[who] = max(said, self._told.get(who, said))

    def _refuse_facts(self, since: int, until: int) -> None:
        if since <= until and self._store.call("facts_to_verify", {"since": since, "until": until}):
            self.problems.append("There are records that the log does not know.")


def _problems_of(link: Row, previous: str, expected: int, facts: list[Row]) -> list[str]:
    found = []
    if link["seq"] != expected:
        found.append(f"Entry {expected} of the log is missing.")
    if link_hash(previous, link) != link["hash"]:
        found.append(f"Entry {link['seq']} of the log ({link['kind']}) was changed.")
    if link["kind"] == "batch":
        texts = [
            "|".join(str(fact[key]) for key in ("subject", "at", "actor", "body")) for fact in facts
        ]
        if batch_digest(texts) != link["body"]:
            found.append(f"Decisions of batch {link['seq']} were changed, added or removed.")
    elif link["kind"] not in UNSEALED_KINDS:
        sealed = {key: link[key] for key in ("at", "actor", "kind", "subject", "body")}
        kept = [{key: fact[key] for key in sealed} for fact in facts]
        if kept != [sealed]:
            found.append(
                f"The record of entry {link['seq']} ({link['kind']}) was changed or removed."
            )
    elif facts:
        found.append(f"Entry {link['seq']} of the log has a record that it did not seal.")
    return found


def _problems_of_the_counts(store: _Asked) -> list[str]:
    found = []
    (difference,) = store.call("rollup_difference", {})
    if difference["cells"]:
        found.append(
            f"{difference['cells']} cells of the agreement counts differ from the decisions."
        )
    (standing,) = store.call("standing_difference", {})
    if standing["cases"]:
        found.append(f"The state of {standing['cases']} cases is not that of their decisions.")
    if standing["strays"]:
        found.append(f"{standing['strays']} decisions belong to no case.")
    return found


def _problems_of_the_set_up(store: _Asked, told: Mapping[tuple[str, str], str]) -> list[str]:
    now = {
        ("project", as_text(row["name"])): project_body(row) for row in store.call("projects", {})
    }
    now |= {
        ("person", as_text(row["name"])): person_body(row)
        for row in store.call("people", {"actor": ""})
    }
    return [
        f"The {kind} “{name}” was changed, added or removed."
        for kind, name in sorted(now.keys() | told.keys())
        if now.get((kind, name)) != told.get((kind, name))
    ]
