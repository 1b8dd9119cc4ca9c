"""What the contract names and a later version brings: said in words, as wrong use."""

from typing import Any

import click

from hitl_app.commands.frame import Command

_LATER = {
    "parquet": "Parquet files come with a later version. Use CSV or JSONL.",
    "coco": "COCO files come with a later version. Use CSV, JSONL or Label Studio's JSON.",
    "threshold": "The threshold with a guarantee comes with a later version. Until then, see how "
    "often people and model agree by confidence: hitl-app agreement --by band",
}


def refuse_later(what: str) -> None:
    """Refuse what comes later.

    Raises:
        click.UsageError: with what to do instead, exit 2.
    """
    if what in _LATER:
        raise click.UsageError(_LATER[what])


@click.command(cls=Command)
@click.option("--risk", type=float, metavar="A", help="Share of errors that is bearable.")
@click.option("--confidence", type=float, metavar="C", help="How sure that shall be.")
def threshold(**_asked: Any) -> None:
    """Find a threshold with a guarantee (comes with a later version)."""
    refuse_later("threshold")
