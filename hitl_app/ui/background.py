"""Work beside the screen: one thread owns the store, two fetch pictures, long work has its own.

    background = Background(open_store)              # open_store() is called on the store's thread
    background.run(step, then, failed)               # step(store) -> Outcome; then(value) on screen
    request = background.run_beside(work, then)      # pictures and files; request.cancel()
    progress = background.run_long(work, seen, then) # work(store, progress); progress.stop()
    background.changed.connect(page.look_again)      # Changes, never Changes.NOTHING
    background.failed.connect(show)                  # HitlError nobody else took
    background.busy.connect(top_bar.set_pending)     # steps that are not stored yet

A step captures what it needs and is delivered as a value or as an error, always, on the thread of
the screen. Errors that are no `HitlError` are bugs and go to `sys.excepthook`.
"""

import gc
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from hitl_app.domain.errors import Away, HitlError
from hitl_app.workflow.changes import Changes, Outcome

_REPORT_EVERY = 0.05


class Closable(Protocol):
    """What a store must offer."""

    def close(self) -> None:
        """Let go of files and connections."""


S = TypeVar("S", bound=Closable)
T = TypeVar("T")
Failed = Callable[[HitlError], None]


class Request:
    """Work that was asked for; a stale one can be cancelled and then delivers nothing."""

    def __init__(self) -> None:
        self.future: Future[Any] | None = None
        self.cancelled = False

    def cancel(self) -> None:
        """Do not start it if it waits, and do not deliver it if it runs."""
        self.cancelled = True
        if self.future is not None:
            self.future.cancel()


