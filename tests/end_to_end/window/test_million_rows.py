"""A very long import beside somebody who works: nobody waits, nothing is lost, nothing comes twice.

Three hundred thousand rows show the same as a million in a third of the time; a million takes
`HITL_ACCEPTANCE_ROWS=1000000 python3 packaging/dev.py test tests/end_to_end/window -k million`.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton

from hitl_app.domain.case import CaseKind
from hitl_app.storage.sqlite import SqliteStore
from hitl_app.ui.importing import Importing
from hitl_app.workflow.ports import Verification
from tests.end_to_end.window.conftest import ESCAPE, LABELS, SUPERVISOR

ROWS = int(os.environ.get("HITL_ACCEPTANCE_ROWS", "300000"))
EVERY_MS = 20
LATE_MS = 100.0
OFTEN = 0.999
"""Share of ticks that must be in time; a shared machine may withhold the processor for a moment."""

pytestmark = [pytest.mark.acceptance, pytest.mark.alone, pytest.mark.timeout(600)]


@dataclass
class Lateness:
    """A timer on the thread of the screen that notes how late it comes, in milliseconds."""

    late: list[float] = field(default_factory=list)
    _last: float | None = None

    def __post_init__(self) -> None:
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Do not count what the test itself does on this thread."""
        self._timer.stop()
        self._last = None
        yield
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return sorted(self.late)

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.late.append((now - self._last) * 1000 - EVERY_MS)
        self._last = now


def write_rows(path: Path, n: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("case_id,text,part,model_version,predicted_label,confidence\n")
        file.writelines(
            f"C-{row:07},plate {row},B-{row % 97},m1,{LABELS[row % 4]},0.{5000 + row % 4999}\n"
            for row in range(n)
        )
    return path


@pytest.fixture
def texts(empty):
    """A place whose cases are texts, with fifty that have waited since yesterday."""
    empty.set_up(kind=CaseKind.TEXT)
    for number in range(50):
        empty.receive(1, text=f"an old plate {number}")
    return empty


def importing_of(at) -> Importing:
    (importing,) = at.window.stage().findChildren(Importing)
    return importing


def title_of(at) -> str:
    return at.find("import.title").text()


def share_of(at) -> int:
    """Return the percent that the rail shows; -1 when nothing runs."""
    words = at.find("rail.task").text()
    return int(words.removesuffix("%")) if words else -1


def press_stop(at) -> None:
    at.find("rail.task").click()
    stop: QAbstractButton = at.find("import.stop")
    assert stop.isVisible()
    stop.click()


def test_that_the_window_answers_while_a_million_rows_come_in(texts, start, capsys):
    rows = write_rows(texts.folder / "rows.csv", ROWS)
    at = start(texts.opening(SUPERVISOR), texts.clock)
    lateness = Lateness()
    importing_of(at).start(rows)
    at.decide("12" * 10)
    assert 0 <= share_of(at) < 50
    with lateness.resting():
        assert len(texts.log("decision")) == 20
    at.until(lambda: share_of(at) >= 50, 300_000)
    press_stop(at)
    at.until(lambda: title_of(at) == "Stopped", 10_000)
    with lateness.resting():
        assert ROWS * 0.45 < texts.stats().cases < ROWS
    at.press(ESCAPE)
    importing_of(at).start(rows)
    at.decide("3" * 5)
    at.until(lambda: title_of(at) == "Import done", 500_000)
    late = lateness.stop()
    tell(capsys, late)
    assert texts.stats().cases == ROWS + 50
    assert texts.stats().predictions == ROWS
    assert texts.stats().waiting == ROWS + 25
    assert problems(texts) == ()
    in_time = sum(each < LATE_MS for each in late)
    assert in_time >= OFTEN * len(late)


def tell(capsys, late: list[float]) -> None:
    with capsys.disabled():
        print(  # noqa: T201  # the figure that the acceptance asks for
            f"\n{ROWS} rows: {len(late)} ticks of {EVERY_MS} ms, "
            f"late by at most {late[-1]:.1f} ms, 99 % by {late[len(late) * 99 // 100]:.1f} ms"
        )


def problems(place) -> tuple[str, ...]:
    with place.store() as store:
        (found,) = [each for each in store.verify() if isinstance(each, Verification)]
    return found.problems


def test_that_closing_the_window_stops_an_import_between_two_batches(texts, start):
    rows = write_rows(texts.folder / "rows.csv", 50_000)
    threads = set(threading.enumerate())
    at = start(texts.opening(SUPERVISOR), texts.clock)
    importing_of(at).start(rows)
    at.until(lambda: share_of(at) >= 10)
    at.window.close()
    at.program.close()
    assert not {thread for thread in threading.enumerate() if thread not in threads}
    assert 50 < texts.stats().cases < 50_050
    assert (texts.stats().cases - 50) % SqliteStore.batch_rows == 0
    assert texts.stats().claimed == 0
    assert problems(texts) == ()
