"""Looking out for the server beside the work: is it still there, is it back."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from hitl_app.domain.errors import HitlError, Refused
from hitl_app.storage.postgres.signing_in import Connection
from hitl_app.storage.postgres.store import PostgresStore

PATIENCE = 4.0
"""Seconds that an answer may take before somebody asks whether the server is there at all."""

LONGEST = 60.0
"""Seconds after which a connection is given up although its server is there: an answer was lost."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
_LOOK_EVERY = 1.0


class Reaching:
    """Tries to sign in again and again, on a thread of its own, until somebody is there."""

    def __init__(self, open_server: Callable[[], PostgresStore]) -> None:
        """Begin to try at once."""
        self._open = open_server
        self.refused = ""
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._found: PostgresStore | None = None
        threading.Thread(target=self._try, name="reaching", daemon=True).start()

    def found(self) -> PostgresStore | None:
        """Hand over the open store once it is there."""
        with self._lock:
            store, self._found = self._found, None
        return store

    def stop(self) -> None:
        """Try no more, and close what nobody took."""
        self._stopped.set()
        store = self.found()
        if store is not None:
            store.close()

    def _try(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopped.wait(pause):
            try:
                store = self._open()
            except HitlError as error:
                # Somebody is there, who does not let in: a new password, no role any more.
                self.refused = str(error) if isinstance(error, Refused) else ""
                pause = min(pause * 1.5, _LONGEST_PAUSE)
                continue
            with self._lock:
                self._found = store
            if self._stopped.is_set():
                self.stop()
            return


class Watch:
    """Cuts a connection whose answer does not come because nobody is at the other end."""

    def __init__(self, is_there: Callable[[], bool]) -> None:
        """Ask ``is_there``, on the watching thread, before anything is cut."""
        self._is_there = is_there
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._watched: Connection | None = None
        self._since = 0.0
        threading.Thread(target=self._watch, name="watching", daemon=True).start()

    @contextmanager
    def over(self, connection: Connection) -> Iterator[None]:
        """Watch a step on this connection; steps within it are watched from its beginning."""
        with self._lock:
            outermost = self._watched is None
            if outermost:
                self._watched, self._since = connection, monotonic()
        try:
            yield
        finally:
            if outermost:
                with self._lock:
                    self._watched = None

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()

    def _watch(self) -> None:
        # Looked at once a second: to be told of each step would cost each step a little.
        while not self._ended.wait(_LOOK_EVERY):
            since = self._since
            if self._is_late(since, LONGEST) or (
                self._is_late(since, PATIENCE) and not self._is_there()
            ):
                self._cut(since)

    def _is_late(self, since: float, seconds: float) -> bool:
        return self._watched is not None and monotonic() - since >= seconds

    def _cut(self, since: float) -> None:
        with self._lock:
            connection = self._watched
            if connection is None or connection.closed or self._since != since:
                return
            # The thread that waits for the answer gets an error and goes on; the handle stays its.
            handle = socket.socket(fileno=connection.fileno())
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)
            handle.detach()
