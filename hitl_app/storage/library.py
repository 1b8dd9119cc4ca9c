"""The SQLite library that sqlite-utils found, the one place that names it."""

# sqlite-utils prefers pysqlite3, whose SQLite does not have the WAL bug of 3.7.0 to 3.51.2,
# but does not declare the name in its types.
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # as said above

__all__ = ["sqlite3"]
