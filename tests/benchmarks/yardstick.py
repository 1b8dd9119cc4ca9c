"""Two ways of doing the same in turns, so that what else the machine does meets both alike."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

BUSY = 2.0
SLOW_DISK_MS = 1.0
SYNCS = 60

T = TypeVar("T")


@dataclass(frozen=True)
class Spent:
    """What one run of something took, in seconds of the clock and of the processors."""

    wall: float
    cpu: float


def timed(work: Callable[[], object], cpu: Callable[[], float]) -> Spent:
    """Run once, with seconds of the clock and of those processes that do the work."""
    cpu_before, before = cpu(), time.perf_counter()
    work()
    return Spent(time.perf_counter() - before, cpu() - cpu_before)


def in_turns(times: int, *ways: Callable[[], T]) -> list[list[T]]:
    """Run all ways in turns, each round beginning with another one; returns a list a way."""
    found: list[list[T]] = [[] for _ in ways]
    for number in range(times):
        places = list(range(len(ways)))
        for place in places[number % len(ways) :] + places[: number % len(ways)]:
            found[place].append(ways[place]())
    return found


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Return the median of the ratios round by round."""
    return median(a / b for a, b in zip(above, below, strict=True))


def tell(words: str) -> None:
    """Print at once, whatever pytest does with what tests print."""
    sys.stdout.write(f"\n  {words}")
    sys.stdout.flush()


def tell_of_machine() -> None:
    """Print how busy the machine and how fast its disk is: no figure means much without."""
    load, sync = os.getloadavg()[0], fdatasync_ms()
    remark = " (busy: read the ratios with care)" if load > BUSY or sync > SLOW_DISK_MS else ""
    tell(f"load {load:.2f}, fdatasync {sync:.2f} ms, {os.cpu_count()} cores{remark}")


def fdatasync_ms() -> float:
    """Return how long the disk takes to keep a page for good."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=Path(tempfile.gettempdir())) as file:
        for _ in range(SYNCS):
            file.write(bytes(8192))
            file.flush()
            before = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - before)
    return median(taken) * 1000
