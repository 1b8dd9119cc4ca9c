"""Figures and days as they are written on the screen."""

from datetime import date, datetime
from typing import Final

NARROW: Final = "\u202f"
"""The narrow no-break space, between thousands and before the sign of per cent."""
NOT_DEFINED: Final = "n/a"

_MINUS = "\u2212"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def count(n: int) -> str:
    """Write a number of cases: 8 960."""
    return f"{n:,}".replace(",", NARROW)


def bare_percent(share: float) -> str:
    """Write a share as per cent without its sign; only a whole one is written 100.0."""
    text = f"{share * 100:.1f}"
    if text == "100.0" and share < 1:
        return f"{min(share * 100, 99.99):.2f}"
    return text


def percent(share: float | None) -> str:
    """Write a share: 94.1 %, or that it is not defined."""
    return NOT_DEFINED if share is None else f"{bare_percent(share)}{NARROW}%"


def percent_range(low: float, high: float) -> str:
    """Write an interval of shares: 93.4 – 94.7."""
    return f"{bare_percent(low)} – {bare_percent(high)}"


def coefficient(value: float | None) -> str:
    """Write a coefficient such as kappa: 0.89, or that it is not defined."""
    if value is None:
        return NOT_DEFINED
    # Rounding first: what is written as nothing has no sign.
    shown = round(value, 2) + 0.0
    return f"{shown:.2f}".replace("-", _MINUS)


def coefficient_range(low: float, high: float) -> str:
    """Write an interval of a coefficient: 0.88 – 0.90."""
    return f"{coefficient(low)} – {coefficient(high)}"


def signed(value: float, digits: int = 1) -> str:
    """Write a change with its sign: +0.5."""
    shown = round(value, digits) + 0.0
    return f"{shown:+.{digits}f}".replace("-", _MINUS)


def day(at: date) -> str:
    """Write a day in few letters: 12 Apr."""
    return f"{at.day} {_MONTHS[at.month - 1][:3]}"


def day_in_full(at: date) -> str:
    """Write a day to be read aloud: 12 April."""
    return f"{at.day} {_MONTHS[at.month - 1]}"


def day_with_year(at: date) -> str:
    """Write a day that may lie in another year: 12 Apr 2026."""
    return f"{day(at)} {at.year}"


def month(at: date) -> str:
    """Write a month: Apr 2026."""
    return f"{_MONTHS[at.month - 1][:3]} {at.year}"


def days(start: date, end: date) -> str:
    """Write a stretch of days: 12 Apr, 12 – 14 Apr or 28 Mar – 3 Apr."""
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def moment(at: datetime) -> str:
    """Write a moment: 12 Apr 2026, 06:00 UTC."""
    return f"{day_with_year(at.date())}, {at:%H:%M} UTC"


def cases(n: int) -> str:
    """Write a number of cases with its word."""
    return f"{count(n)} case" if n == 1 else f"{count(n)} cases"
