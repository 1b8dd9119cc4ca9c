"""Move a whole workspace between a file and a server."""

import shlex

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.progress import shown
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.storage import copy_workspace, shown_address


@click.command(cls=Command)
@click.option("--from", "source", required=True, metavar="FILE|URL", help="What is copied.")
@click.option("--to", "target", required=True, metavar="URL|FILE", help="Where it goes, empty.")
@with_workplace
def copy(here: Workplace, source: str, target: str) -> None:
    """Move a workspace to a server or back, whole: facts, log and chain. URL is an administrator's.

    The copy is checked before it counts, and what was copied stays as it was.
    """
    with shown("Copying") as progress:
        copied = copy_workspace(source, target, progress)
    document = {
        "from": shown_address(source),
        "to": copied.target,
        "rows": copied.rows,
        "entries": copied.entries,
        "people": [{"name": name, "role": role} for name, role in copied.people],
    }
    told = f"{copied.rows:,} rows were copied to {copied.target}"
    lines = [f"{told}. The chain holds there: {copied.entries:,} entries."]
    if copied.people:
        lines.append("These people keep name, role and code, and cannot sign in yet:")
        lines += [_login(name, role, copied.target) for name, role in copied.people]
    here.answer(document, "\n".join(lines))


def _login(name: str, role: str, target: str) -> str:
    words = ["hitl-app", "server", "add-person", name, "--role", role, "--admin", target]
    return f"  {shlex.join(words)}"
