"""What is asked while the server is away, and under which name answers are kept."""

from collections.abc import Mapping
from typing import Any

Arguments = Mapping[str, Any]

NEEDS_THE_SERVER = (
    "The server is away, and this needs it. Review goes on with the cases kept here; "
    "everything else comes back with the server."
)


def key_of(name: str, arguments: Arguments) -> str:
    """Return under which name an answer is kept."""
    given = [arguments.get(key) for key in ("project", "name", "model_version")]
    return "|".join([name, *(str(each) for each in given if each is not None)])
