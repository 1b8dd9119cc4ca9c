"""What every test may rely on: a screen of fixed size, no leaks, figures that come out again."""

import os

# Before any import of Qt: grabs of widgets are then the same on every machine.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_FONT_DPI"] = "96"

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures"]

# A busy machine is no reason to fail, so there is no deadline. In CI the examples are always the
# same ones; at a desk they are new each time, and a failing one is kept in .hypothesis/.
settings.register_profile("desk", deadline=None)
settings.register_profile("continuous integration", deadline=None, derandomize=True)
settings.load_profile("continuous integration" if os.environ.get("CI") else "desk")

SECONDS_TO_END = 2.0


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread running or a window open, not the one after it."""
    _empty_the_clipboard()
    before = set(threading.enumerate())
    windows_before = set(_open_windows())
    yield
    threads = [thread for thread in threading.enumerate() if thread not in before]
    running = [thread.name for thread in threads if not thread.daemon and not _ends(thread)]
    windows = [window for window in _open_windows() if window not in windows_before]
    names = [f"{type(window).__name__} {window.windowTitle()!r}" for window in windows]
    for window in windows:
        window.close()  # so that one test fails, not all the rest
    assert not running, f"threads left running: {running}"
    assert not names, f"windows left open: {names}"


def _ends(thread: threading.Thread) -> bool:
    thread.join(SECONDS_TO_END)
    return not thread.is_alive()


def _empty_the_clipboard() -> None:
    """Forget what the test before copied: the clipboard belongs to the process."""
    application = _application()
    if application is not None and application.clipboard().text():
        application.clipboard().setText("")


def _application() -> Any:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return None if widgets is None else widgets.QApplication.instance()


def _open_windows() -> list:
    if _application() is None:
        return []
    widgets = sys.modules["PySide6.QtWidgets"]
    return [widget for widget in widgets.QApplication.topLevelWidgets() if widget.isVisible()]
