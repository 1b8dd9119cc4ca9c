"""The command line in the README is the one that the program has, both ways."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hitl_app.commands.frame import EVERYWHERE
from hitl_app.commands.tree import root

README = Path(__file__).resolve().parents[2] / "README.md"
ROW = re.compile(r"^\| `(?P<command>[^`]+)` \| (?P<options>.*?) ?\| (?P<does>.+) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def reference() -> str:
    text = README.read_text("utf-8")
    begin, end = "<!-- command line: begin -->", "<!-- command line: end -->"
    assert text.count(begin) == text.count(end) == 1
    return text[text.index(begin) : text.index(end)]


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


def own_options(command: click.Command) -> list[click.Option]:
    options = [each for each in command.params if isinstance(each, click.Option)]
    return [each for each in options if each.name not in EVERYWHERE]


def shown(option: click.Option) -> str:
    if option.is_flag:
        return option.opts[0]
    kind = option.type
    values = "|".join(kind.choices) if isinstance(kind, click.Choice) else kind.name.upper()
    return f"{option.opts[0]} {option.metavar or values}"


def usage(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command)
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    return " ".join([*path, *(each.make_metavar(context) for each in arguments)])


def described() -> dict[str, tuple[set[str], str]]:
    return {
        match["command"]: (set(CODE.findall(match["options"].replace("\\|", "|"))), match["does"])
        for match in ROW.finditer(reference())
        if not match["command"].startswith("--")
    }


def test_that_every_command_is_described_and_no_other() -> None:
    assert set(described()) == {usage(path, command) for path, command in commands(root)}


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(*each, id=" ".join(each[0])) for each in commands(root)]
)
def test_that_every_option_is_described_and_no_other(
    path: tuple[str, ...], command: click.Command
) -> None:
    options, does = described()[usage(path, command)]
    assert options == {shown(option) for option in own_options(command)}
    assert does
    assert command.help
    assert all(option.help for option in own_options(command))


def test_that_the_options_that_stand_everywhere_are_described() -> None:
    rows = {match["command"] for match in ROW.finditer(reference())}
    everywhere = {shown(each) for each in root.params if each.name in EVERYWHERE}
    assert everywhere == {row for row in rows if row.startswith("--")}


def test_that_every_command_takes_the_options_that_stand_everywhere() -> None:
    for path, command in commands(root):
        names = [each.name for each in command.params]
        assert all(names.count(name) == 1 for name in EVERYWHERE), path


def test_that_every_variable_is_described() -> None:
    package = README.parent / "hitl_app"
    modules = [package / "settings.py", *(package / "commands").glob("*.py")]
    named = {
        name
        for module in modules
        for name in re.findall(r'"(HITL_[A-Z_]+)"', module.read_text("utf-8"))
    }
    assert named == set(re.findall(r"`(HITL_[A-Z_]+)`", reference()))
