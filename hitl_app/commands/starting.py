"""The window, and the demo with or without one."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.progress import shown
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.domain.errors import Refused
from hitl_app.settings import KeptSettings, default_workspace
from hitl_app.storage import is_server

_WINDOWLESS = {"offscreen", "minimal"}


@click.command(cls=Command)
@click.option("--no-window", is_flag=True, help="Work the waiting cases by the recorded labels.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where it goes.")
@with_workplace
def demo(here: Workplace, *, no_window: bool, out: Path | None) -> None:
    """Build the main job on real digits from nothing, and open it or work it.

    Where --workspace is the address of a server's administrator, it is worked there.
    """
    workspace = here.settings.workspace
    if no_window or not has_display(os.environ):
        _work_demo(here, out or Path("demo-output"))
        return
    if is_server(workspace):
        raise click.UsageError("On a server, the demo is worked without a window: --no-window.")
    if out is not None or workspace == str(default_workspace()):
        workspace = str(out / "demo.db" if out else default_workspace().with_name("demo.db"))
    _open(here, workspace, None)


@with_workplace
def open_window(here: Workplace) -> None:
    """Open the window on the workspace; the first start builds the demo."""
    if here.as_json:
        raise click.UsageError("The window answers nobody: --json goes with a command.")
    if not has_display(os.environ):
        raise Refused(
            "There is no display, so no window can open. Every job has a command: see "
            "hitl-app --help. The main job without a window: hitl-app demo --no-window"
        )
    # Nobody who works on a server wants to type its address each morning.
    _open(here, here.settings.server or here.settings.workspace, here.settings.project)


def has_display(environment: Mapping[str, str]) -> bool:
    """Say whether a window could be seen; Qt would abort without words if not."""
    if environment.get("QT_QPA_PLATFORM", "") in _WINDOWLESS:
        return False
    return (
        sys.platform in {"win32", "darwin"}
        or bool(environment.get("QT_QPA_PLATFORM"))
        or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    )


def _open(here: Workplace, workspace: str, project: str | None) -> None:
    # Imported here: every other command starts without Qt.
    from hitl_app.app import Opening, open_window  # noqa: PLC0415  # reason above

    opening = Opening(
        workspace=workspace,
        project=project,
        person=here.actor_name,
        settings=KeptSettings(here.settings.file),
        cache=here.settings.cache,
        kept=here.settings.kept,
        named=here.settings.actor is not None,
        local=here.settings.workspace if workspace == here.settings.server else "",
    )
    click.get_current_context().exit(open_window(opening))


def _work_demo(here: Workplace, out: Path) -> None:
    # Imported here: training data and charts are not needed by any other command.
    from hitl_app.demo.headless import run  # noqa: PLC0415  # reason above
    from hitl_app.demo.serving import run_on_server  # noqa: PLC0415  # reason above

    workspace = here.settings.workspace
    work = partial(run_on_server, workspace) if is_server(workspace) else run
    with shown("Building and working the demo") as progress:
        ran = work(out, here.clock(), progress, opener=here.actor_name)
    files = [str(file) for file in ran.files]
    here.answer(
        {"project": "Digits", "files": files, "words": ran.words},
        "\n".join([ran.words, "", "Written:", *(f"  {file}" for file in files)]),
    )
