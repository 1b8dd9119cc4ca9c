from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hitl_app.commands.tree import root
from hitl_app.storage import sqlite
from hitl_app.storage.places import refuse_network_share

MAKE = ("init", "--project", "Parts", "--labels", "ok,dent")


def run(path: Path, *words: str) -> Result:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    return CliRunner().invoke(root, ["--workspace", str(path), *words], obj=lambda: now)


@pytest.mark.parametrize("words", [MAKE, ("stats",), ("next",), ("policy", "show")])
def test_that_a_workspace_on_a_network_share_is_refused_with_the_way_to_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    path = tmp_path / "workspace.db"
    if words != MAKE:
        assert run(path, *MAKE).exit_code == 0
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    mounts = f"files:/team {tmp_path} nfs4 rw 0 0\n/dev/a / ext4 rw 0 0\n"
    on_a_share = partial(refuse_network_share, mounts=mounts)
    monkeypatch.setattr(sqlite, "refuse_network_share", on_a_share)
    done = run(path, *words)
    assert done.exit_code == 1
    assert " ".join(done.stderr.split()) == (
        f"{path} lies on a network share (nfs4). SQLite files are damaged there when two machines "
        f"write. Keep it on a disk of this machine; for many machines, use a server: "
        f"--workspace postgresql://host/database (see the guide)."
    )
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before
