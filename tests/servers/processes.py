"""Waiting for processes and ending them, without a fixed pause."""

import threading
from collections.abc import Callable

import psutil

SECONDS_BETWEEN_LOOKS = 0.02
SECONDS_TO_DIE = 10.0


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Look again and again; False when it did not come true in this time."""
    pause = threading.Event()
    for _ in range(int(seconds / SECONDS_BETWEEN_LOOKS)):
        if holds():
            return True
        pause.wait(SECONDS_BETWEEN_LOOKS)
    return False


def runs(process: psutil.Process) -> bool:
    """Tell whether a process does anything; one that only waits to be forgotten does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def kill_all(process: psutil.Process) -> None:
    """Kill a process and everything it started, at once and without a word."""
    process.suspend()  # so that it starts nothing while its children are counted
    processes = [process, *process.children(recursive=True)]
    for each in processes:
        each.kill()
    if not wait_until(lambda: not any(map(runs, processes)), SECONDS_TO_DIE):
        raise RuntimeError(f"These did not end when they were killed: {processes}")
