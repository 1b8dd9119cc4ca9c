"""The packet: enough for the time that may be bridged, and a fair share of what waits."""

from collections import deque
from datetime import timedelta
from typing import Any

from hitl_app.storage.away.engine import Limits
from hitl_app.storage.away.journal import Journal
from hitl_app.storage.postgres.store import PostgresStore

LEAST = 10
_QUARTER = 15 * 60_000
_STILL_HERE = 10 * 60_000
_EVERY = 60_000
_LEASE_BEYOND = timedelta(minutes=5)


def fair_share(wanted: int, free: int, held: int, others: int) -> int:
    """Return how many cases a packet may hold, so that nobody sits before an empty queue."""
    return min(wanted, (free + held) // (others + 1))


class Packet:
    """Cases held on the server and kept in the journal, as many as this pace needs."""

    def __init__(self, journal: Journal, limits: Limits) -> None:
        """Look after the packet in this journal."""
        self._journal, self._limits = journal, limits
        self._answers: deque[int] = deque(maxlen=1000)
        self._asked: dict[str, Any] | None = None
        self._asked_at = 0
        self._packed_at: int | None = None
        self._laid_in = 0

    def asked_for(self, project: int, actor: str, now_ms: int) -> None:
        """Note that somebody sits here and asks for cases."""
        self._asked, self._asked_at = {"project": project, "actor": actor}, now_ms

    def answered(self, now_ms: int) -> None:
        """Note an answer: the pace tells how large the packet must be."""
        self._answers.append(now_ms)

    def is_due(self, now_ms: int) -> bool:
        """Say whether it is to be looked after: it is old, half used up, or nobody needs it."""
        if self._asked is None:
            return False
        old = self._packed_at is None or now_ms - self._packed_at >= _EVERY
        return old or self._journal.left() * 2 < self._laid_in

    def renew(self, server: PostgresStore, session: str, now_ms: int) -> None:
        """Hold it longer, make it as large as it should be, and keep it here as it is now."""
        if self._asked is None:
            return
        if now_ms - self._asked_at > _STILL_HERE:
            self.give_back(server, session)
            return
        with server.transaction():
            rows = self._laid(server, {**self._asked, "session": session, "now": now_ms}, now_ms)
        # More is laid in when a minute has passed, or it would be taken from whoever asked for it.
        server.hungry = False
        self._packed_at, self._laid_in = now_ms, len(rows)
        with self._journal.transaction():
            self._journal.lay(rows)
            self._journal.know("project", self._asked)

    def give_back(self, server: PostgresStore, session: str) -> None:
        """Give all of it back to the queue."""
        asked, self._asked, self._packed_at = self._journal.known("project"), None, None
        if asked is not None:
            with server.transaction():
                server.call("give_back", {**asked, "session": session, "n": 0})
            self._journal.lay([])

    def _laid(
        self, server: PostgresStore, base: dict[str, Any], now_ms: int
    ) -> list[dict[str, Any]]:
        (room,) = server.call("packet_room", base)
        lately = sum(now_ms - at <= _QUARTER for at in self._answers)
        wanted = min(self._limits.answers, max(LEAST, lately))
        n = fair_share(wanted, room["free"], room["held"], room["others"])
        if server.hungry:
            n = min(n, room["held"] // 2)
        if room["held"] > n:
            server.call("give_back", {**base, "n": n})
        lease = timedelta(minutes=self._limits.minutes) + _LEASE_BEYOND
        more = {"n": max(0, n - room["held"]), "lease_ms": lease // timedelta(milliseconds=1)}
        server.call("lay_in", {**base, **more})
        return server.call("packet_cases", base)
