"""How far long work is: a line on a terminal, nothing in a pipe; Ctrl+C asks for a clean stop."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

_WIDTH = 30


class Shown:
    """Progress that a terminal shows and Ctrl+C stops."""

    def __init__(self, words: str) -> None:
        """Begin; nothing is shown before the first report."""
        self._words = words
        self._stopped = False
        self._visible = sys.stderr.isatty()
        self._line = ""

    @property
    def stopped(self) -> bool:
        """Say whether somebody asked the work to stop."""
        return self._stopped

    def stop(self) -> None:
        """Ask the work to stop at the next good place."""
        self._stopped = True

    def report(self, done: int, total: int | None) -> None:
        """Show how much is done."""
        if not self._visible:
            return
        line = f"\r{self._words} {_bar(done, total) if total else f'{done:,}'}"
        if line != self._line:
            self._line = line
            click.echo(line, err=True, nl=False)

    def end(self) -> None:
        """Leave the line to what comes after."""
        if self._line:
            click.echo("\r\033[K", err=True, nl=False)


def _bar(done: int, total: int) -> str:
    share = min(done / total, 1.0)
    full = round(share * _WIDTH)
    return f"[{'#' * full}{'-' * (_WIDTH - full)}] {share:4.0%}"


@contextmanager
def shown(words: str) -> Iterator[Shown]:
    """Show progress for a while; the first Ctrl+C asks to stop, the second one breaks off."""
    progress = Shown(words)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        progress.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    # Only the main thread may set handlers; elsewhere whoever runs us stops us.
    in_main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, stop) if in_main_thread else None
    try:
        yield progress
    finally:
        progress.end()
        if in_main_thread:
            signal.signal(signal.SIGINT, before)
