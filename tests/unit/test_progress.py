"""Progress on the command line: seen by a person, silent in a pipe, stopped by Ctrl+C."""

import signal
import sys
import threading

import pytest

from hitl_app.commands.progress import shown


def test_that_a_pipe_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with shown("Importing") as progress:
        progress.report(5, 10)
    assert capsys.readouterr() == ("", "")


def test_that_a_terminal_sees_a_bar_and_then_an_empty_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with shown("Importing") as progress:
        progress.report(5, 10)
        progress.report(5, 10)
        progress.report(12, 10)
        progress.report(1234, None)
    lines = capsys.readouterr().err.split("\r")
    assert lines == [
        "",
        f"Importing [{'#' * 15}{'-' * 15}]  50%",
        f"Importing [{'#' * 30}] 100%",
        "Importing 1,234",
        "\033[K",
    ]


def test_that_the_first_ctrl_c_asks_and_the_second_breaks_off() -> None:
    before = signal.getsignal(signal.SIGINT)
    with shown("Importing") as progress:
        signal.raise_signal(signal.SIGINT)
        assert progress.stopped
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_that_another_thread_can_do_long_work_too() -> None:
    seen = []

    def work() -> None:
        with shown("Importing") as progress:
            seen.append(progress.stopped)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
