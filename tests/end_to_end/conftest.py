"""A command line in its own small world: a workspace file, a name, a clock that can be turned."""

import csv
import json
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hitl_app.commands.tree import root
from tests.end_to_end.served import Served
from tests.servers.postgres import Cluster

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count whatever runs the program as a whole among the acceptance tests."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.acceptance)


START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class Shell:
    """Runs commands as somebody; every command takes a second."""

    folder: Path
    now: datetime = START
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: object, code: int | None = 0, typed: str = "") -> Result:
        self.now += timedelta(seconds=1)
        result = CliRunner().invoke(
            root,
            [str(word) for word in words],
            obj=lambda: self.now,
            env=self.environment,
            input=typed,
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if code is not None:
            assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result

    def json(self, *words: object, code: int = 0) -> Any:
        """Run with --json; standard output must be one document and nothing else."""
        return json.loads(self.run(*words, "--json", code=code).stdout)

    @staticmethod
    def plate(number: int, label: str = "", confidence: float = 0.9, **more: Any) -> dict[str, Any]:
        """A row of a plate; with a label, a prediction too."""
        row = {"case_id": f"P-{number:03}", "text": f"plate {number}", **more}
        if label:
            row |= {"model_version": "m1", "predicted_label": label, "confidence": confidence}
        return row

    def plates(self, numbers: Iterable[int], label: str = "", **more: Any) -> Path:
        """A file of plates."""
        rows = [self.plate(number, label, **more) for number in numbers]
        return self.file(f"plates-{self.now:%H%M%S}.jsonl", rows)

    def review(self, human: str, model: str, numbers: range) -> None:
        """Import cases with predictions, and let Mia decide them."""
        self.run("import", self.plates(numbers, model))
        for _ in numbers:
            case = self.json("next", "--as", "Mia")["case"]
            self.run("decide", case["case_id"], human, "--as", "Mia")

    @staticmethod
    def table(path: Path) -> list[dict[str, str]]:
        """A CSV file, read again."""
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def file(self, name: str, content: str | Iterable[Mapping[str, object]]) -> Path:
        path = self.folder / name
        if not isinstance(content, str):
            content = "".join(json.dumps(row) + "\n" for row in content)
        path.write_text(content, "utf-8")
        return path


class Interrupted:
    """A progress during which somebody presses Ctrl+C."""

    def __init__(self, shown: object) -> None:
        self._shown = shown

    def __getattr__(self, name: str) -> object:
        return getattr(self._shown, name)

    def report(self, _done: int, _total: int | None) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def ctrl_c() -> Callable[[pytest.MonkeyPatch, ModuleType], None]:
    """Presses Ctrl+C at every report of a module's work."""

    def press(patch: pytest.MonkeyPatch, module: ModuleType) -> None:
        begin = module.shown

        @contextmanager
        def shown(words: str) -> Iterator[Interrupted]:
            with begin(words) as progress:
                yield Interrupted(progress)

        patch.setattr(module, "shown", shown)

    return press


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in an empty folder, as the account `sam`."""
    for name in ("HITL_PIN", "HITL_NEW_PIN", "HITL_PROJECT", "HITL_AS", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path)
    shell.environment = {
        "HITL_WORKSPACE": str(tmp_path / "work.db"),
        "HITL_SETTINGS": str(tmp_path / "settings.json"),
        "HITL_CACHE": str(tmp_path / "cache"),
        "LOGNAME": "sam",
        "QT_QPA_PLATFORM": "offscreen",
    }
    return shell


@pytest.fixture
def plates(shell: Shell) -> Shell:
    """A shell with a project of plates, and Mia, who inspects them."""
    shell.run("init", "--project", "Plates", "--labels", "ok,scratch,crack", "--kind", "text")
    shell.run("person", "add", "Mia", "--role", "inspector")
    return shell


@pytest.fixture
def served(
    shell: Shell, cluster: Cluster, database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> Served:
    """A shell beside a server with an empty database."""
    for name in ("HITL_NEW_PASSWORD", "PGPASSWORD", "PGUSER", "PGHOST"):
        monkeypatch.delenv(name, raising=False)
    return Served(shell, cluster, database())


@pytest.fixture
def staffed(served: Served) -> Served:
    """A server with a workspace: Sue supervises, Mia inspects, and the scanner brings cases in."""
    served.run("server", "init", "--admin", served.admin)
    for name, role in (("Sue", "supervisor"), ("Mia", "inspector"), ("scanner", "intake")):
        served.add(name, role)
    served.sign_in("Sue")
    served.run("init", "--project", "Plates", "--labels", "ok,scratch,crack", "--kind", "text")
    return served
