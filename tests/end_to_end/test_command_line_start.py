"""How the program starts: window, demo or command, and nothing loaded that is not needed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from hitl_app.settings import default_workspace


def test_that_without_a_display_the_window_is_refused_in_words(plates):
    assert "There is no display" in plates.run(code=1).stderr
    assert "--json goes with a command" in plates.run("--json", code=2).stderr


@pytest.fixture
def opened(monkeypatch):
    """What the window was asked to open; the window itself has its own tests."""
    asked = []

    def open_window(opening: object) -> int:
        asked.append(opening)
        return 0

    window = ModuleType("hitl_app.app")
    window.Opening = SimpleNamespace
    window.open_window = open_window
    monkeypatch.setitem(sys.modules, "hitl_app.app", window)
    monkeypatch.setenv("DISPLAY", ":7")
    return asked


def test_that_without_a_command_the_window_opens(plates, opened):
    plates.environment["QT_QPA_PLATFORM"] = ""
    plates.run("--as", "Mia", "--project", "Plates")
    (opening,) = opened
    assert (opening.workspace, opening.project) == (str(plates.folder / "work.db"), "Plates")
    assert (opening.person, opening.cache) == ("Mia", plates.folder / "cache")
    opening.settings.set("theme", "dark")
    assert json.loads((plates.folder / "settings.json").read_text("utf-8")) == {"theme": "dark"}


def test_that_the_demo_opens_in_a_workspace_of_its_own(shell, opened):
    shell.environment |= {"QT_QPA_PLATFORM": "", "HITL_WORKSPACE": ""}
    shell.run("demo")
    shell.run("demo", "--out", shell.folder / "here")
    shell.run("demo", "--workspace", shell.folder / "digits.db")
    assert [Path(opening.workspace) for opening in opened] == [
        default_workspace().with_name("demo.db"),
        shell.folder / "here" / "demo.db",
        shell.folder / "digits.db",
    ]


@pytest.mark.parametrize(
    "way", [["-m", "hitl_app"], ["-c", "from hitl_app.__main__ import main; main()"]]
)
def test_that_a_command_loads_only_what_it_needs(plates, way):
    environment = {**os.environ, **plates.environment, "PYTHONPROFILEIMPORTTIME": "1"}
    command = [sys.executable, *way, "next", "--as", "Mia", "--json"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {"case": None}
    assert "sqlite_utils" in ran.stderr
    for heavy in ("PySide6", "pyqtgraph", "onnxruntime", "sklearn", "scipy.special", "argon2"):
        assert f" {heavy}\n" not in ran.stderr


def test_that_standard_output_is_utf_8_on_every_machine(shell):
    shell.run("init", "--project", "Schweißnähte", "--labels", "gut,schlecht")
    environment = {**os.environ, **shell.environment, "PYTHONIOENCODING": "", "LC_ALL": "C"}
    command = [sys.executable, "-X", "utf8=0", "-m", "hitl_app", "agreement", "--json"]
    ran = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert json.loads(ran.stdout)["project"] == "Schweißnähte"


def test_that_bytes_that_are_no_text_are_wrong_use(plates):
    for words in (["decide", "\udcff", "ok"], ["stats", "--project", "\udcff", "--json"]):
        assert "is no text in UTF-8" in plates.run(*words, code=2).stderr
    plates.environment["HITL_PROJECT"] = "\udcff"
    assert "There is no project" in plates.json("stats", code=1)["error"]
