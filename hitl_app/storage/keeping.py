"""What a store says that keeps nothing beside the workspace itself."""


class KeepsNothing:
    """A store from which nothing waits to be sent."""

    def kept_here(self) -> None:
        """Return nothing: nothing is kept on this machine for later."""
        return

    def told(self) -> tuple[str, ...]:
        """Return nothing: nothing was kept that anything could have become of."""
        return ()
