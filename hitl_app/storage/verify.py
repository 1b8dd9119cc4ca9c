"""Walking the chain: is every fact still what was sealed, and is every sealed fact there."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
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


def _walk(store: _Asked, damage: str) -> Iterator[Verification | int]:
    problems = [damage] if damage else []
    (head,) = store.call("chain_head", {})
    previous, seen, decisions = "", 0, 0
    told: dict[tuple[str, str], str] = {}
    while links := store.call("log_page", {"after": seen, "n": _STRETCH}):
        facts: dict[int, list[Row]] = defaultdict(list)
        last = int(str(links[-1]["seq"]))
        for fact in store.call("facts_to_verify", {"since": seen + 1, "until": last}):
            facts[int(str(fact["log_seq"]))].append(fact)
        for link in links:
            seen += 1
            problems += _problems_of(link, previous, seen, facts[int(str(link["seq"]))])
            decisions += sum(fact["kind"] == "decision" for fact in facts[int(str(link["seq"]))])
            if link["kind"] in {"project", "person"}:
                told[as_text(link["kind"]), as_text(link["subject"])] = as_text(link["body"])
            previous = as_text(link["hash"])
            seen = int(str(link["seq"]))
        yield seen
        if len(problems) > _MOST_PROBLEMS:
            break
    problems += _problems_of_the_end(store, head, previous, seen)
    problems += _problems_of_the_set_up(store, told)
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
    strange = [(_FIRST, 0), (seen + 1, _LAST)]
    if any(store.call("facts_to_verify", {"since": a, "until": z}) for a, z in strange):
        found.append("There are records that the log does not know.")
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
