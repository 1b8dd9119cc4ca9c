"""Lines of a file, with what is wrong with their bytes, in little memory."""

from collections.abc import Iterator
from typing import BinaryIO

CELL_LIMIT = 10_000_000
"""Characters that a cell may hold."""

LINE_LIMIT = 64_000_000
"""Bytes that a line may hold: a longer one is no table, and would not fit in memory."""

_BOM = b"\xef\xbb\xbf"
BAD_UTF8 = "The text is not valid UTF-8. Save the file as UTF-8 and import it again."
NUL = "The row holds a NUL character, which no text has. Remove it."
TOO_LONG = (
    f"The line is longer than {LINE_LIMIT // 1_000_000} MB. Put pictures and sounds into files."
)


class Lines:
    """Iterates over the lines of a binary file as text and counts bytes and lines.

    A line with bad bytes is handed over all the same, so that the record which it belongs to
    can be read to its end; ``fault`` then says what is wrong, until somebody clears it.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._readline = file.readline
        self.done = 0
        self.number = 0
        self.fault = ""
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._readline(LINE_LIMIT)
        if not raw:
            raise StopIteration
        self.done += len(raw)
        self.number += 1
        if self.number == 1:
            raw = raw.removeprefix(_BOM)
        if len(raw) > CELL_LIMIT and not raw.endswith(b"\n"):
            raw = self._to_the_end(raw)
        if b"\0" in raw:
            self.fault = NUL
        try:
            self.last = raw.decode()
        except UnicodeDecodeError:
            self.fault = BAD_UTF8
            self.last = raw.decode(errors="replace")
        return self.last

    def skip_record(self, first: int) -> None:
        """Go to the end of the CSV record that began on line ``first``, keeping nothing."""
        # Quotes inside a cell are doubled, so an odd number of them opens or closes one; and
        # only an open one lets a record go on over the end of a line.
        is_open = (self.number > first) != bool(self.last.count('"') % 2)
        while is_open:
            line = next(self, "")
            is_open = bool(line) and not line.count('"') % 2

    def _to_the_end(self, raw: bytes) -> bytes:
        """Drop the rest of a line that is too long; keep enough to see that it is."""
        if len(raw) < LINE_LIMIT:
            return raw  # the last line of the file
        self.fault = TOO_LONG
        while rest := self._readline(1_000_000):
            self.done += len(rest)
            if rest.endswith(b"\n"):
                break
        return b"\n"
