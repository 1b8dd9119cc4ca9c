"""The line to the server: there, away, or back and being caught up with."""

from collections.abc import Callable

from hitl_app.domain.errors import Away, HitlError
from hitl_app.storage.away.journal import Entry, Journal
from hitl_app.storage.away.reaching import Reaching
from hitl_app.storage.away.sending import Unplaced, in_order, send
from hitl_app.storage.away.workspace import is_same, refuse_another, refuse_somebody_else
from hitl_app.storage.postgres.store import PostgresStore

_AT_ONCE = 25
"""Answers sent between two looks at what else there is to do."""


class Line:
    """Knows whether the server can be asked; while not, somebody keeps trying to reach it."""

    def __init__(self, journal: Journal, open_server: Callable[[], PostgresStore]) -> None:
        """Sign in; where the server is away, be away too if something is kept here.

        Raises:
            Refused: the server does not let in, or has no workspace of this version.
            Away: the server is away, and nothing was ever kept here.
        """
        self._journal, self._open = journal, open_server
        self._reaching: Reaching | None = None
        self._back: PostgresStore | None = None
        self._is_known = False
        self._said = ""
        self.server: PostgresStore | None = None
        self.told: list[str] = []
        try:
            server = open_server()
        except Away:
            if journal.known("name") is None:
                raise
            self._reaching = Reaching(open_server)
            return
        try:
            refuse_somebody_else(journal, server)
        except BaseException:
            server.close()
            raise
        journal.know("name", server.signed_in)
        if journal.number():
            # The program was closed while the server was away: first of all, that is sent.
            self._back = server
        else:
            self._ask_again(server)

    def is_there(self) -> bool:
        """Say whether anybody answers, by a line of its own; used on any thread."""
        try:
            self._open().close()
        except HitlError:
            return False
        return True

    def lose(self, now_ms: int) -> None:
        """Let the server go, and try to reach it again."""
        for store in (self.server, self._back):
            if store is not None:
                store.close()
        self.server = self._back = None
        self._is_known = False
        self._journal.careful(on_disk=True)
        if self._journal.known("since") is None:
            self._journal.know("since", now_ms)
        self.stop_reaching()
        self._reaching = Reaching(self._open)

    def catch_up(self, now_ms: int) -> bool:
        """Send some of what is kept, once the server is back; says whether anything happened.

        Raises:
            Away: the server went away again; what was sent is stored, the rest is kept.
            Refused: it does not take what is kept here, which stays.
            Unavailable: it has no room for it.
        """
        if self._back is None and self._reaching is not None:
            self._back = self._reaching.found()
            self.say_once(self._reaching.refused)
        if self._back is None:
            return False
        if not self._is_known:
            refuse_somebody_else(self._journal, self._back)
            refuse_another(self._journal, self._back)
            self._is_known = True
        for entry in in_order(self._journal.entries())[:_AT_ONCE]:
            case = self._journal.case(entry.case_no)
            case_id = case["case_id"] if case else ""
            try:
                words = send(self._back, entry, case_id, now_ms)
            except Unplaced:
                words = self._kept_unplaced(entry, case_id)
            self._journal.sent(entry.n)
            self.told += [words] if words else []
        if not self._journal.number():
            self._ask_again(self._back)
        return True

    def say_once(self, refused: str) -> None:
        """Tell why the server takes nothing, not at every try."""
        if refused and refused != self._said:
            self.told.append(f"{refused} What was answered meanwhile stays on this workstation.")
        self._said = refused or self._said

    def stop_reaching(self) -> None:
        """Try no more to reach the server."""
        if self._reaching is not None:
            self._reaching.stop()
            self._reaching = None

    def close(self) -> None:
        """Let go of everything."""
        self.stop_reaching()
        for store in (self.server, self._back):
            if store is not None:
                store.close()

    def _kept_unplaced(self, entry: Entry, case_id: str) -> str:
        self._journal.keep_unplaced(entry)
        if entry.kind == "mark":
            return (
                f"What you noted beside case {case_id or entry.case_no} could not be sent: the "
                f"case is no longer yours. It is kept in {self._journal.path}."
            )
        label = entry.content.get("label") or entry.content.get("kind") or "taken back"
        return (
            f"The server does not know case {case_id or entry.case_no} any more, so your answer "
            f"“{label}” could not be sent. It is kept in {self._journal.path}; tell whoever keeps "
            f"the server."
        )

    def _ask_again(self, server: PostgresStore) -> None:
        if not is_same(self._journal, server):
            # Cases of another workspace that was at this address before: nobody answers them.
            self._journal.lay([])
        self.server, self._back, self._reaching = server, None, None
        self._said = ""
        self._journal.forget("since")
        self._journal.forget("in_hand")
        # What the server has anyway need not wait for this machine's disk.
        self._journal.careful(on_disk=False)
