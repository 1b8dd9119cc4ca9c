"""Run, test, measure, lock and build the program from a fresh checkout, with Python alone."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
RUNTIME_LOCK = ROOT / "packaging" / "requirements.lock"
TEST_LOCK = ROOT / "packaging" / "requirements-test.lock"
OLDEST_PYTHON = (3, 11)
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# Shared library -> the Debian package that holds it. Qt opens these by name and aborts without
# words when one is missing, so they are tried before Qt is started.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND_LIBRARIES = {"libwayland-cursor.so.0": "libwayland-cursor0"}

USAGE = """\
python3 packaging/dev.py COMMAND [arguments]

  run [arguments]    install what is needed and start hitl-app with these arguments;
                     without arguments: the window, or without a display the demo
  test               format, lint, types, layers, then every test; a skipped test is a failure
  test [arguments]   only pytest, with these arguments
  lint               format, lint, types and layers only
  setup              install everything that run, test and lint need, and stop
  bench              the measurements of tests/benchmarks
  lock               work out packaging/requirements*.lock again (needs the network)
  build              a wheel in dist/
"""


class Stop(Exception):
    """Something that a person has to know or do; shown as a sentence, without a traceback."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and say in words why it could not be run."""
    commands: Mapping[str, Callable[[Sequence[str]], int]] = {
        "run": run,
        "test": test,
        "lint": lint,
        "setup": setup,
        "bench": bench,
        "lock": lock,
        "build": build,
    }
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(USAGE)
        return 0 if arguments else 2
    if arguments[0] not in commands:
        print(f"There is no command {arguments[0]!r}.\n\n{USAGE}", file=sys.stderr)
        return 2
    try:
        check_python()
        return commands[arguments[0]](arguments[1:])
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# -- commands ----------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Start the program; without a display and without arguments, its main job without a window."""
    ensure_libraries(libraries_for_display())
    ensure_installed(RUNTIME_LOCK)
    if not arguments and not has_display():
        arguments = ["demo", "--no-window", "--out", "demo-output"]
        say(
            "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can "
            "open. The demo runs without a window instead; its results go to demo-output/."
        )
    environment = dict(os.environ)
    if not has_display():
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return call([str(PYTHON), "-m", "hitl_app", *arguments], environment)


REST = "not slow and not acceptance and not benchmark"
FAST = f"{REST} and not server"
ON_A_SERVER = f"{REST} and server"
SLOW = "(slow or acceptance) and not alone and not benchmark"


def test(arguments: Sequence[str]) -> int:
    """Run every check and every test; with arguments, only pytest with these."""
    prepare_for_tests()
    if arguments:
        return tests(arguments)
    stages = [
        *LINT_STAGES,
        ("fast tests", lambda: tests(["-n", "2", "-m", FAST])),
        ("tests on a server", lambda: tests(["-n", "2", "-m", ON_A_SERVER])),
        ("slow and acceptance tests", lambda: tests(["-n", "2", "--timeout", "180", "-m", SLOW])),
        # One after the other: these measure how the window feels, or keep the machine busy.
        ("tests that need the machine", lambda: tests(["-m", "alone"])),
    ]
    return run_stages(stages)


def lint(_arguments: Sequence[str]) -> int:
    """Run the checks that need no test."""
    prepare_for_tests()
    return run_stages(LINT_STAGES)


def setup(_arguments: Sequence[str]) -> int:
    """Install everything and stop."""
    prepare_for_tests()
    say(f"Ready: {PYTHON.relative_to(ROOT)}")
    return 0


def bench(arguments: Sequence[str]) -> int:
    """Measure; the figures are printed, never judged by a clock that other programs share."""
    if not (ROOT / "tests" / "benchmarks").is_dir():
        raise Stop("There are no measurements: the folder tests/benchmarks does not exist.")
    prepare_for_tests()
    pytest = [str(PYTHON), "-m", "pytest", "tests/benchmarks", "-m", "benchmark", "-s"]
    return call([*pytest, "-p", "no:randomly", *arguments], test_environment())


