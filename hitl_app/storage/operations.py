"""The store's operations as named SQL texts, read once from the files beside this module."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

_SHARED = re.compile(r"^-- (settle|person|claimed)$", re.MULTILINE)
_SEAL = re.compile(r"^-- seal: (\w+)$", re.MULTILINE)
_NOTE = re.compile(r"^-- note\n(.+?);$", re.MULTILINE | re.DOTALL)
_COUNT = re.compile(r"^-- count: ([+-]) WHERE (.+)$", re.MULTILINE)
_FACTS = re.compile(r"^-- facts: (\w+)$", re.MULTILINE)
_HEADER = re.compile(r"^-- (name|arguments|returns|role|tells):(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the records, and who may ask it.

    ``arguments`` and ``returns`` map names to PostgreSQL types; the last statement that
    returns rows gives the answer. ``role`` is who may ask: inspector (and supervisor),
    supervisor, intake (and supervisor), anyone, keeper (whoever keeps the server; on a file a
    supervisor), file (nobody but on a file). ``tells`` is what others are told that it changed.
    ``text`` has the marks by which a server locks rows (``-- lock:``) and passes over what would
    change nothing (``-- if:`` with a condition, up to ``-- end if``).
    """

    name: str
    arguments: dict[str, str]
    returns: dict[str, str]
    role: str
    tells: str
    text: str

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """Return what a file runs, statement by statement."""
        return statements_of(self.text)


@cache
def operations() -> dict[str, Operation]:
    """Return all operations by name."""
    folder = files(__package__) / "operations"
    texts = [
        entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".sql") and not entry.name.startswith("_")
    ]
    return {operation.name: operation for operation in map(_parse, texts)}


@cache
def part(name: str) -> str:
    """Return a text that several operations share, or that is run on its own."""
    return (files(__package__) / "operations" / f"_{name}.sql").read_text("utf-8")


def statements_of(text: str) -> tuple[str, ...]:
    """Split a text into its statements; each ends with a semicolon at the end of a line."""
    without_comments = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    pieces = re.split(r";[ \t]*(?:\n|$)", without_comments)
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _parse(text: str) -> Operation:
    header = {key: value.strip() for key, value in _HEADER.findall(text)}
    body = _SHARED.sub(lambda found: part(found[1]), text)
    body = _FACTS.sub(lambda found: part("facts").replace("{who}", found[1]), body)
    body = _NOTE.sub(lambda found: part("note").replace("{facts}", found[1]), body)
    body = _SEAL.sub(lambda found: part("seal").replace("{view}", found[1]), body)
    body = _COUNT.sub(
        lambda found: part("count").replace("{sign}", found[1]).replace("{which}", found[2]), body
    )
    return Operation(
        name=header["name"],
        arguments=_typed(header["arguments"]),
        returns=_typed(header["returns"]),
        role=header["role"],
        tells=header.get("tells", ""),
        text=body,
    )


def _typed(listing: str) -> dict[str, str]:
    entries = [entry.split() for entry in listing.split(",") if entry.strip()]
    return {entry[0]: entry[1] for entry in entries}
