"""Every import contract is kept, and each has been seen to break."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
START = "from importlinter.cli import lint_imports_command; lint_imports_command()"


class Probe(NamedTuple):
    """A line that somebody might write, and the contract that has to object."""

    contract: str
    path: str
    line: str


PROBES = [
    Probe("direction", "domain/policy.py", "from hitl_app import statistics"),
    Probe("direction", "statistics/__init__.py", "from hitl_app import workflow"),
    Probe("direction", "workflow/ports.py", "from hitl_app import presentation"),
    Probe("direction", "workflow/ports.py", "from hitl_app import storage"),
    Probe("direction", "workflow/ports.py", "from hitl_app import models"),
    Probe("direction", "workflow/ports.py", "from hitl_app import files"),
    Probe("direction", "presentation/__init__.py", "from hitl_app import ui"),
    Probe("direction", "ui/__init__.py", "from hitl_app.storage import open_store"),
    Probe("direction", "ui/__init__.py", "from hitl_app import files"),
    Probe("direction", "ui/__init__.py", "from hitl_app import models"),
    Probe("direction", "ui/__init__.py", "from hitl_app import demo"),
    Probe("direction", "storage/__init__.py", "from hitl_app import files"),
    Probe("direction", "files/__init__.py", "from hitl_app import models"),
    Probe("direction", "demo/__init__.py", "from hitl_app import app"),
    Probe("direction", "app.py", "from hitl_app import commands"),
    Probe("places", "newpart/__init__.py", "'''A part with no place in the layers.'''"),
    Probe("settings-know-nothing", "settings.py", "from hitl_app import domain"),
    Probe("settings-come-as-arguments", "workflow/ports.py", "from hitl_app import settings"),
    Probe("not-shown", "files/__init__.py", "from hitl_app import presentation"),
    Probe("ports", "storage/__init__.py", "from hitl_app.workflow import probe"),
    Probe("ports", "models/__init__.py", "from hitl_app import statistics"),
    Probe("demo-without-window", "demo/__init__.py", "from hitl_app import ui"),
    Probe("commands-without-window", "commands/__init__.py", "from hitl_app.ui import shell"),
    Probe("qt", "presentation/__init__.py", "from PySide6.QtCore import QObject"),
    Probe("qt", "models/__init__.py", "import pyqtgraph"),
    Probe("sql", "ui/__init__.py", "import sqlite3"),
    Probe("sql", "files/__init__.py", "import sqlite_utils"),
    Probe("sql-at-the-top", "app.py", "import sqlite3"),
    Probe("domain-alone", "domain/policy.py", "import numpy"),
    Probe("domain-alone", "domain/policy.py", "import os"),
    Probe("statistics-from-arrays", "statistics/__init__.py", "import pandas"),
    Probe("door", "app.py", "from hitl_app.storage import probe"),
    Probe("cycles", "domain/probe.py", "from hitl_app.domain import policy"),
]


def lint_imports(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    limits = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-c", START, "--no-logo", *limits],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that a probe may spoil."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    only_code = shutil.ignore_patterns("__pycache__", "*.sql")
    shutil.copytree(ROOT / "hitl_app", folder / "hitl_app", ignore=only_code)
    # Neighbours that probes import, so that the probes need not know the names of real modules.
    for part in ("storage", "workflow", "domain"):
        (folder / "hitl_app" / part / "probe.py").write_text('"""A neighbour."""\n')
    return folder


@pytest.fixture
def spoilt(house: Path, probe: Probe) -> Iterator[Path]:
    path = house / "hitl_app" / probe.path
    before = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{probe.line}\n", "utf-8")
    policy = house / "hitl_app/domain/policy.py"
    rules = policy.read_text("utf-8")
    if probe.contract == "cycles":
        policy.write_text(f"{rules}\nfrom hitl_app.domain import probe\n", "utf-8")
    yield house
    policy.write_text(rules, "utf-8")
    if before is None:
        path.unlink()
        path.parent.rmdir()
    else:
        path.write_text(before, "utf-8")


def test_that_every_import_contract_is_kept() -> None:
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_that_the_copy_keeps_every_contract_before_it_is_spoilt(house: Path) -> None:
    answer = lint_imports(house)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.contract}: {probe.line}")
def test_that_an_import_that_breaks_the_contract_is_found(spoilt: Path, probe: Probe) -> None:
    answer = lint_imports(spoilt, probe.contract)
    assert answer.returncode != 0
    assert re.search(r"\b0 kept, 1 broken", answer.stdout), answer.stdout + answer.stderr


def test_that_every_contract_has_a_probe() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {contract["id"] for contract in configuration["tool"]["importlinter"]["contracts"]}
    assert contracts == {probe.contract for probe in PROBES}
