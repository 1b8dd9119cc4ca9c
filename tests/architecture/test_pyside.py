"""The binding may not lose references: 6.12.0 does on Python 3.11, and aborts the program late."""

import sys

from PySide6.QtCore import QObject

CALLS = 20_000
OTHER_CODE = 500


def test_that_void_calls_leave_the_references_to_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("a")
    assert abs(sys.getrefcount(None) - before) < OTHER_CODE
