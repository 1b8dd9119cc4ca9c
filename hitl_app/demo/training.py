"""Start the training in a process of its own, follow it, and say in words why it failed."""

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from hitl_app.demo.files import DemoFiles
from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.workflow.ports import Progress

NEEDED = {
    "sklearn": "scikit-learn",
    "onnx": "onnx",
    "skl2onnx": "skl2onnx",
    "onnxruntime": "onnxruntime",
}
"""What the extra `demo` installs: name to import and name to install."""


def train(folder: Path, progress: Progress) -> DemoFiles:
    """Train the demo's model and write its files into the folder.

    Raises:
        Unavailable: the extra `demo` is not installed, or the training failed.
        Refused: the progress asked to stop.
    """
    _check_installed()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        code = _run(folder, progress, complaints)
        if progress.stopped:
            raise Refused("The demo was stopped while its model was trained.")
        if code != 0:
            raise Unavailable(f"The demo's model could not be trained: {_last_line(complaints)}")
    return DemoFiles(folder)


def _check_installed() -> None:
    missing = [package for name, package in NEEDED.items() if find_spec(name) is None]
    if missing:
        raise Unavailable(
            f"The demo trains a model on the spot and needs {', '.join(missing)}, which "
            f"{'is' if len(missing) == 1 else 'are'} not installed. "
            f"Install with: pip install 'hitl-app[demo]'"
        )


def _run(folder: Path, progress: Progress, complaints: IO[str]) -> int:
    command = [sys.executable, "-m", "hitl_app.demo.train", str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own module in our own interpreter, without a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        encoding="utf-8",
    ) as child:
        for line in child.stdout or ():
            done, _, total = line.strip().partition(" ")
            if done.isdigit() and total.isdigit():
                progress.report(int(done), int(total))
            if progress.stopped:
                child.terminate()
    return child.returncode


def _last_line(complaints: IO[str]) -> str:
    """Return the line of a traceback that says what happened."""
    complaints.seek(0)
    lines = [line.strip() for line in complaints if line.strip()]
    return lines[-1] if lines else "the process ended without saying why."
