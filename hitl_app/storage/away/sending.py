"""Sending what was kept here, in order and once; what came too late is kept as a conflict."""

from typing import Any

from hitl_app.domain.policy import Degree
from hitl_app.storage.away.journal import Entry
from hitl_app.storage.away.wishes import TERMS
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.rows import Row

_KINDS = {"decide": "decision", "take_back": "retraction"}


def in_order(entries: list[Entry]) -> list[Entry]:
    """Return a step down before everything else, the rest as it was made."""
    return sorted(entries, key=lambda entry: (entry.kind != "step_down", entry.n))


class Unplaced(Exception):  # carried from the step to whoever keeps the journal
    """The server has no place for an answer, not even as a conflict."""


def send(server: PostgresStore, entry: Entry, case_id: str, now_ms: int) -> str:
    """Send one answer as one transaction; returns what a person has to be told, or nothing.

    An answer that the server has already, because only its word of it was lost, is not kept twice.

    Raises:
        Away: the server is away again; nothing, or all of it, was stored.
        Unplaced: the server does not know the case any more.
    """
    with server.transaction():
        match entry.kind:
            case "step_down":
                return _step_down(server, entry, now_ms)
            case "mark":
                (row,) = server.call("mark", {**entry.content, "now": now_ms})
                if not row["stored"]:
                    raise Unplaced
                return ""
            case _:
                return _answer(server, entry, case_id, now_ms)


def _answer(server: PostgresStore, entry: Entry, case_id: str, now_ms: int) -> str:
    ago = max(0, now_ms - entry.at)
    asked: dict[str, Any] = {**entry.content, "ago": ago, "now": now_ms}
    if entry.kind == "take_back":
        # A hand of its own: the case in hand and the packet stay where they are.
        asked["session"] = f"{asked['session']}~"
    rows = server.call(entry.kind, asked)
    if rows and (rows[0]["stored"] or rows[0]["taken_back"]):
        return ""
    if rows and _is_known(entry, rows[0]):
        return ""
    return _conflict(server, entry, case_id, asked)


def _is_known(entry: Entry, row: Row) -> bool:
    """Say whether the very same answer of the same person stands already."""
    same = row["decided_by"] == entry.content["actor"] and row["label"] is not None
    return same and row["label"] == entry.content.get("label")


def _conflict(server: PostgresStore, entry: Entry, case_id: str, asked: dict[str, Any]) -> str:
    label = asked.get("label") or ""
    rows = server.call(
        "keep_conflict",
        {
            **{key: asked[key] for key in ("project", "actor", "ago", "now")},
            "fact_id": f"{entry.kind}-{entry.fact_id}",
            "case_no": entry.case_no,
            "kind": _KINDS.get(entry.kind) or asked["kind"],
            "label": label,
            "comment": asked.get("comment", ""),
        },
    )
    if not rows:
        raise Unplaced
    whither = f"to {rows[0]['with_whom']}" if rows[0]["with_whom"] else "back to the queue"
    what = f"Your answer “{label}”" if label else "What you did"
    return (
        f"Case {case_id} went {whither} before the server was here again. {what} changes nothing "
        f"there and is kept for the supervisor."
    )


def _step_down(server: PostgresStore, entry: Entry, now_ms: int) -> str:
    project, wished = entry.content["project"], Degree(entry.content["degree"])
    (now,) = server.call("policies", {"project": project, "only_last": 1})
    if Degree(now["degree"]).rank <= wished.rank:
        return "Your step down was not needed any more: the degree is as low already."
    stored = server.call(
        "set_policy",
        {
            **{key: now[key] for key in TERMS},
            "project": project,
            "expected_version": now["version"],
            "degree": wished.value,
            "actor": entry.content["actor"],
            "reason": entry.content["said"],
            "restores": None,
            "now": now_ms,
        },
    )
    if not stored:
        return "Another policy came between. Your step down did not take effect: look again."
    return "Your step down has taken effect on the server."