class Progress:
    """How far long work has come, and whether it shall stop; used from both threads."""

    def __init__(self, tell: Callable[[int, int | None], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told_at = 0.0

    @property
    def stopped(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop at its next chance."""
        self._stop.set()

    def report(self, done: int, total: int | None = None) -> None:
        """Say how much is done; reports that follow too fast are left out, the last one never."""
        now = time.monotonic()
        if done == total or now - self._told_at >= _REPORT_EVERY:
            self._told_at = now
            self._tell(done, total)


class Background(QObject, Generic[S]):
    """Runs steps beside the screen and delivers what they found, in the order they were asked."""

    changed = Signal(object)
    failed = Signal(object)
    busy = Signal(int)
    _arrived = Signal(object)

    def __init__(
        self,
        open_store: Callable[[], S],
        parent: QObject | None = None,
        *,
        open_long: Callable[[], S] | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_store = open_store
        # Long work may want another kind: one that keeps nothing here while a server is away.
        self._open_long = open_long or open_store
        self._store: S | None = None
        self._steps = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._beside = ThreadPoolExecutor(2, thread_name_prefix="beside")
        self._long: dict[Progress, ThreadPoolExecutor] = {}
        self._waiting: set[Future[Any]] = set()
        self._pending = 0
        self._closed = False
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        step: Callable[[S], Outcome[T]],
        then: Callable[[T], None],
        failed: Failed | None = None,
        *,
        reads: bool = False,
    ) -> None:
        """Run a step on the store's thread; one that only `reads` is not counted as unsaved."""
        weight = 0 if reads else 1
        self._count(weight)
        future = self._steps.submit(lambda: self._run_step(step))
        self._when_done(future, partial(self._deliver_step, future, weight, then, failed))

    def run_beside(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Failed | None = None
    ) -> Request:
        """Run work that needs no store, such as reading a picture."""
        request = Request()
        future = self._beside.submit(work)
        request.future = future
        self._when_done(future, partial(self._deliver_beside, request, future, then, failed))
        return request

    def run_long(
        self,
        work: Callable[[S, Progress], Outcome[T]],
        progress: Callable[[int, int | None], None],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Progress:
        """Run long work on a thread and a store of its own; the answer can stop it."""

        def tell(done: int, total: int | None) -> None:
            self._arrived.emit(partial(progress, done, total))

        # A full collection holds every thread up while it walks all there is, 0.1 s with the
        # window's 120,000 objects, and a million rows cause one each second. What stands already
        # is therefore left out until the work has ended.
        gc.freeze()
        handle = Progress(tell)
        pool = ThreadPoolExecutor(1, thread_name_prefix="long")
        self._long[handle] = pool
        future = pool.submit(self._with_own_store, work, handle)
        self._when_done(future, partial(self._deliver_long, handle, future, then, failed))
        return handle

    def close(self) -> None:
        """Finish the steps that wait, stop the rest, close the store; deliver nothing more."""
        if self._closed:
            return
        self._closed = True
        for handle, pool in self._long.items():
            handle.stop()
            pool.shutdown(wait=True)
        gc.unfreeze()
        self._beside.shutdown(wait=True, cancel_futures=True)
        # Steps are decisions of people: those already asked for are stored, not dropped.
        closing = self._steps.submit(self._close_store)
        self._steps.shutdown(wait=True)
        for future in (*self._waiting, closing):
            _raise_bug(future)
        self._waiting.clear()

    def _run_step(self, step: Callable[[S], Outcome[T]]) -> Outcome[T]:
        """Run a step; where the server went away in it, the store goes on by itself."""
        try:
            return step(self._opened())
        except Away:
            return step(self._opened())

    def _opened(self) -> S:
        if self._store is None:
            self._store = self._open_store()
        return self._store

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _with_own_store(
        self, work: Callable[[S, Progress], Outcome[T]], handle: Progress
    ) -> Outcome[T]:
        store = self._open_long()
        try:
            return work(store, handle)
        finally:
            store.close()

    def _when_done(self, future: Future[Any], deliver: Callable[[], None]) -> None:
        self._waiting.add(future)
        future.add_done_callback(lambda _done: self._arrived.emit(deliver))

    @Slot(object)
    def _receive(self, deliver: Callable[[], None]) -> None:
        if not self._closed:
            deliver()

    def _deliver_step(
        self,
        future: Future[Outcome[T]],
        weight: int,
        then: Callable[[T], None],
        failed: Failed | None,
    ) -> None:
        self._waiting.discard(future)
        self._count(-weight)
        self._deliver_outcome(future, then, failed)

    def _deliver_long(
        self,
        handle: Progress,
        future: Future[Outcome[T]],
        then: Callable[[T], None],
        failed: Failed | None,
    ) -> None:
        self._waiting.discard(future)
        self._long.pop(handle).shutdown(wait=False)
        if not self._long:
            gc.unfreeze()
        self._deliver_outcome(future, then, failed)

    def _deliver_outcome(
        self, future: Future[Outcome[T]], then: Callable[[T], None], failed: Failed | None
    ) -> None:
        def take(outcome: Outcome[T]) -> None:
            then(outcome.value)
            if outcome.changes is not Changes.NOTHING:
                self.changed.emit(outcome.changes)

        self._deliver(future, take, failed)

    def _deliver_beside(
        self, request: Request, future: Future[T], then: Callable[[T], None], failed: Failed | None
    ) -> None:
        self._waiting.discard(future)
        if not request.cancelled:
            self._deliver(future, then, failed)

    def _deliver(self, future: Future[T], take: Callable[[T], None], failed: Failed | None) -> None:
        error = future.exception()
        if isinstance(error, HitlError):
            (failed or self.failed.emit)(error)
        elif error is not None:
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            take(future.result())

    def _count(self, more: int) -> None:
        self._pending += more
        if more:
            self.busy.emit(self._pending)


def _raise_bug(future: Future[Any]) -> None:
    """Report a bug in work that ended after the screen was gone."""
    if future.cancelled():
        return
    try:
        error = future.exception(timeout=0)
    except (CancelledError, TimeoutError):
        return
    if error is not None and not isinstance(error, HitlError):
        sys.excepthook(type(error), error, error.__traceback__)
