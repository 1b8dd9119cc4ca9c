"""The two commands of the README say in words what they cannot do, and count a skipped test."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Calls(list[list[str]]):
    """Commands that would have been run; those with a forbidden word fail."""

    def __init__(self, failing: str = "no such word") -> None:
        super().__init__()
        self.failing = failing

    def __call__(self, command: Sequence[str], _environment: object = None) -> int:
        self.append(list(command))
        return 1 if self.failing in command else 0


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    specification = importlib.util.spec_from_file_location("dev", ROOT / "packaging/dev.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "call", Calls())
    return module


@pytest.fixture
def nothing_to_install(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "ensure_libraries", lambda _libraries: None)
    monkeypatch.setattr(dev, "ensure_installed", lambda _lock: None)


def test_that_run_without_a_display_does_the_demo_without_a_window(
    dev: ModuleType,
    nothing_to_install: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda: False)
    assert dev.main(["run"]) == 0
    assert dev.call[-1][1:] == ["-m", "hitl_app", "demo", "--no-window", "--out", "demo-output"]
    assert "no display" in capsys.readouterr().out


def test_that_run_passes_its_arguments_on(dev: ModuleType, nothing_to_install: None) -> None:
    assert dev.main(["run", "stats", "--json"]) == 0
    assert dev.call[-1][1:] == ["-m", "hitl_app", "stats", "--json"]


def test_that_the_libraries_of_a_display_are_asked_for_only_with_that_display(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert dev.libraries_for_display() == dev.QT_LIBRARIES
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-cursor.so.0" in dev.libraries_for_display()
    assert "libwayland-cursor.so.0" not in dev.libraries_for_display()


def test_that_without_rights_an_administrator_gets_one_line(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: name)
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "administrator_rights", lambda: None)
    monkeypatch.setattr(dev, "can_open", lambda library: library != "libEGL.so.1")
    assert dev.main(["run"]) != 0
    line = "apt-get update && apt-get install --yes --no-install-recommends libegl1"
    assert capsys.readouterr().err.splitlines()[-1] == line
    assert not dev.call


def test_that_an_installation_by_apt_that_fails_is_said_too(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "call", Calls(failing="install"))
    monkeypatch.setattr(dev.shutil, "which", lambda name: name)
    monkeypatch.setattr(dev, "administrator_rights", lambda: ["sudo"])
    with pytest.raises(dev.Stop, match=r"apt-get install --yes .* libgl1"):
        dev.ensure_packages(["libgl1"], "Shared libraries")
    assert [command[0] for command in dev.call] == ["sudo", "sudo"]


def test_that_a_stamp_spares_the_second_installation(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    dev.ensure_installed(dev.TEST_LOCK)
    assert len(dev.call) == 2
    assert "--require-hashes" in dev.call[0]
    dev.ensure_installed(dev.TEST_LOCK)
    dev.ensure_installed(dev.RUNTIME_LOCK)  # the test lock holds it
    assert len(dev.call) == 2


def test_that_a_lock_which_changed_is_installed_again(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    dev.ensure_installed(dev.RUNTIME_LOCK)
    dev.ensure_installed(dev.TEST_LOCK)
    assert len(dev.call) == 4


def test_that_an_installation_that_fails_leaves_no_stamp(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "call", Calls(failing="--require-hashes"))
    with pytest.raises(dev.Stop, match="could not be installed"):
        dev.ensure_installed(dev.TEST_LOCK)
    assert not dev.STAMP.exists()


def test_that_skipped_tests_are_named_and_expected_failures_are_not(
    dev: ModuleType, tmp_path: Path
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="a" name="good"/>'
        '<testcase classname="a" name="left_out"><skipped type="pytest.skip" message="no server"/>'
        '</testcase><testcase classname="a" name="known"><skipped type="pytest.xfail" message=""/>'
        "</testcase></testsuite></testsuites>"
    )
    assert dev.skipped_tests(report) == ["a::left_out: no server"]


def test_that_the_first_stage_that_fails_is_named(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    later: list[str] = []
    stages = [
        ("lint", lambda: 0),
        ("types", lambda: 3),
        ("tests", lambda: later.append("tests") or 0),
    ]
    assert dev.run_stages(stages) == 3
    assert "FAILED in: types" in capsys.readouterr().out
    assert not later


def test_that_an_old_python_is_refused_before_anything_is_installed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    assert dev.main(["run"]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err
    assert not dev.call


def test_that_bench_without_measurements_says_so(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert dev.main(["bench"]) == 1
    assert "There are no measurements" in capsys.readouterr().err
