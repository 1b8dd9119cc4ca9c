"""What can be set: defaults, under the settings file, under the environment, under the command."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

APPLICATION = "hitl-app"
KEPT: Mapping[str, Any] = {
    "theme": "system",
    "text_size": 100,
    "guard_ms": 150,
    "hold_back_seconds": 10,
    "hold_back_decisions": 3,
    "away_answers": 200,
    "away_minutes": 15,
    "keys": {},
    "server": "",
    "server_name": "",
}
"""What the window keeps on this workstation, by name, with what holds until somebody chooses."""

_ENVIRONMENT = {
    "workspace": "HITL_WORKSPACE",
    "project": "HITL_PROJECT",
    "actor": "HITL_AS",
    "cache": "HITL_CACHE",
    "kept": "HITL_KEPT",
}
_IN_THE_FILE = {
    "workspace": "workspace",
    "project": "project",
    "actor": "as",
    "cache": "cache",
    "kept": "kept",
}
FILE_VARIABLE = "HITL_SETTINGS"


class SettingsError(ValueError):
    """Say in words why the settings file cannot be used; it is left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the work is and who does it; None where the program has to find out itself.

    ``workspace`` is a file or the address of a server. ``actor`` is the name behind ``--as``.
    ``kept`` is the folder for what a server has not got yet, on a disk that is not cleaned up.
    ``server`` is the one last signed in to at the window, where nobody names a workspace.
    """

    workspace: str
    project: str | None
    actor: str | None
    file: Path
    cache: Path
    kept: Path
    server: str | None = None


def settings_from(environment: Mapping[str, str], given: Mapping[str, str]) -> Settings:
    """Lay defaults, settings file, environment and command line over each other; empty is unset.

    Raises:
        SettingsError: the settings file is no JSON object, or a value in it is no text.
    """
    file = Path(environment.get(FILE_VARIABLE) or default_file())
    kept = _read(file)
    layers = [
        given,
        {name: environment.get(variable, "") for name, variable in _ENVIRONMENT.items()},
        {name: _text(kept, key, file) for name, key in _IN_THE_FILE.items()},
    ]

    def value(name: str) -> str | None:
        return next((layer[name] for layer in layers if layer.get(name)), None)

    named = value("workspace")
    return Settings(
        workspace=named or str(default_workspace()),
        server=None if named else _text(kept, "server", file) or None,
        project=value("project"),
        actor=value("actor"),
        file=file,
        cache=Path(value("cache") or platformdirs.user_cache_path(APPLICATION, appauthor=False)),
        kept=Path(value("kept") or default_kept()),
    )


def default_workspace() -> Path:
    """Return the workspace of somebody who names none."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False) / "workspace.db"


def default_kept() -> Path:
    """Return where a workstation keeps what its server has not got yet."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False) / "kept"


def default_file() -> Path:
    """Return the settings file of somebody who names none."""
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "settings.json"


class KeptSettings:
    """Choices that outlive the window, in one JSON file that a person can read and mend."""

    def __init__(self, file: Path) -> None:
        """Read the file as it is now, none is an empty one.

        Raises:
            SettingsError: the file is no JSON object.
        """
        self._file = file
        self._values = _read(file)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what was chosen; the default also where the file holds another kind of value."""
        standard = KEPT.get(name) if default is None else default
        value = self._values.get(name, standard)
        return value if standard is None or _is_like(value, standard) else standard

    def set(self, name: str, value: Any) -> None:
        """Keep a choice beside those that another window made in the meantime.

        Raises:
            SettingsError: the file cannot be written, or somebody broke it meanwhile.
        """
        self._values = {**_read(self._file), name: value}
        _write(self._file, self._values)


def _read(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"The settings {file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(f"The settings {file} are not JSON: {error}. Mend the file.") from error
    if not isinstance(values, dict):
        raise SettingsError(f"The settings {file} must be one JSON object. Mend the file.")
    return values


def _text(values: Mapping[str, Any], key: str, file: Path) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise SettingsError(f"In the settings {file}, “{key}” must be a text.")
    return value


def _is_like(value: object, standard: object) -> bool:
    if isinstance(standard, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(standard)


def _write(file: Path, values: Mapping[str, Any]) -> None:
    """Write beside and rename: whoever reads sees the old file or the new one, never a part."""
    text = json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    except OSError as error:
        raise SettingsError(f"The settings {file} cannot be kept: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(file)
    except OSError as error:
        raise SettingsError(f"The settings {file} cannot be kept: {error.strerror}.") from error
    finally:
        Path(beside).unlink(missing_ok=True)
