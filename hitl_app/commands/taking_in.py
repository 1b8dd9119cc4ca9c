"""Take cases, predictions and past decisions in."""

import click

from hitl_app.commands.frame import Command


@click.command(name="import", cls=Command)
def import_sources() -> None:
    """Take cases, predictions and past decisions in."""
