from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Arrival, Refusal
from tests.unit.files.media_server import MediaServer, media_server

LABELS = ("ok", "crack", "dent")

Rows = list[Arrival | Refusal]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Rows]:
    """Write a file and read its rows; `part.png` lies beside it."""
    (tmp_path / "part.png").write_bytes(b"any")

    def write_and_read(content: str | bytes, name: str = "cases.csv", **how: object) -> Rows:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(open_source(path, labels=LABELS, **how).rows())  # type: ignore[arg-type]  # any option, also wrong ones

    return write_and_read


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MediaServer]:
    """A web server of pictures on this machine; what is not among its files is missing."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with media_server() as server:
        yield server
