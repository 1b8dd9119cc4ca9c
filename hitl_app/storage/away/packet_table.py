"""The cases of a packet, in the journal of a workstation."""

from collections.abc import Sequence
from typing import Any

import orjson

from hitl_app.storage.errors import sorted_errors
from hitl_app.storage.rows import Row


class PacketTable:
    """Cases held on the server, as they were when they were laid in."""

    _db: Any

    def lay(self, rows: Sequence[Row]) -> None:
        """Put a packet in the place of the last one; rows as `claimed_case` gives them."""
        with sorted_errors():
            self._db.execute("DELETE FROM packet")
            self._db.executemany(
                "INSERT INTO packet (place, case_no, row) VALUES (?, ?, ?)",
                [
                    (place, row["case_no"], orjson.dumps(row).decode())
                    for place, row in enumerate(rows)
                ],
            )

    def take(self, case_no: int) -> None:
        """Note that a case of the packet is in hand or answered."""
        with sorted_errors():
            self._db.execute("UPDATE packet SET taken = 1 WHERE case_no = ?", [case_no])

    def leave(self, case_no: int) -> None:
        """Note that a case of the packet waits again."""
        with sorted_errors():
            self._db.execute("UPDATE packet SET taken = 0 WHERE case_no = ?", [case_no])

    def waiting(self, n: int = 1000) -> list[Row]:
        """Return the cases of the packet that nobody has looked at, in their order."""
        with sorted_errors():
            found = self._db.execute(
                "SELECT row FROM packet WHERE taken = 0 ORDER BY place LIMIT ?", [n]
            ).fetchall()
        return [orjson.loads(row) for (row,) in found]

    def left(self) -> int:
        """Return how many cases of the packet nobody has looked at."""
        with sorted_errors():
            (n,) = self._db.execute("SELECT COUNT(*) FROM packet WHERE taken = 0").fetchone()
        return int(n)

    def media(self) -> tuple[str, ...]:
        """Return the media of the packet, of answered cases too: it changes with the packet only.

        Asked several times a second and beside every answer, so no case is unpacked for it.
        """
        with sorted_errors():
            found = self._db.execute(
                "SELECT json_extract(row, '$.media') FROM packet ORDER BY place"
            ).fetchall()
        return tuple(media for (media,) in found if media)

    def case(self, case_no: int) -> Row | None:
        """Return a case of the packet, looked at or not."""
        with sorted_errors():
            row = self._db.execute("SELECT row FROM packet WHERE case_no = ?", [case_no]).fetchone()
        return None if row is None else orjson.loads(row[0])

    def keep_case(self, row: Row) -> None:
        """Put a case that is in hand beside the packet, or keep it as it is now."""
        with sorted_errors():
            self._db.execute(
                "INSERT INTO packet (place, case_no, row, taken) "
                "SELECT COALESCE(MIN(place), 0) - 1, ?, ?, 1 FROM packet WHERE true "
                "ON CONFLICT (case_no) DO UPDATE SET row = excluded.row",
                [row["case_no"], orjson.dumps(row).decode()],
            )
