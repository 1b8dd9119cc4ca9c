"""Cases in a JSON export of Label Studio: a list of tasks with predictions and annotations."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import orjson

from hitl_app.domain.errors import Refused
from hitl_app.files.picture_folder import RECORDED
from hitl_app.files.rows import COLUMNS, RowReader
from hitl_app.files.values import BadRow, to_json
from hitl_app.files.words import cannot, quoted
from hitl_app.workflow.ports import Arrival, Refusal

_KNOWN = frozenset(COLUMNS)
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp")
_SOUNDS = (".wav", ".mp3", ".flac", ".ogg", ".m4a", ".opus")
_LOCAL_FILES = "/data/local-files/"

Row = dict[str, object]


class LabelStudioTasks:
    """A Label Studio export as a source of rows; the line is the place of the task, from 1.

    The first row of a task holds the case, its first prediction and its first decision, so that
    no batch can end between them and let the model decide what a person has decided. Further
    predictions follow, then further decisions. One bad fact refuses the whole task.
    """

    def __init__(self, path: Path, reader: RowReader, mapping: Mapping[str, str]) -> None:
        """Read the file whole.

        Raises:
            Refused: it is no list of tasks.
            Unavailable: it cannot be opened.
        """
        self._reader, self._mapping = reader, mapping
        try:
            content = path.read_bytes()
        except OSError as error:
            raise cannot("read", path, error) from error
        self._total = len(content)
        self._tasks = _tasks(content)
        self._read = 0

    @property
    def done(self) -> int:
        """Bytes read so far, as if all tasks were of one length."""
        return self._total * self._read // max(len(self._tasks), 1)

    @property
    def total(self) -> int | None:
        """Bytes of the file."""
        return self._total

    def rows(self) -> Iterator[Arrival | Refusal]:
        """Read task by task."""
        for line, task in enumerate(self._tasks, 1):
            self._read = line
            try:
                yield from self._arrivals(line, task)
            except BadRow as bad:
                yield Refusal(line=line, reason=str(bad), case_id=self._case_id(task))

    def _arrivals(self, line: int, task: object) -> list[Arrival]:
        case = self._case(task)
        if not isinstance(task, dict):  # said by _case already; here for the type
            return []
        predictions = [_prediction(found) for found in _list(task, "predictions")]
        decisions = [
            _decision(found)
            for found in _list(task, "annotations")
            if not found.get("was_cancelled")  # skipped there: the case waits here
        ]
        rows: list[Row] = [
            {
                **case,
                **(predictions[0] if predictions else {}),
                **(decisions[0] if decisions else {}),
            },
            *({"case_id": case["case_id"], **fact} for fact in predictions[1:]),
            *({"case_id": case["case_id"], **fact} for fact in decisions[1:]),
        ]
        return [self._arrival(line, row) for row in rows]

    def _arrival(self, line: int, row: Row) -> Arrival:
        cells = tuple(["" if (cell := row.get(name)) is None else cell for name in COLUMNS])
        fields = {name: value for name, value in row.items() if name not in _KNOWN}
        return self._reader.arrival(line, cells, fields)

    def _case(self, task: object) -> Row:
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(task, dict) or not isinstance(data, dict):
            raise BadRow(
                "The task has no data object. Export from Label Studio as JSON, not JSON-MIN."
            )
        named = {
            self._mapping.get(name, name): value
            for name, value in data.items()
            if value is not None
        }
        case = _with_media(named)
        case["case_id"] = self._case_id(task)
        case.setdefault("arrived_at", task.get("created_at"))
        return case

    def _case_id(self, task: object) -> str:
        if not isinstance(task, dict):
            return ""
        data = task.get("data")
        theirs = [name for name, ours in self._mapping.items() if ours == "case_id"]
        if isinstance(data, dict):
            for name in (*theirs, "case_id"):
                if data.get(name) is not None:
                    return str(data[name])
        return "" if task.get("id") is None else str(task["id"])


def _tasks(content: bytes) -> list[object]:
    try:
        tasks = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Refused(f"The file is broken JSON: {error}.") from None
    if not isinstance(tasks, list):
        raise Refused("A Label Studio file is a JSON list of tasks; this one is none.")
    return tasks


def _with_media(data: Row) -> Row:
    """Name the first picture, sound or text of a task as ours; the rest stays fields."""
    row: Row = {}
    found = any(name in data for name in ("image", "audio"))
    for name, value in data.items():
        kind = name if name in _KNOWN or found else _kind(value)
        if kind in {"image", "audio"}:
            row[kind] = _local(value)
            found = True
        else:
            row[name] = value
    return row


def _kind(value: object) -> str:
    """Tell a picture or a sound by the ending of its path."""
    if not isinstance(value, str) or "\n" in value:
        return ""
    path = _path_of(value)
    if path.lower().endswith(_PICTURES):
        return "image"
    return "audio" if path.lower().endswith(_SOUNDS) else ""


def _path_of(value: str) -> str:
    try:
        return urlsplit(value).path if "://" in value else _local(value)
    except ValueError:
        return value


def _local(value: object) -> str:
    """Return the path behind Label Studio's address of a local file."""
    text = str(value)
    if text.startswith(_LOCAL_FILES):
        return parse_qs(urlsplit(text).query).get("d", [text])[0]
    return text


def _list(task: Row, name: str) -> Sequence[Row]:
    found = task.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadRow(f"{name} must be a list of JSON objects.")
    return found


def _prediction(found: Row) -> Row:
    result = _choices(found, "a prediction")
    score = result.get("score")
    return {
        "model_version": found.get("model_version"),
        "predicted_label": _label(result, "prediction"),
        "confidence": found.get("score") if score is None else score,
    }


def _decision(found: Row) -> Row:
    shown = found.get("parent_prediction") or found.get("prediction")
    return {
        "reviewer": _person(found.get("completed_by")),
        "human_label": _label(_choices(found, "an annotation"), "annotation"),
        "decided_at": found.get("created_at"),
        "prediction_shown": bool(shown),
        "seconds": found.get("lead_time"),
    }


def _choices(found: Row, what: str) -> Row:
    """Return the one result that is an answer; boxes and the like are no labels of a case."""
    for result in _list(found, "result"):
        if result.get("type") == "choices":
            return result
    raise BadRow(f"The task holds {what} without a result of type choices. Remove it.")


def _label(result: Row, what: str) -> str:
    value = result.get("value")
    choices = value.get("choices") if isinstance(value, dict) else None
    if not isinstance(choices, list) or len(choices) != 1:
        raise BadRow(
            f"The {what} chooses {quoted(to_json(choices))}; a case has exactly one label."
        )
    return str(choices[0])


def _person(who: object) -> str:
    """Name who annotated: the address, else the number that Label Studio gave."""
    if isinstance(who, dict):
        who = who.get("email") or who.get("username") or who.get("id")
    return RECORDED if who is None else str(who)