def lock(_arguments: Sequence[str]) -> int:
    """Choose versions anew; no address of a package index may end up in the files."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv") or install_uv(Path(folder))
        # The larger one first: what an extra does not allow must not be in the smaller one either.
        compile_lock(uv, ["--all-extras", "--upgrade"], TEST_LOCK)
        same_versions = ["--constraints", str(TEST_LOCK.relative_to(ROOT))]
        runtime = ["--extra", "onnx", "--extra", "demo", "--extra", "build"]
        compile_lock(uv, [*runtime, *same_versions, "--upgrade"], RUNTIME_LOCK)
    take_entries(RUNTIME_LOCK, TEST_LOCK)
    return 0


def build(_arguments: Sequence[str]) -> int:
    """Build the wheel with the locked build backend, without the network."""
    prepare_for_tests()
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    return call([*pip(), *wheel])


# -- stages ------------------------------------------------------------------------------------

Stage = tuple[str, Callable[[], int]]


def tool(*command: str) -> Callable[[], int]:
    """Return a stage that runs a tool of the virtual environment."""
    return lambda: call([str(PYTHON), "-m", *command], test_environment())


def lint_imports() -> int:
    """Check the import contracts; the tool has no module that can be started with -m."""
    start = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return call([str(PYTHON), "-c", start], test_environment())


LINT_STAGES: Sequence[Stage] = [
    ("lint", tool("ruff", "check", ".")),
    ("format", tool("ruff", "format", "--check", ".")),
    ("types", tool("mypy")),
    ("layers", lint_imports),
]


def run_stages(stages: Sequence[Stage]) -> int:
    """Run the stages until one fails, and say which and how long each took."""
    took: list[str] = []
    for name, stage in stages:
        say(f"== {name}")
        started = time.perf_counter()
        code = stage()
        took.append(f"{name} {time.perf_counter() - started:.1f} s")
        if code != 0:
            say(f"FAILED in: {name} (exit code {code}). Time: {', '.join(took)}.")
            return code
    say(f"All passed. Time: {', '.join(took)}.")
    return 0


def tests(arguments: Sequence[str]) -> int:
    """Run pytest; a test that was skipped has proved nothing, so it counts as a failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        pytest = [str(PYTHON), "-m", "pytest", f"--junitxml={report}", *arguments]
        code = call(pytest, test_environment())
        skipped = skipped_tests(report)
    if skipped:
        say("Skipped, which counts as failed:\n  " + "\n  ".join(skipped))
    return code or (1 if skipped else 0)


def skipped_tests(report: Path) -> list[str]:
    """Name the skipped tests of a JUnit report; expected failures are not among them."""
    if not report.exists():
        return []
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest wrote it just now
    return [
        f"{case.get('classname')}::{case.get('name')}: {skip.get('message')}"
        for case in cases
        for skip in case.iter("skipped")
        if skip.get("type") != "pytest.xfail"
    ]


def test_environment() -> dict[str, str]:
    """Return an environment in which pictures of widgets are the same on every machine."""
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "QT_FONT_DPI": "96",
    }


# -- installing --------------------------------------------------------------------------------


def prepare_for_tests() -> None:
    """Install what tests need; they draw offscreen, so without the libraries of a display."""
    ensure_libraries(QT_LIBRARIES)
    ensure_installed(TEST_LOCK)


