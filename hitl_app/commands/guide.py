"""The guide of a project, read from a JSON file that somebody wrote by hand."""

from pathlib import Path
from typing import Any

import orjson

from hitl_app.domain.case import GuideEntry
from hitl_app.domain.errors import Refused, Unavailable

_KEYS = {"label", "words", "picture", "mixed_up_with"}


def read_guide(file: Path) -> tuple[tuple[GuideEntry, ...], str]:
    """Return an entry a label, and the reference picture; pictures lie beside the file.

    The file is a list of entries, or an object with `labels` (that list) and `reference`.

    Raises:
        Refused: the file is not in this form, or a picture is missing.
        Unavailable: the file cannot be read.
    """
    try:
        content = orjson.loads(file.read_bytes())
    except OSError as error:
        raise Unavailable(f"The guide {file} cannot be read: {error.strerror}.") from error
    except orjson.JSONDecodeError as error:
        raise Refused(f"The guide {file} is not JSON: {error}.") from error
    listing, reference = content, ""
    if isinstance(content, dict):
        listing, reference = content.get("labels", []), content.get("reference", "")
    if not isinstance(listing, list) or not isinstance(reference, str):
        raise Refused(f"The guide {file} must hold a list of labels.")
    entries = tuple(_entry(each, file) for each in listing)
    return entries, _picture(reference, file)


def _entry(each: Any, file: Path) -> GuideEntry:
    if not isinstance(each, dict) or not isinstance(each.get("label"), str):
        raise Refused(f"Each entry of the guide {file} needs a “label”.")
    label = each["label"]
    if unknown := sorted(set(each) - _KEYS):
        raise Refused(f"The guide entry of “{label}” has an unknown “{unknown[0]}”.")
    words, picture, others = (
        each.get("words", ""),
        each.get("picture", ""),
        each.get("mixed_up_with", []),
    )
    if not isinstance(words, str) or not isinstance(picture, str):
        raise Refused(f"Words and picture of “{label}” in the guide must be texts.")
    if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
        raise Refused(f"“mixed_up_with” of “{label}” in the guide must be a list of labels.")
    return GuideEntry(
        label=label, words=words, picture=_picture(picture, file), mixed_up_with=tuple(others)
    )


def _picture(name: str, file: Path) -> str:
    if not name:
        return ""
    path = (file.parent / name).resolve()
    if not path.is_file():
        raise Refused(f"The guide {file} names the picture {name}, which is not there.")
    return str(path)
