"""What the Review screen says: one place for every sentence that a person who decides can read.

Nothing here is given a prediction unless the person may see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from typing import Final

from hitl_app.domain.case import Case, GuideEntry
from hitl_app.domain.decision import Aside, HoldBack
from hitl_app.domain.policy import Degree
from hitl_app.presentation import away
from hitl_app.presentation.degrees import banner_sentence, degree_name
from hitl_app.presentation.numbers import count
from hitl_app.workflow.ports import ClaimedCase, DayCounts, KeptHere, OwnFact, Suggestion

CHIPS: Final = ("not sharp", "wet", "new kind")
"""What a click writes into a comment, until somebody sets other words."""

KEYED_CLASSES: Final = 9
_FIELDS_IN_THE_HEADER = 3
_ENOUGH_TO_CALIBRATE = 100
_SURE_ENOUGH_TO_NAME = 0.5
_BANDS = 20
_DIGITS: Final = tuple("0123456789")
_ASIDES: Final = {Aside.UNSURE: "Unsure", Aside.ESCALATED: "Escalated"}
_GAP = "  ·  "


@dataclass(frozen=True, slots=True)
class Banner:
    """The strip at the top: which degree holds for the case on the screen."""

    step: int
    degree: str
    sentence: str
    right: str = ""


class ThirdCard(Enum):
    """What stands below the class buttons."""

    MIXED_UP = "mixed up"
    SUGGESTION = "suggestion"
    NO_SUGGESTION = "no suggestion"


@dataclass(frozen=True, slots=True)
class SuggestionWords:
    """What the model said, where the person may see it: rows of (key, name, share)."""

    version: str
    rows: tuple[tuple[str, str, float], ...]
    unsure: bool
    calibration: str
    said: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state of the screen: what it is and what to do."""

    title: str
    sentence: str = ""


FETCHING = StateWords("Fetching cases")
OPENING = StateWords("Fetching the picture")
ALL_DONE = StateWords(
    "Nothing waits for you", "New cases come in by themselves. You will hear one soft sound."
)
UNSURE_LEFT = StateWords(
    "Nothing new waits for you", "Only cases that you were unsure about are left."
)
WITH_COLLEAGUES = (
    "What they do not finish comes back by itself. You will hear one soft sound when one is free."
)
NO_CASE_YET = StateWords(
    "No cases yet",
    "Cases appear here by themselves once a supervisor has imported some, with: hitl-app import.",
)
PAUSED = StateWords("Paused", "The clock stands still. Any key goes on; that key decides nothing.")
NO_SUGGESTION = StateWords(
    "No suggestion for this case",
    "Some cases are always shown without one, so that the team can compare independent answers.",
)
ONLY_LOOKING = StateWords(
    "Only looking", "Nothing can be decided here. Esc goes back to your case."
)
EMPTY_GUIDE = StateWords("", "The guide is empty. A supervisor can describe the classes in it.")
SHORT_LOOK_AWAY = "A short look away?"
ONLY_YOU = "only you see your pace"
PACE_HIDDEN = "your pace is hidden"
QUESTION = "What do you see?"
WRITING = "While you write, number keys write numbers."
SENDING = "Enter or a second E sends, also without text."
NEW_CASES = "New cases have come in."
NOTHING_TO_TAKE_BACK = "There is nothing to take back."
COMMENT_KEPT = "Comment kept"
FLAGGED, NOT_FLAGGED = "Flagged", "Flag taken away"
NOTHING_FURTHER = "There is no further case to look at."
NOTHING_TO_REDO = "There is nothing to do again."
WENT_BACK = "The case went back to the queue while nobody looked at it. Here is the next one."


def banner(
    degree: Degree, version: int, since: datetime, now: datetime, zone: tzinfo | None = None
) -> Banner:
    """Say which degree holds; the same for every case of a degree."""
    return Banner(
        degree.rank + 1,
        degree_name(degree),
        banner_sentence(degree),
        f"Policy {version}{_GAP}since {_since(since, now, zone)}",
    )


def looking_banner(now_shown: Banner, title: str, label: str | None) -> Banner:
    """Say that another case is only looked at."""
    answer = f" You said {label}." if label else ""
    return Banner(
        now_shown.step,
        now_shown.degree,
        f"Only looking at {title[0].lower()}{title[1:]}.{answer} Esc goes back to your case.",
        now_shown.right,
    )


