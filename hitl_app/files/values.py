"""Single values of a row: read, or refused in a sentence that says what to do."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import orjson

from hitl_app.domain.errors import Refused
from hitl_app.files.words import listed, quoted

_BOOLEANS: Mapping[object, bool] = {
    "": False, "true": True, "false": False, "1": True, "0": False, 1: True, 0: False,
}  # fmt: skip


class BadRow(Exception):
    """Carry why a row is refused; the reader adds the line and makes it a Refusal."""


def zone_named(name: str | None) -> tzinfo | None:
    """Return the zone for times without one.

    Raises:
        Refused: no such zone.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused(
            f"There is no time zone {quoted(name)}. Write it like Europe/Berlin or UTC."
        ) from None


def text_of(value: object, column: str) -> str:
    """Read a text; numbers count as one, for identifiers are often numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise BadRow(f"{column} must be a text, not {quoted(to_json(value))}.")


def time_of(value: object, column: str, zone: tzinfo | None) -> datetime | None:
    """Read a time into UTC; empty is none."""
    if value == "":
        return None
    try:
        time = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise BadRow(
            f"{column} {quoted(value)} is no time. Write it like 2025-03-31T14:05:00Z."
        ) from None
    if time.tzinfo is UTC:
        return time
    if time.tzinfo is None:
        if zone is None:
            raise BadRow(
                f"{column} {quoted(value)} has no time zone. Add Z or +02:00 to it, "
                f"or import with --timezone."
            )
        time = time.replace(tzinfo=zone)
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise BadRow(f"{column} {quoted(value)} lies outside the years 1 to 9999.") from None


def number_of(value: object, column: str) -> float:
    """Read a finite number."""
    number = _number_in(value)
    if number is None:
        comma = isinstance(value, str) and value.count(",") == 1
        hint = "Write decimals with a dot." if comma else "Write it like 0.93."
        raise BadRow(f"{column} {quoted(value)} is no number. {hint}")
    if not math.isfinite(number):
        raise BadRow(f"{column} is {value}, which is no number to work with. Leave the cell empty.")
    return number


def share_of(value: object, column: str) -> float:
    """Read a number in [0, 1]."""
    share = number_of(value, column)
    if 0.0 <= share <= 1.0:
        return share
    raise BadRow(
        f"{column} {quoted(value)} is outside 0 to 1. "
        f"A score that is no probability cannot be imported yet."
    )


def amount_of(value: object, column: str) -> float | None:
    """Read a number that is not negative; empty is none."""
    if value == "":
        return None
    amount = number_of(value, column)
    if amount < 0:
        raise BadRow(f"{column} {quoted(value)} is negative. Leave it empty where it is not known.")
    return amount


def boolean_of(value: object, column: str) -> bool:
    """Read true or false; empty is false."""
    known = _BOOLEANS.get(value.strip().lower() if isinstance(value, str) else value)
    if known is None:
        raise BadRow(f"{column} {quoted(value)} is neither true nor false.")
    return known


def json_of(value: object, column: str) -> object:
    """Read JSON from a cell; what JSONL brings is read already."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise BadRow(f"{column} is broken JSON: {error}.") from None


def object_of(value: object, column: str) -> Mapping[str, object]:
    """Read a JSON object."""
    found = json_of(value, column)
    if isinstance(found, dict):
        return found
    raise BadRow(f"{column} must be a JSON object with names and values, not {quoted(found)}.")


def probabilities_of(value: object, labels: Sequence[str]) -> dict[str, float]:
    """Read the probability of every label of the project."""
    found = object_of(value, "probabilities")
    for label in found:
        if label not in labels:
            raise BadRow(f"probabilities name the label {quoted(label)}. {known(labels)}")
    for label in labels:
        if label not in found:
            raise BadRow(
                f"probabilities have no value for {quoted(label)}. Give one for each label."
            )
    return {label: share_of(found[label], f"the probability of {label}") for label in labels}


def stages_of(value: object) -> str:
    """Read the stages of a pipeline; they are kept as one JSON text."""
    found = json_of(value, "stages")
    if not isinstance(found, list):
        raise BadRow("stages must be a JSON list with an object for each component.")
    for number, stage in enumerate(found, 1):
        if not isinstance(stage, dict) or not isinstance(stage.get("name"), str):
            raise BadRow(f"stages: component {number} has no name.")
    return to_json(found)


def known(labels: Sequence[str]) -> str:
    """Return the sentence that tells the project's labels."""
    return f"The project's labels are: {listed(tuple(labels))}."


def to_json(value: object) -> str:
    """Return a value as compact JSON."""
    return orjson.dumps(value, default=str).decode()


def _number_in(value: object) -> float | None:
    if isinstance(value, str) and "_" not in value:  # float() would take 1_0 for 10
        try:
            return float(value)
        except ValueError:
            return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None
