"""What is committed serves everybody: no machine's paths, no index's address, no silent ignore."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".sql", ".lock", ".yaml", ".yml", ".json", ".svg", ".html", ".txt"}
# Written in parts, so that this file does not find itself.
MACHINE_PATHS = re.compile(r"(?<![\w.~/:-])/(?:wor" + r"k|roo" + r"t|tm" + r"p|hom" + r"e/\w+)/")
NOQA = re.compile(
    r"#\s*(?:noqa|type:\s*ignore)(?P<codes>(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*"
    r"|\[[\w-]+(?:,\s*[\w-]+)*\])?)(?P<rest>[^\n]*)"
)
LOCKS = ["packaging/requirements.lock", "packaging/requirements-test.lock"]


def repository_files() -> list[Path]:
    """Name the files that are committed or would be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive without git
        return [path for path in ROOT.rglob("*") if ".venv" not in path.parts]
    return [ROOT / name for name in names.split("\0") if name]


def texts() -> dict[str, str]:
    paths = [path for path in repository_files() if path.suffix in TEXT and path.is_file()]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def test_that_no_text_names_a_path_of_one_machine() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]
    assert not found


@pytest.mark.parametrize("lock", LOCKS)
def test_that_a_lock_names_versions_and_hashes_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(?:-|@)(?!-hash=)", text, re.MULTILINE), "an option of pip"
    entries = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]
    without = [entry.split()[0] for entry in entries if "==" not in entry or "--hash=" not in entry]
    assert entries
    assert not without


def test_that_both_locks_choose_the_same_versions() -> None:
    runtime, everything = (
        set(
            re.findall(
                r"^([a-z0-9-]+==[^ ]+.*?) \\$", (ROOT / lock).read_text("utf-8"), re.MULTILINE
            )
        )
        for lock in LOCKS
    )
    assert runtime
    assert runtime <= everything


def test_that_the_locked_binding_is_one_that_does_not_abort() -> None:
    lock = (ROOT / LOCKS[0]).read_text("utf-8")
    assert re.search(r"^pyside6-essentials==6\.11\.", lock, re.MULTILINE)


def test_that_an_ignored_finding_says_its_code_and_its_reason() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts().items()
        if name.endswith(".py") and name != "tests/architecture/test_repository.py"
        for number, line in enumerate(text.splitlines(), 1)
        for match in NOQA.finditer(line)
        if not match["codes"] or not re.search(r"\w.{5,}", match["rest"])
    ]
    assert not found


def test_that_each_ignored_rule_of_the_project_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    ignored = {code for codes in lint["per-file-ignores"].values() for code in codes}
    for code in ignored | set(lint["ignore"]):
        lines = re.findall(rf'^    "{code}",(.*)$', text, re.MULTILINE)
        assert lines, code
        assert all(re.fullmatch(r"\s*# \S.{12,}", rest) for rest in lines), code


def test_that_every_dependency_may_be_used_freely() -> None:
    lock = (ROOT / "packaging/requirements-test.lock").read_text("utf-8")
    names = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    # Known to be GPL or AGPL and tempting in a program like this one.
    assert not names & {"pyside6", "pyside6-addons", "pyqt5", "pyqt6", "ultralytics", "pymupdf"}