def degree_changed(degree: Degree) -> str:
    """Announce a degree that holds from this case on."""
    return f"From this case on: {degree_name(degree)}. {banner_sentence(degree)}"


def third_card(case: ClaimedCase) -> ThirdCard:
    """Choose the third card by degree; a hidden prediction cannot change it."""
    if case.degree.hides_predictions:
        return ThirdCard.MIXED_UP
    return ThirdCard.SUGGESTION if case.suggestion else ThirdCard.NO_SUGGESTION


def suggestion(
    shown: Suggestion, labels: Sequence[str], bands: Mapping[int, tuple[int, int]]
) -> SuggestionWords:
    """Put a suggestion that may be seen into words."""
    rows = tuple((key_of(label, labels), label, share) for label, share in shown.top)
    unsure = shown.confidence < _SURE_ENOUGH_TO_NAME
    named = "The model is not sure" if unsure else f"Model suggests {shown.label}"
    return SuggestionWords(
        shown.model_version,
        rows,
        unsure,
        _calibration(shown, bands),
        f"{named}, {shown.confidence:.2f}",
    )


def class_keys(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the number key of each class: 1 to 9 in their order, nothing from the tenth on.

    Classes that are digits have their own: whoever sees a 3 presses 3.
    """
    if all(label in _DIGITS for label in labels):
        return tuple(labels)
    places = range(1, len(labels) + 1)
    return tuple(str(place) if place <= KEYED_CLASSES else "" for place in places)


def key_of(label: str, labels: Sequence[str]) -> str:
    """Return the number key of a class."""
    return class_keys(labels)[labels.index(label)] if label in labels else ""


def case_title(case_id: str) -> str:
    """Return the name of a case; long numbers in groups."""
    return f"Case {grouped(int(case_id)) if case_id.isascii() and case_id.isdigit() else case_id}"


def case_details(case: Case, zone: tzinfo | None = None) -> str:
    """Return the first fields of a case and when it arose."""
    fields = [str(value) for value in case.fields.values() if str(value)]
    when = case.arrived_at.astimezone(zone).strftime("%H:%M:%S")
    return _GAP.join([*fields[:_FIELDS_IN_THE_HEADER], when])


def field_rows(case: Case) -> list[tuple[str, str]]:
    """Return all fields as name and value."""
    return [(name, str(value)) for name, value in case.fields.items()]


def answer_word(label: str | None, aside: Aside | None) -> str:
    """Return a class, or how a case was put aside, in a word."""
    return _ASIDES[aside] if aside else label or ""


def saved(word: str) -> str:
    """Say that an answer is kept."""
    return f"{word} saved"


def model_said(shown: Suggestion) -> str:
    """Add what the model had said, where it was on the screen."""
    return f"model said {shown.label}, {shown.confidence:.2f}"


def taken_back(word: str, case_id: str, *, correction: bool) -> str:
    """Say that an answer no longer stands."""
    title = case_title(case_id)
    again = f"{title[0].lower()}{title[1:]} again"
    if correction:
        return f"{word} is being corrected, {again}. It may have gone on already"
    return f"{word} taken back, {again}"


def is_held(fact: OwnFact, hold_back: HoldBack, now: datetime) -> bool:
    """Say whether an answer has not gone downstream yet."""
    return hold_back.holds(fact.at, fact.further_decisions, now)


def undo_text(fact: OwnFact | None, hold_back: HoldBack, now: datetime) -> str:
    """Return what stands on the undo button."""
    if fact is None:
        return "Undo"
    word = answer_word(fact.label, fact.aside)
    return f"Undo {word}" if is_held(fact, hold_back, now) else f"Correct {word} …"


def new_case(case: Case, waiting: int | None) -> str:
    """Announce a case; nothing of any prediction."""
    fields = [str(value) for value in case.fields.values() if str(value)]
    left = [f"{waiting} left"] if waiting is not None else []
    return ", ".join([case_title(case.case_id), *fields[:1], *left])


def next_ready(ready: int) -> str:
    """Say how many pictures are fetched already."""
    if ready == 0:
        return ""
    return "1 next\ncase ready" if ready == 1 else f"{ready} next\ncases ready"


def goal(counts: DayCounts) -> str:
    """Say of how many cases the day's count is."""
    return f"of {grouped(counts.decided + counts.waiting)} today"


def share_done(counts: DayCounts) -> float:
    """Return which part of the day is decided."""
    return counts.decided / max(1, counts.decided + counts.waiting)


def left(counts: DayCounts, per_minute: float | None) -> str:
    """Say what is left, and how long that takes at one's own pace."""
    if counts.waiting == 0:
        return "nothing left"
    words = f"{grouped(counts.waiting)} left"
    return f"{words}, about {_lasting(counts.waiting / per_minute)}" if per_minute else words


def nothing_waits(
    counts: DayCounts | None, kept: KeptHere | None, with_colleagues: int
) -> StateWords:
    """Say why there is no case: the server, colleagues, one's own unsure ones, or all is done."""
    if kept is not None and kept.away:
        return StateWords(*away.reach_limit(kept))
    if counts and counts.own_unsure:
        return UNSURE_LEFT
    if with_colleagues:
        some = "One case is" if with_colleagues == 1 else f"{count(with_colleagues)} cases are"
        return StateWords(
            "No case is free", f"{some} in the hands of colleagues. {WITH_COLLEAGUES}"
        )
    return ALL_DONE


def own_day(counts: DayCounts) -> tuple[tuple[str, str], ...]:
    """Return the figures of the day on the card at its end."""
    return (
        (grouped(counts.decided), "decided today"),
        (grouped(counts.unsure), "unsure"),
        (grouped(counts.escalated), "escalated"),
        (grouped(counts.commented), "with a comment"),
    )


def not_stored(word: str, case_id: str) -> StateWords:
    """Say that an answer waits for the store, and that nothing is lost."""
    title = case_title(case_id)
    return StateWords(
        "This answer could not be stored yet",
        f"Every earlier answer is safe. “{word}” for {title[0].lower()}{title[1:]} is kept here "
        f"and will be stored once, when you try again.",
    )


NOT_REACHED = StateWords(
    "The workspace cannot be used now",
    "Every answer so far is safe. Nothing is waiting to be stored.",
)


def broken_picture(reason: str) -> StateWords:
    """Say that a picture cannot be read; the case counts as escalated, never as decided."""
    return StateWords("This picture cannot be shown", reason)


def broken_comment(reason: str) -> str:
    """Tell the supervisor why a case was passed on."""
    return f"The picture cannot be shown: {reason}"


def mixed_up(
    guide: Sequence[GuideEntry], own_labels: Sequence[str], how_many: int = 2
) -> tuple[GuideEntry, ...]:
    """Choose from the guide by the person's own last answers, never by a prediction."""
    entries = {entry.label: entry for entry in guide}
    for label in (*own_labels, *entries):
        entry = entries.get(label)
        others = (
            [entries[other] for other in entry.mixed_up_with if other in entries] if entry else []
        )
        if entry and others:
            return (entry, *others)[:how_many]
    return tuple(guide[:how_many])


def grouped(number: int) -> str:
    """Return a number with its thousands apart, and no line break inside."""
    return f"{number:,}".replace(",", "\u202f")


def _calibration(shown: Suggestion, bands: Mapping[int, tuple[int, int]]) -> str:
    n, agreed = bands.get(min(_BANDS - 1, int(shown.confidence * _BANDS)), (0, 0))
    if n < _ENOUGH_TO_CALIBRATE:
        return ""
    return f"Of 100 cases like this, it is right in about {round(100 * agreed / n)}."


def _since(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return local.strftime("%H:%M")
    return f"{local.day} {local.strftime('%B')}" + (
        f" {local.year}" if local.year != today.year else ""
    )


def _lasting(minutes: float) -> str:
    if minutes < 1:
        return "a minute"
    step = 1 if minutes < 30 else 5  # noqa: PLR2004  beyond half an hour nobody plans by the minute
    whole = timedelta(minutes=max(1, round(minutes / step) * step)) // timedelta(minutes=1)
    hours, rest = divmod(whole, 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, *([f"{rest} min"] if rest else [])])
