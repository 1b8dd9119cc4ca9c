"""Walking the chain: is every fact still what was sealed, and is every sealed fact there."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Protocol

from hitl_app.storage.rows import Row, as_text
from hitl_app.workflow.ports import Verification

_STRETCH = 50
_MOST_PROBLEMS = 20
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


def verify_chain(store: _Asked, damage: str) -> Iterator[Verification | int]:
    """Yield the number of links seen so far, and the verdict last."""
    problems = [damage] if damage else []
    (head,) = store.call("chain_head", {})
    previous, seen, decisions = "", 0, 0
    while links := store.call("log_page", {"after": seen, "n": _STRETCH}):
        facts: dict[int, list[Row]] = defaultdict(list)
        last = int(str(links[-1]["seq"]))
        for fact in store.call("facts_to_verify", {"after": seen, "until": last}):
            facts[int(str(fact["log_seq"]))].append(fact)
        for link in links:
            seen += 1
            problems += _problems_of(link, previous, seen, facts[int(str(link["seq"]))])
            decisions += sum(fact["kind"] == "decision" for fact in facts[int(str(link["seq"]))])
            previous = as_text(link["hash"])
            seen = int(str(link["seq"]))
        yield seen
        if len(problems) > _MOST_PROBLEMS:
            break
    problems += _problems_of_the_end(store, head, previous, seen)
    yield Verification(seen, decisions, as_text(head["hash"]), tuple(problems[:_MOST_PROBLEMS]))


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


def _problems_of_the_end(store: _Asked, head: Row, previous: str, seen: int) -> list[str]:
    found = []
    if head["seq"] != seen or head["hash"] != previous:
        found.append("The end of the log is missing or was replaced.")
    if store.call("facts_to_verify", {"after": seen, "until": 2**62}):
        found.append("There are records that the log does not know.")
    (difference,) = store.call("rollup_difference", {})
    if difference["cells"]:
        found.append(
            f"{difference['cells']} cells of the agreement counts differ from the decisions."
        )
    return found
