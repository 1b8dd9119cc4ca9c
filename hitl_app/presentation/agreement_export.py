"""What the export of figures asks, promises and reports, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from hitl_app.presentation import numbers
from hitl_app.workflow.agreement import By, Period
from hitl_app.workflow.export import Names, Seen, What, Wish
from hitl_app.workflow.ports import TableStyle, Window

ROWS: Final = (
    ("case", "Case"),
    ("day", "Day"),
    ("day_class", "Day and class"),
    ("cell", "Matrix cell"),
)
BLIND: Final = (("blind", "Blind"), ("both", "Both, marked"))
NUMBERS: Final = (("point", "1,234.5  and  ,"), ("comma", "1.234,5  and  ;"))
NAMES: Final[tuple[tuple[Names, str], ...]] = (
    ("none", "Leave out"),
    ("codes", "Codes"),
    ("names", "Names"),
)
PREVIEWED: Final = 3
GOES_ON: Final = "You can close this; it goes on, and the button “Export CSV” shows how far it is."
WHAT_ELSE: Final = {
    "case": "Each decision with all that was known of it.",
    "day": "Beside it a second file says where the figures come from.",
    "day_class": "A row for each label that people gave on a day. A second file tells more.",
    "cell": "A row for each cell of the matrix that is not empty. A second file tells more.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has chosen in the dialog."""

    rows: str = "day"
    blind_only: bool = False
    decimal_comma: bool = False
    names: Names = "codes"

    def wish(self, window: Window) -> Wish:
        """Return the wish that the workflow understands."""
        return Wish(
            what=What.DECISIONS if self.rows == "case" else What.AGREEMENT,
            window=window,
            names=self.names,
            seen=Seen.BLIND if self.blind_only else Seen.BOTH,
            by=By.PERIOD,
            period=Period.DAY,
            by_label_too=self.rows == "day_class",
            by_cell=self.rows == "cell",
            style=TableStyle(bom=True, decimal_comma=self.decimal_comma),
        )


def preview_text(
    columns: Sequence[str], rows: Sequence[Sequence[object]], style: TableStyle
) -> str:
    """Write the first rows as they will stand in the file, long fractions cut."""
    between = ";" if style.decimal_comma else ","
    lines = [between.join(columns)]
    lines += [between.join(_cell(value, style) for value in row) for row in rows]
    if not rows:
        lines.append("No row: nothing was decided in these days.")
    return "\n".join(lines)


def progress_words(done: int, total: int | None, seconds: float) -> str:
    """Say how far the writing has come."""
    if not total or not done:
        return "Writing"
    left = seconds * (total - done) / done if done < total else 0.0
    words = f"Writing  {numbers.count(done)} of {numbers.count(total)} rows"
    return f"{words}, about {max(1, round(left))} s" if seconds >= 1 and left else words


def short_progress(done: int, total: int | None) -> str:
    """Say the same on a button."""
    return f"Writing {min(99, done * 100 // total)}{numbers.NARROW}%" if total else "Writing"


def written_words(rows: int, path: str) -> str:
    """Say that a file was written, and where it is."""
    return f"{numbers.count(rows)} {'row' if rows == 1 else 'rows'} written to {path}"


def _cell(value: object, style: TableStyle) -> str:
    match value:
        case None:
            written = ""
        case Enum():
            written = str(value.value)
        case bool():
            written = "true" if value else "false"
        case float():
            written = f"{value:.4g}".replace(".", "," if style.decimal_comma else ".")
        case datetime():
            written = f"{value:%Y-%m-%dT%H:%M:%SZ}"
        case date() | int():
            written = str(value)
        case _:
            written = _text(str(value), style)
    return written


def _text(text: str, style: TableStyle) -> str:
    harmless = f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
    if any(sign in harmless for sign in ('"', "\n", ";" if style.decimal_comma else ",")):
        return '"' + harmless.replace('"', '""').replace("\n", " ") + '"'
    return harmless
