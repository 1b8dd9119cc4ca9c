"""From rows of the database to values of the domain, and back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import orjson

from hitl_app.domain.case import Case
from hitl_app.workflow.ports import Window

Row = dict[str, Any]
"""A row as the database gives it: integers, floats, texts or None by column name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST_DAY, _LAST_DAY = -(10**6), 10**6
DAY_MS = 86_400_000


class Engine(Protocol):
    """What the records need of an engine: operations by name, and a place to lay a batch."""

    def call(self, name: str, arguments: Mapping[str, object]) -> list[Row]: ...
    def stage(self, rows: list[tuple[object, ...]]) -> None: ...


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(value: int) -> datetime:
    """Return the moment, in UTC."""
    return _EPOCH + value * _MILLISECOND


def maybe_ms(moment: datetime | None) -> int | None:
    """Return milliseconds since 1970 UTC, None for no moment."""
    return None if moment is None else to_ms(moment)


def maybe_moment(value: int | None) -> datetime | None:
    """Return the moment, None where there is none."""
    return None if value is None else from_ms(value)


def to_day(day: date) -> int:
    """Return days since 1970."""
    return (day - _EPOCH.date()).days


def from_day(value: int) -> date:
    """Return the day, counted from 1970."""
    return _EPOCH.date() + timedelta(days=value)


def days_of(window: Window) -> tuple[int, int]:
    """Return the first and last day of a window, far away where it is open."""
    since = _FIRST_DAY if window.since is None else to_day(window.since)
    until = _LAST_DAY if window.until is None else to_day(window.until)
    return since, until


def narrowing(window: Window) -> dict[str, object]:
    """Return the arguments by which operations narrow what they count or list."""
    return {
        "model_version": window.model_version or "",
        "label": window.label or "",
        "degree": window.degree.value if window.degree else "",
        "reviewer": window.reviewer or "",
    }


def to_json(value: object) -> str:
    """Return canonical JSON: sorted keys, so that equal values give equal texts."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def as_text(value: object) -> str:
    """Return a text column as text."""
    return str(value)


def as_case(row: Row) -> Case:
    """Return the case of a row, without anything of a prediction."""
    return Case(
        case_no=row["case_no"],
        case_id=row["case_id"],
        arrived_at=from_ms(row["arrived_at"]),
        media=row["media"],
        text=row["text"],
        fields=orjson.loads(row["fields"]),
    )
