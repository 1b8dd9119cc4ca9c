"""Clear a cluster away when the process that started it is gone, however that ended."""

import contextlib
import ctypes
import shutil
import sys
from pathlib import Path

import psutil

from tests.servers.processes import kill_all

LINE_OF_SHARED_MEMORY = 6
REMOVE = 0  # IPC_RMID


def main(folder: Path) -> None:
    """Wait for the end of the pipe that the tests hold, then leave nothing of the cluster."""
    sys.stdin.buffer.read()
    state = folder / "data" / "postmaster.pid"
    lines = state.read_text("utf-8").splitlines() if state.exists() else []
    if lines:
        _end(int(lines[0]), folder)
    if len(lines) > LINE_OF_SHARED_MEMORY:
        _remove_shared_memory(lines[LINE_OF_SHARED_MEMORY])
    shutil.rmtree(folder, ignore_errors=True)


def _end(number: int, folder: Path) -> None:
    """End the server, unless its number belongs to somebody else by now."""
    with contextlib.suppress(psutil.NoSuchProcess):
        server = psutil.Process(number)
        if str(folder / "data") in server.cmdline():
            kill_all(server)


def _remove_shared_memory(line: str) -> None:
    """Remove the segment that a server which was killed could not remove itself."""
    _key, number = line.split()
    ctypes.CDLL(None).shmctl(int(number), REMOVE, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