def check_python() -> None:
    """Refuse a Python that is too old, before anything is installed with it."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise Stop(f"Python {wanted} or newer is needed; this is {sys.version.split()[0]}.")


def ensure_installed(lock_file: Path) -> None:
    """Install a lock into .venv unless the stamp says that it is there already."""
    installed = STAMP.read_text("utf-8") if STAMP.exists() else ""
    # The test lock holds the runtime lock in the same versions, so it serves `run` too.
    if installed in {stamp(lock_file), stamp(TEST_LOCK)}:
        return
    make_venv()
    say(f"Installing the packages of {lock_file.relative_to(ROOT)} into .venv ...")
    STAMP.unlink(missing_ok=True)
    hashed = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    install([*hashed, "--requirement", str(lock_file)])
    install(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    STAMP.write_text(stamp(lock_file), "utf-8")


def stamp(lock_file: Path) -> str:
    """Describe an installation: the lock, the interpreter and the place of the checkout."""
    digest = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    return f"{lock_file.name} {digest}\nPython {sys.version}\n{ROOT}\n"


def make_venv() -> None:
    """Make .venv, or make it anew when another Python made it."""
    if find_spec("ensurepip") is None:
        ensure_packages(["python3-venv"], "The parts of Python that make .venv (ensurepip)")
    if PYTHON.exists() and succeeds(venv_version()):
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    if call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        raise Stop("The virtual environment .venv could not be made; the reason stands above.")


def venv_version() -> list[str]:
    """Return a command that succeeds when .venv runs and has the Python that runs this file."""
    return [str(PYTHON), "-c", f"import sys, pip; sys.exit(sys.version != {sys.version!r})"]


def pip() -> list[str]:
    """Return pip of the virtual environment, which may be used by an administrator too."""
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]


def install(arguments: Sequence[str]) -> None:
    """Install with pip, and say what to look at when that fails."""
    command = [*pip(), "install", "--quiet", "--no-input", "--root-user-action=ignore", *arguments]
    if call(command) != 0:
        raise Stop(
            "The packages could not be installed; pip's reason stands above. "
            "The first start needs the network or a package index that pip is configured to use."
        )


def install_uv(folder: Path) -> str:
    """Install uv into a throw-away environment; it is needed for locks only."""
    if call([sys.executable, "-m", "venv", str(folder / "uv")]) != 0:
        raise Stop("No environment could be made for uv; the reason stands above.")
    programs = folder / "uv" / ("Scripts" if WINDOWS else "bin")
    if call([str(programs / "python"), "-m", "pip", "install", "--quiet", "uv"]) != 0:
        raise Stop("uv could not be installed; pip's reason stands above.")
    return str(programs / "uv")


def compile_lock(uv: str, arguments: Sequence[str], lock_file: Path) -> None:
    """Write one lock with hashes for every platform and without any address."""
    plain = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    choose = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    output = ["--generate-hashes", *plain, "--output-file", str(lock_file.relative_to(ROOT))]
    if call([uv, *choose, *output, *arguments, "pyproject.toml"]) != 0:
        raise Stop(f"{lock_file.name} could not be made; uv's reason stands above.")
    if "://" in lock_file.read_text("utf-8"):
        raise Stop(f"{lock_file.name} holds an address, so it would work on this machine only.")


def take_entries(smaller: Path, larger: Path) -> None:
    """Write the smaller lock with the entries of the larger: it serves more, so names more systems.

    A package that the program needs on Linux alone is needed everywhere by a tool for tests.
    """
    wanted = {entry.split()[0] for entry in entries(smaller)}
    kept = [entry for entry in entries(larger) if entry.split()[0] in wanted]
    smaller.write_text("".join(kept), "utf-8")


def entries(lock_file: Path) -> list[str]:
    """Return the packages of a lock, each with its lines of hashes."""
    return re.split(r"^(?=\w)", lock_file.read_text("utf-8"), flags=re.MULTILINE)[1:]


# -- system libraries --------------------------------------------------------------------------


def has_display() -> bool:
    """Tell whether a window can open here."""
    if WINDOWS or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def libraries_for_display() -> dict[str, str]:
    """Return the libraries that Qt opens with the display there is."""
    libraries = dict(QT_LIBRARIES)
    if os.environ.get("DISPLAY"):
        libraries |= X11_LIBRARIES
    if os.environ.get("WAYLAND_DISPLAY"):
        libraries |= WAYLAND_LIBRARIES
    return libraries


def ensure_libraries(libraries: Mapping[str, str]) -> None:
    """Install the shared libraries of Qt that cannot be opened; elsewhere Qt brings its own."""
    if not sys.platform.startswith("linux"):
        return
    missing = [library for library in libraries if not can_open(library)]
    if not missing:
        return
    packages = [libraries[library] for library in missing]
    ensure_packages(packages, f"Shared libraries that Qt opens ({', '.join(missing)})")
    still = [library for library in missing if not can_open(library)]
    if still:
        raise Stop(f"Still missing after the installation: {', '.join(still)}.")


def can_open(library: str) -> bool:
    """Tell whether the dynamic loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_packages(packages: Sequence[str], what: str) -> None:
    """Install Debian packages, or give an administrator the one line to do it."""
    if shutil.which("apt-get") is None:
        raise Stop(f"{what} are missing, and there is no apt-get. On Debian: {' '.join(packages)}.")
    say(f"{what} are missing. Installing: {' '.join(packages)}")
    rights = administrator_rights()
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    wanted = ["install", "--yes", "--no-install-recommends", *packages]
    if rights is not None:
        call([*rights, *apt, "update"])  # when it fails, the lists that are there may still do
        if call([*rights, *apt, *wanted]) == 0:
            return
    line = f"apt-get update && apt-get install --yes --no-install-recommends {shlex.join(packages)}"
    raise Stop(f"They could not be installed from here. An administrator can do it with:\n\n{line}")


def administrator_rights() -> list[str] | None:
    """Return what to put before a command that changes the system; None without the rights."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if succeeds(["sudo", "-n", "true"]):
        return ["sudo"]
    return ["sudo"] if sys.stdin.isatty() else None


# -- small things ------------------------------------------------------------------------------


def call(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command in the checkout and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def succeeds(command: Sequence[str]) -> bool:
    """Tell whether a command that is only a question ends well."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def say(words: str) -> None:
    """Print at once, so that our words and a tool's output keep their order."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
