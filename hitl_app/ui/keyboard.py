"""Which key was pressed, on every keyboard layout.

Letters and digits are found by what they write; where a layout writes something else on that key
(AZERTY digits, Cyrillic letters) by where the key lies. Scan codes: Linux gives evdev + 8, Windows
set 1; macOS gives no scan code but a virtual key that means a place.
"""

import sys
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ROWS: Final = ("1234567890-=", "QWERTYUIOP[]", "ASDFGHJKL;'", "ZXCVBNM,./")


def _places(starts: tuple[int, int, int, int]) -> dict[int, str]:
    rows = zip(_ROWS, starts, strict=True)
    return {start + place: key for row, start in rows for place, key in enumerate(row)}


_LINUX: Final = _places((10, 24, 38, 52))
_WINDOWS: Final = _places((2, 16, 30, 44))
_MAC: Final = dict(
    zip(
        [
            *(18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 27, 24),
            *(12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 33, 30),
            *(0, 1, 2, 3, 5, 4, 38, 40, 37, 41, 39),
            *(6, 7, 8, 9, 11, 45, 46, 43, 47, 44),
        ],
        "".join(_ROWS),
        strict=True,
    )
)
_NAMED: Final = {
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PgUp",
    Qt.Key.Key_PageDown: "PgDown",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Backspace: "Backspace",
}
_SPACE, _BEYOND_TEXT = 0x20, 0x110000
_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def keys_of(event: QKeyEvent, platform: str = sys.platform) -> tuple[str, ...]:
    """Return the names a key press may go by, best first; none when Ctrl or Alt is held.

    Names are `U`, `Shift+Z`, `1`, `+`, `[`, `Left`, `Return`, `Esc`.
    """
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    written = _written(event)
    held = event.modifiers() & _MODIFIERS
    # AltGr arrives as Ctrl+Alt on Windows; what it writes there ([ ] / on German) still counts.
    if held and not (held == _ALT_GR and written and not written.isalnum()):
        return ()
    prefix = "Shift+" if shift else ""
    named = _NAMED.get(Qt.Key(event.key()))
    if named:
        return (prefix + named,)
    if _is_latin(written):
        return (written if written.isdigit() else prefix + written,)
    if held:
        return (written,)
    return tuple(dict.fromkeys(_in_order(written, _placed(event, platform), shift=shift)))


def key_of(event: QKeyEvent, platform: str = sys.platform) -> str:
    """Return the best name of a key press, or nothing."""
    return next(iter(keys_of(event, platform)), "")


def _in_order(written: str, placed: str, *, shift: bool) -> list[str]:
    known = [written] if written else []
    if placed.isdigit():
        # Without Shift the number row means digits, also where it writes & é " or, on 6, a minus.
        return known if shift else [placed, *known]
    if written and written.isascii():
        # A Dvorak dot lies where E is; a sign never stands for a letter.
        return known if shift or placed.isalpha() else [written, *([placed] if placed else [])]
    if shift and not placed.isalpha():
        return known
    return [*(["Shift+" + placed if shift else placed] if placed else []), *known]


def _written(event: QKeyEvent) -> str:
    """Return the character of a key, letters in capitals; empty for keys that write nothing."""
    code = event.key()
    return chr(code).upper() if _SPACE < code < _BEYOND_TEXT else ""


def _is_latin(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalnum()


def _placed(event: QKeyEvent, platform: str) -> str:
    if platform == "darwin":
        return _MAC.get(event.nativeVirtualKey(), "")
    table = _WINDOWS if platform == "win32" else _LINUX
    return table.get(event.nativeScanCode(), "")
