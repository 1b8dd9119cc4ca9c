"""All commands in the order of the day; each is loaded when it is asked for."""

import click

from hitl_app.commands.frame import Root
from hitl_app.commands.starting import open_window

PLACES = {
    "init": "setting_up:init",
    "person": "setting_up:person",
    "import": "taking_in:import_sources",
    "next": "reviewing:next_case",
    "decide": "reviewing:decide",
    "take-back": "reviewing:take_back",
    "policy": "policies:policy",
    "agreement": "figures:agreement",
    "threshold": "later:threshold",
    "export": "going_out:export",
    "conflicts": "too_late:conflicts",
    "verify": "care:verify",
    "backup": "care:backup",
    "stats": "care:stats",
    "copy": "copying:copy",
    "server": "server:server",
    "demo": "starting:demo",
}


@click.group(
    cls=Root,
    places=PLACES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="hitl-app", prog_name="hitl-app")
@click.pass_context
def root(context: click.Context) -> None:
    """Review what a model decided, and decide how much it may decide alone.

    Without a command the window opens.
    """
    if context.invoked_subcommand is None:
        open_window()
