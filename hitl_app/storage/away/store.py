"""A server's workspace that goes on while the server is away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from hitl_app.domain.errors import Away, HitlError
from hitl_app.storage.away.engine import NEEDS_THE_SERVER, AwayEngine, Limits
from hitl_app.storage.away.journal import Journal
from hitl_app.storage.away.packing import Packet
from hitl_app.storage.away.reaching import Reaching, Watch
from hitl_app.storage.away.remembering import Remembered
from hitl_app.storage.away.sending import in_order, send
from hitl_app.storage.postgres.signing_in import without_password
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.records import StoredRecords
from hitl_app.storage.rows import Row, from_ms, to_ms
from hitl_app.workflow.ports import Changes, KeptHere, Verification

_AT_ONCE = 25
"""Answers sent between two looks at what else there is to do."""

_SIGN_OF_LIFE_MS = 10_000


class SteadyStore:
    """Asks the server while it is there, and the packet and the journal while it is away."""

    def __init__(
        self, address: str, password: str | None, folder: Path, limits: Limits | None = None
    ) -> None:
        """Sign in; where the server is away, go on with what was kept here before.

        Raises:
            Refused: the server does not let in, or has no workspace of this version.
            Away: the server is away and nothing is kept here.
            Unavailable: the folder cannot be written.
        """
        self._address, self._password = address, password
        self._limits = limits or Limits()
        self._server: PostgresStore | None = None
        self._reaching: Reaching | None = None
        self._sending: PostgresStore | None = None
        self._now = self._heard_at = 0
        self._told: list[str] = []
        self._closed = False
        self._journal = Journal(folder, without_password(address))
        self._engine = AwayEngine(self._journal, self._limits)
        self._packet = Packet(self._journal, self._limits)
        self._remembered = Remembered(self._journal)
        self._session = self._journal.known("session") or uuid4().hex
        self._watch = Watch(self._is_there)
        try:
            self._open_first()
        except BaseException:
            self._watch.end()
            self._journal.close()
            raise

    @property
    def address(self) -> str:
        """Return the address, without a password."""
        return without_password(self._address)

    @property
    def signed_in(self) -> str:
        """Return the name under which the server knows whoever asks."""
        return str(self._name)

    def clock_ahead(self, now: datetime) -> timedelta:
        """Return how far the server's clock is ahead of the given time, as last seen."""
        if self._server is not None:
            ahead = self._server.clock_ahead(now)
            self._journal.know("ahead", ahead / timedelta(milliseconds=1))
        return timedelta(milliseconds=self._journal.known("ahead") or 0)

    def kept_here(self) -> KeptHere:
        """Return how this workstation stands to its server; each sentence is told once."""
        told, self._told = tuple(self._told), []
        since = None if self._server is not None else self._journal.known("since")
        waiting = self._journal.waiting()
        return KeptHere(
            kept=self._journal.number(),
            left=len(waiting),
            since=None if since is None else from_ms(since),
            at_limit=since is not None and self._engine.at_limit(self._now),
            told=told,
            media=tuple(row["media"] for row in waiting if row["media"]),
        )

    @contextmanager
    def transaction(self) -> Iterator[StoredRecords]:
        """Run a step on the server, or, while it is away, on what is kept here.

        Raises:
            Away: the server went away in this step; asked again, the step goes on here.
        """
        if self._server is None:
            with self._journal.transaction():
                yield StoredRecords(self._engine)
            return
        try:
            with (
                self._watch.over(self._server.connection),
                self._server.transaction(self) as records,
            ):
                yield records
        except Away:
            self._go_on_here()
            raise

    @contextmanager
    def reading(self) -> Iterator[StoredRecords]:
        """Read on the server, or from what is kept here.

        Raises:
            Away: as in ``transaction``.
        """
        if self._server is None:
            yield StoredRecords(self._engine)
            return
        try:
            with (
                self._watch.over(self._server.connection),
                self._server.reading(self) as records,
            ):
                yield records
        except Away:
            self._go_on_here()
            raise

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Ask the server for an operation, and note what is worth knowing while it is away."""
        if self._server is None:
            raise Away(NEEDS_THE_SERVER)
        # One hand a window, also after the program was started again.
        asked = {**arguments, "session": self._session} if "session" in arguments else arguments
        rows = self._server.call(name, asked)
        self._note(name, dict(asked), rows)
        return rows

    def stage(self, rows: list[tuple[object, ...]]) -> None:
        """Keep a batch ready for the operation that receives it."""
        if self._server is None:
            raise Away(NEEDS_THE_SERVER)
        self._server.stage(rows)

    def verify(self) -> Iterator[Verification | int]:
        """Walk the chain on the server."""
        if self._server is None:
            raise Away(NEEDS_THE_SERVER)
        yield from self._server.verify()

    def backup(self, to: Path) -> None:
        """Refuse: a server is backed up by its own tools."""
        if self._server is None:
            raise Away(NEEDS_THE_SERVER)
        self._server.backup(to)

    def changed_elsewhere(self, now: datetime) -> Changes:
        """Return what others changed, look after the packet, and send when the server is back."""
        self._now = to_ms(now)
        try:
            if self._server is None:
                return self._look_out()
            changes = self._server.changed_elsewhere(now)
            self._look_after_packet(self._server, changes)
        except Away:
            self._go_on_here()
            return Changes.ALL
        return changes

    def close(self) -> None:
        """Give the packet back where the server is there; what is kept here stays here."""
        if self._closed:
            return
        self._closed = True
        self._watch.end()
        if self._reaching is not None:
            self._reaching.stop()
        if self._sending is not None:
            self._sending.close()
        if self._server is not None:
            try:
                self._packet.give_back(self._server, f"{self._session}+")
            except HitlError:
                self._server.close()  # the leases end by themselves
            self._server.close()
        self._journal.close()

    # -- there and away -----------------------------------------------------------------------

    def _open_first(self) -> None:
        try:
            self._server = self._opened()
        except Away:
            self._name = self._journal.known("name")
            if self._name is None:
                raise
            self._reaching = Reaching(self._opened)
            return
        self._name = self._server.signed_in
        self._journal.know("session", self._session)
        self._journal.know("name", self._name)
        if self._journal.number():
            # The program was closed while the server was away: first of all, that is sent.
            self._sending, self._server = self._server, None
        else:
            self._journal.forget("in_hand")
            self._journal.careful(on_disk=False)

    def _opened(self) -> PostgresStore:
        return PostgresStore(self._address, self._password)

    def _is_there(self) -> bool:
        try:
            self._opened().close()
        except HitlError:
            return False
        return True

    def _go_on_here(self) -> None:
        """Let the server go, and make what is known last until it is back."""
        for store in (self._server, self._sending):
            if store is not None:
                store.close()
        self._server = self._sending = None
        self._journal.careful(on_disk=True)
        with self._journal.transaction():
            self._remembered.keep_in_hand()
            if self._journal.known("since") is None:
                self._journal.know("since", self._now)
        if self._reaching is not None:
            self._reaching.stop()
        self._reaching = Reaching(self._opened)

    def _look_out(self) -> Changes:
        """Send some of what is kept, once the server is back; then ask it again."""
        if self._sending is None and self._reaching is not None:
            self._sending = self._reaching.found()
        if self._sending is None:
            return Changes.NOTHING
        for entry in in_order(self._journal.entries())[:_AT_ONCE]:
            case = self._journal.case(entry.case_no)
            words = send(self._sending, entry, case["case_id"] if case else "", self._now)
            self._journal.sent(entry.n)
            self._told += [words] if words else []
        if self._journal.number():
            return Changes.DECISIONS
        self._server, self._sending, self._reaching = self._sending, None, None
        self._journal.forget("since")
        self._journal.forget("in_hand")
        self._journal.careful(on_disk=False)
        return Changes.ALL

    def _look_after_packet(self, server: PostgresStore, changes: Changes) -> None:
        with self._watch.over(server.connection):
            if self._now - self._heard_at >= _SIGN_OF_LIFE_MS:
                self._heard_at = self._now
                server.sign_of_life()
            if server.hungry or Changes.POLICY in changes or self._packet.is_due(self._now):
                self._packet.renew(server, f"{self._session}+", self._now)
                self._remembered.keep()

    def _note(self, name: str, asked: dict[str, Any], rows: list[Row]) -> None:
        self._now = int(asked.get("now", self._now))
        self._remembered.note(name, asked, rows)
        if name == "claim_next":
            self._packet.asked_for(asked["project"], asked["actor"], self._now)
            if rows:
                self._journal.take(rows[0]["case_no"])
            elif self._server is not None:
                self._server.call("ask_round", {"project": asked["project"]})
        elif name in {"decide", "put_aside"}:
            self._packet.answered(self._now)
