"""A server's workspace that goes on while the server is away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from hitl_app.domain.errors import Away, HitlError
from hitl_app.storage.away.asking import NEEDS_THE_SERVER
from hitl_app.storage.away.engine import AwayEngine, Limits
from hitl_app.storage.away.journal import Journal
from hitl_app.storage.away.line import Line
from hitl_app.storage.away.packing import Packet
from hitl_app.storage.away.reaching import Watch
from hitl_app.storage.away.remembering import Remembered
from hitl_app.storage.postgres.signing_in import without_password
from hitl_app.storage.postgres.store import PostgresStore
from hitl_app.storage.records import StoredRecords
from hitl_app.storage.rows import Row, to_ms
from hitl_app.workflow.ports import Changes, KeptHere, Verification

_SIGN_OF_LIFE_MS = 10_000
_MS = timedelta(milliseconds=1)
_LEASE_MS = timedelta(minutes=10) // _MS


class SteadyStore:
    """Asks the server while it is there, and the packet and the journal while it is away."""

    batch_rows = PostgresStore.batch_rows

    def __init__(
        self, address: str, password: str | None, folder: Path, limits: Limits | None = None
    ) -> None:
        """Sign in; where the server is away, go on with what was kept here before.

        Raises:
            Refused: the server does not let in, or has no workspace of this version.
            Away: the server is away and nothing is kept here.
            Unavailable: the folder cannot be written.
        """
        self._address = without_password(address)
        self._now = self._heard_at = 0
        self._closed = False
        self._journal = Journal(folder, self._address)
        # One hand a window, also after the program was started again.
        self._session = self._journal.known("session") or uuid4().hex
        self._journal.know("session", self._session)
        self._engine = AwayEngine(self._journal, limits or Limits())
        self._packet = Packet(self._journal, limits or Limits())
        self._remembered = Remembered(self._journal)
        try:
            self._line = Line(self._journal, lambda: PostgresStore(address, password))
        except BaseException:
            self._journal.close()
            raise
        self._watch = Watch(self._line.is_there)

    @property
    def address(self) -> str:
        """Return the address, without a password."""
        return self._address

    @property
    def signed_in(self) -> str:
        """Return the name under which the server knows whoever asks."""
        return str(self._journal.known("name"))

    def clock_ahead(self, now: datetime) -> timedelta:
        """Return how far the server's clock is ahead of the given time, as last seen."""
        if self._line.server is not None:
            self._journal.know("ahead", self._line.server.clock_ahead(now) / _MS)
        return timedelta(milliseconds=self._journal.known("ahead") or 0)

    def kept_here(self) -> KeptHere:
        """Return how this workstation stands to its server."""
        return self._engine.kept_here(self._now, away=self._line.server is None)

    def told(self) -> tuple[str, ...]:
        """Return what became of what was kept here; each sentence once."""
        told, self._line.told = tuple(self._line.told), []
        return told

    @contextmanager
    def transaction(self) -> Iterator[StoredRecords]:
        """Run a step on the server, or, while it is away, on what is kept here.

        Raises:
            Away: the server went away in this step; asked again, the step goes on here.
        """
        if self._line.server is None:
            with self._journal.transaction():
                yield StoredRecords(self._engine)
        else:
            with self._asking() as server, server.transaction(self) as records:
                yield records

    @contextmanager
    def reading(self) -> Iterator[StoredRecords]:
        """Read on the server, or from what is kept here.

        Raises:
            Away: as in ``transaction``.
        """
        if self._line.server is None:
            yield StoredRecords(self._engine)
        else:
            with self._asking() as server, server.reading(self) as records:
                yield records

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Ask the server for an operation, and note what is worth knowing while it is away."""
        asked = {**arguments, "session": self._session} if "session" in arguments else arguments
        rows = self._there().call(name, asked)
        self._note(name, dict(asked), rows)
        return rows

    def stage(self, rows: list[tuple[object, ...]]) -> None:
        """Keep a batch ready for the operation that receives it."""
        self._there().stage(rows)

    def verify(self) -> Iterator[Verification | int]:
        """Walk the chain on the server."""
        yield from self._there().verify()

    def backup(self, to: Path) -> None:
        """Refuse: a server is backed up by its own tools."""
        self._there().backup(to)

    def changed_elsewhere(self, now: datetime) -> Changes:
        """Return what others changed, look after the packet, and send when the server is back."""
        self._now = to_ms(now)
        try:
            if self._line.server is None:
                return self._catch_up()
            with self._asking() as server:
                changes = server.changed_elsewhere(now)
                self._look_after_packet(server, changes)
                return changes
        except Away:
            return Changes.ALL

    def close(self) -> None:
        """Give the packet back where the server is there; what is kept here stays here."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._line.server is not None:
                with self._watch.over(self._line.server.connection):
                    self._packet.give_back(self._line.server, f"{self._session}+")
        except HitlError:
            pass  # the leases end by themselves
        finally:
            self._watch.end()
            self._line.close()
            self._journal.close()

    def _there(self) -> PostgresStore:
        if self._line.server is None:
            raise Away(NEEDS_THE_SERVER)
        return self._line.server

    @contextmanager
    def _asking(self) -> Iterator[PostgresStore]:
        """Watch over a question; where the server goes away in it, go on here from then on."""
        server = self._there()
        before = self._remembered.in_hand
        try:
            with self._watch.over(server.connection):
                yield server
        except Away:
            with self._journal.transaction():
                # Nobody knows whether the step was stored; asked again, it starts as it did.
                self._remembered.keep_in_hand(before)
            self._line.lose(self._now)
            raise

    def _catch_up(self) -> Changes:
        in_hand = self._journal.known("in_hand")
        try:
            happened = self._line.catch_up(self._now)
        except Away:
            self._line.lose(self._now)
            return Changes.ALL
        except HitlError as refused:
            self._line.lose(self._now)
            self._line.say_once(str(refused))
            return Changes.NOTHING
        if self._line.server is not None:
            self._hold_there(None if in_hand is None else self._journal.case(in_hand))
        return Changes.ALL if happened else Changes.NOTHING

    def _hold_there(self, case: Row | None) -> None:
        """Hold on the server, in this hand, what was taken from the packet while it was away."""
        self._remembered.in_hand = case
        asked = self._journal.known("project")
        if case is None or asked is None:
            return
        lease = {"case_no": case["case_no"], "session": self._session, "lease_ms": _LEASE_MS}
        with self._asking() as server, server.transaction():
            server.call("claim_case", {**asked, **lease})

    def _look_after_packet(self, server: PostgresStore, changes: Changes) -> None:
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
            else:
                self._there().call("ask_round", {"project": asked["project"]})
        elif name in {"decide", "put_aside"}:
            self._packet.answered(self._now)
