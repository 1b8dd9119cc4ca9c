"""What all commands share: four options that stand anywhere, and failures told in words."""

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import import_module
from typing import Any, NoReturn

import click
import orjson
from click.core import ParameterSource

from hitl_app.domain.errors import HitlError
from hitl_app.files.words import time_out
from hitl_app.settings import SettingsError

_GIVEN = "hitl_app.given"
_STOPPED = "Stopped. What was stored before is safe, and nothing is half written."
EVERYWHERE = ("workspace", "project", "actor", "json")
"""Names of the options that stand before and after every command."""


def given(context: click.Context) -> dict[str, str]:
    """Return what the command line said by the options that stand everywhere."""
    values: dict[str, str] = context.meta.setdefault(_GIVEN, {})
    return values


def is_json(context: click.Context) -> bool:
    """Say whether the answer is for a program."""
    return "json" in given(context)


def to_json(document: Mapping[str, Any]) -> bytes:
    """Return a document for a program; times as in exports, what is not a number is null."""
    options = orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME
    return orjson.dumps(document, default=_day_or_time, option=options)


def _day_or_time(value: object) -> str:
    if isinstance(value, datetime):
        return time_out(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def as_text(words: str) -> str:
    """Return what can be written: bytes that the system handed over as no text become “?”."""
    return words.encode("utf-8", "replace").decode()


def _keep(context: click.Context, option: click.Parameter, value: Any) -> None:
    """Remember an option wherever it stood; the one furthest to the right holds."""
    name = option.name or ""
    if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
        given(context)[name] = str(value)


def _options() -> list[click.Parameter]:
    def option(*names: str, **more: Any) -> click.Option:
        return click.Option(names, expose_value=False, callback=_keep, **more)

    return [
        option("--workspace", metavar="FILE", help="A file, or a server's URL."),
        option("--project", metavar="NAME", help="Which project, where there are several."),
        option("--as", "actor", metavar="NAME", help="Who acts; else the account."),
        option("--json", is_flag=True, help="Answer with one JSON document."),
    ]


class Command(click.Command):
    """A command that takes the common options too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *_options()]


class Group(click.Group):
    """Commands under one word; they and the word take the common options."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *_options()]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Keep the order of the day instead of the alphabet."""
        return list(self.commands)


class Root(Group):
    """The whole command line: what may go wrong ends in words and an exit code.

    ``places`` says in which module of this package each command lies. It is imported when the
    command is asked for: the window and the review loop start without what figures need.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name the commands in the order of the day."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Import a command."""
        if cmd_name not in self._places:
            return None
        module, name = self._places[cmd_name].split(":")
        found: click.Command = getattr(import_module(f"hitl_app.commands.{module}"), name)
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse bytes that are no text: no name in a workspace can be made of them."""
        for word in args:
            if word != as_text(word):
                raise click.UsageError(f"“{as_text(word)}” is no text in UTF-8.")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; refused or unavailable is exit 1, and never a traceback."""
        try:
            return super().invoke(ctx)
        except (HitlError, SettingsError) as error:
            _end(ctx, str(error))
        except (KeyboardInterrupt, click.Abort):
            _end(ctx, _STOPPED)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Begin, with streams that can say every name."""
        for stream in (sys.stdout, sys.stderr):
            _write_utf8(stream)
        return super().main(*args, **kwargs)


def _write_utf8(stream: Any) -> None:
    """Files and pipes get UTF-8 whatever the machine's code page is; terminals keep their own."""
    reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not stream.isatty():
        reconfigure(encoding="utf-8")


def _end(context: click.Context, sentence: str) -> NoReturn:
    words = as_text(sentence)
    if is_json(context):
        click.echo(to_json({"error": words}), nl=False)
    click.echo(words, err=True)
    context.exit(1)
