"""No text reaches an engine that not every engine can keep."""

from collections.abc import Mapping

from hitl_app.domain.errors import Refused
from hitl_app.domain.keeping import NOT_TO_BE_KEPT, can_be_kept
from hitl_app.storage.rows import Engine, Row


class OnlyTexts:
    """An engine behind a look at every text that is asked for or given to it."""

    def __init__(self, engine: Engine) -> None:
        """Stand before this engine."""
        self._engine = engine

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]:
        """Run an operation.

        Raises:
            Refused: a text holds what cannot be kept.
        """
        for value in arguments.values():
            if isinstance(value, str):
                refuse_unkept(value)
        return self._engine.call(name, arguments)

    def stage(self, rows: list[tuple[object, ...]]) -> None:
        """Lay a batch ready; its texts were looked at when it was routed."""
        self._engine.stage(rows)


def refuse_unkept(text: str) -> None:
    """Refuse a text that cannot be kept.

    Raises:
        Refused: with its beginning.
    """
    if not can_be_kept(text):
        raise Refused(
            f"A text holds {NOT_TO_BE_KEPT}, so nothing was stored: {text[:40]!a}. "
            f"Take the sign out."
        )
