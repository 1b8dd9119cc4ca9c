"""Several pieces of work told as one."""

from hitl_app.workflow.ports import Progress

WHOLE = 1000


class Part:
    """Passes the progress of one part on as progress of the whole, in thousandths."""

    def __init__(self, whole: Progress, *, number: int, of: int) -> None:
        self._whole = whole
        self._number = number
        self._of = of

    def report(self, done: int, total: int | None) -> None:
        """Tell the whole; a part that does not know its length waits until it does."""
        if total:
            self._whole.report(round((self._number + done / total) / self._of * WHOLE), WHOLE)

    @property
    def stopped(self) -> bool:
        """Say whether the whole should stop."""
        return self._whole.stopped


class Unheard:
    """The progress of work that is over before anybody could read it."""

    stopped = False

    def report(self, done: int, total: int | None) -> None:
        """Tell nobody."""
