"""Settings: who overrides whom, and what a broken or foreign file does to nobody."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hitl_app.settings import (
    KEPT,
    KeptSettings,
    Settings,
    SettingsError,
    default_file,
    default_workspace,
    settings_from,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def written(file: Path, content: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def read(file: Path, given: dict[str, str] | None = None, **environment: str) -> Settings:
    return settings_from({"HITL_SETTINGS": str(file), **environment}, given or {})


def test_that_defaults_hold_where_nobody_says_anything(file: Path) -> None:
    settings = read(file)
    assert settings.workspace == str(default_workspace())
    assert (settings.project, settings.actor, settings.file) == (None, None, file)
    assert default_workspace().parts[-2:] == ("hitl-app", "workspace.db")
    assert default_file().parts[-2:] == ("hitl-app", "settings.json")


def test_that_each_layer_overrides_the_one_below_it(file: Path) -> None:
    written(file, {"workspace": "file.db", "project": "of the file", "as": "Mia"})
    assert read(file).workspace == "file.db"
    assert read(file).actor == "Mia"
    in_between = read(file, HITL_WORKSPACE="environment.db", HITL_AS="Ola")
    assert (in_between.workspace, in_between.actor) == ("environment.db", "Ola")
    assert in_between.project == "of the file"
    on_top = read(file, {"workspace": "command.db"}, HITL_WORKSPACE="environment.db")
    assert on_top.workspace == "command.db"


def test_that_an_empty_variable_is_no_choice(file: Path) -> None:
    written(file, {"project": "of the file"})
    settings = read(file, {"project": ""}, HITL_PROJECT="", HITL_WORKSPACE="")
    assert settings.project == "of the file"
    assert settings.workspace == str(default_workspace())


def test_that_what_the_window_keeps_does_not_disturb_the_command_line(file: Path) -> None:
    written(file, {"theme": "dark", "keys": {"review.unsure": "Q"}, "unknown": [1]})
    assert read(file).project is None


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "7", '{"workspace": 3}'])
def test_that_a_broken_file_is_told_in_words_and_left_alone(file: Path, content: str) -> None:
    written(file, content)
    with pytest.raises(SettingsError, match=r"settings\.json"):
        read(file)
    assert file.read_text("utf-8") == content


def test_that_a_choice_outlives_the_window(file: Path) -> None:
    KeptSettings(file).set("theme", "dark")
    KeptSettings(file).set("keys", {"review.unsure": "Q"})
    again = KeptSettings(file)
    assert again.get("theme") == "dark"
    assert again.get("keys", {}) == {"review.unsure": "Q"}
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_that_two_windows_keep_each_others_choices(file: Path) -> None:
    first, second = KeptSettings(file), KeptSettings(file)
    first.set("theme", "dark")
    second.set("text_size", 125)
    assert KeptSettings(file).get("theme") == "dark"
    assert KeptSettings(file).get("text_size") == 125


def test_that_nothing_is_written_before_somebody_chooses(file: Path) -> None:
    kept = KeptSettings(file)
    assert {name: kept.get(name) for name in KEPT} == KEPT
    assert kept.get("window.geometry") is None
    assert kept.get("window.geometry", "none") == "none"
    assert not file.parent.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("guard_ms", "soon"), ("guard_ms", True), ("theme", 3), ("keys", ["U"]), ("text_size", None)],
)
def test_that_a_value_of_another_kind_is_passed_over(file: Path, name: str, value: object) -> None:
    written(file, {name: value})
    assert KeptSettings(file).get(name, KEPT[name]) == KEPT[name]


def test_that_a_whole_number_may_stand_for_a_fraction(file: Path) -> None:
    written(file, {"zoom": 2})
    assert KeptSettings(file).get("zoom", 1.5) == 2


def test_that_a_broken_file_is_not_overwritten(file: Path) -> None:
    kept = KeptSettings(file)
    written(file, "{ half a fi")
    with pytest.raises(SettingsError, match="not JSON"):
        kept.set("theme", "dark")
    assert file.read_text("utf-8") == "{ half a fi"


def test_that_a_place_where_nobody_may_write_is_told_in_words(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be"):
        KeptSettings(blocked / "settings.json").set("theme", "dark")


def test_that_a_write_that_fails_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeptSettings(file).set("theme", "dark")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hitl_app.settings.os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        KeptSettings(file).set("theme", "light")
    assert json.loads(file.read_text("utf-8")) == {"theme": "dark"}
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_that_settings_load_neither_qt_nor_numbers() -> None:
    code = (
        "import sys, hitl_app.settings; "
        "print([n for n in ('PySide6', 'numpy', 'sqlite3') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_that_the_last_server_opens_where_nobody_names_a_workspace(file: Path) -> None:
    written(file, {"server": "postgresql://host/db"})
    assert read(file).server == "postgresql://host/db"
    assert read(file).workspace == str(default_workspace())
    assert read(file, HITL_WORKSPACE="work.db").server is None
    assert read(file, {"workspace": "work.db"}).server is None
    written(file, {"server": "postgresql://host/db", "workspace": "of the file.db"})
    assert read(file).server is None
    written(file, {"server": ""})
    assert read(file).server is None
