"""A command line in its own small world: a workspace file, a name, a clock that can be turned."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hitl_app.commands.tree import root

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

    def file(self, name: str, content: str | Iterable[Mapping[str, object]]) -> Path:
        path = self.folder / name
        if not isinstance(content, str):
            content = "".join(json.dumps(row) + "\n" for row in content)
        path.write_text(content, "utf-8")
        return path


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
