"""What held while the agreement was measured: degrees, models and changes on the same time axis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from hitl_app.domain.policy import Degree, Policy
from hitl_app.presentation import numbers
from hitl_app.presentation.degrees import degree_name

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Something that held from a place on the time axis to another one; the unit is days.

    ``step`` is the place on the ladder of degrees, 0 for models; ``beside`` marks a model
    that ran beside another one.
    """

    start: float
    end: float
    words: str
    step: int = 0
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A change at a place on the time axis, and what can be said of it."""

    at: float
    words: str
    story: str
    version: int


@dataclass(frozen=True, slots=True)
class Lanes:
    """The three lanes below the chart."""

    degrees: tuple[Span, ...]
    models: tuple[Span, ...]
    events: tuple[Event, ...]

    @property
    def changes(self) -> tuple[float, ...]:
        """Return the places where the degree or the model becomes another one."""
        starts = [span.start for span in (*self.degrees[1:], *self.models[1:])]
        return tuple(sorted(set(starts)))


def lanes(
    policies: Iterable[Policy],
    model_days: Mapping[str, tuple[date, date]],
    days: tuple[date, date],
) -> Lanes:
    """Lay policies and models over the days of a chart."""
    ordered = sorted(policies, key=lambda policy: policy.version)
    first, end = float(days[0].toordinal()), days[1].toordinal() + 1.0
    return Lanes(
        degrees=_clipped(_degrees(ordered, end), first, end),
        models=_clipped(_models(model_days), first, end),
        events=tuple(
            Event(place(policy.at), f"Policy {policy.version}", story(policy), policy.version)
            for policy in ordered
            if first <= place(policy.at) < end
        ),
    )


def degree_breaks(policies: Iterable[Policy]) -> tuple[date, ...]:
    """Return the days on which another degree begins, so that no bin reaches over one."""
    ordered = sorted(policies, key=lambda policy: policy.version)
    return tuple(
        after.at.date() for before, after in pairwise(ordered) if before.degree is not after.degree
    )


def place(moment: datetime) -> float:
    """Return where a moment lies on the time axis, in days and in UTC."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment.toordinal() + (moment - midnight) / _DAY


def next_event(events: Sequence[Event], after: float) -> int | None:
    """Return the place of the next event in the list, beginning again after the last."""
    if not events:
        return None
    later = (number for number, event in enumerate(events) if event.at > after)
    return next(later, 0)


def terms_in_words(policy: Policy) -> str:
    """Say a policy in few words."""
    name = degree_name(policy.degree)
    return f"{name} at {policy.threshold:.2f}" if policy.degree is Degree.PARTIAL else name


def story(policy: Policy) -> str:
    """Say of a policy what it is, when it came, by whom and why; a line each."""
    back = f", back to policy {policy.restores}" if policy.restores else ""
    reason = policy.reason.strip()
    lines = (
        f"Policy {policy.version}: {terms_in_words(policy)}{back}",
        f"{numbers.moment(policy.at)}, by {policy.by}",
        f"“{reason}”" if reason else "No reason was given.",
    )
    return "\n".join(lines)


def _degrees(policies: Sequence[Policy], end: float) -> list[Span]:
    spans: list[Span] = []
    for policy in policies:
        start, words = place(policy.at), terms_in_words(policy)
        if spans and spans[-1].words == words:
            continue
        spans.append(Span(start, end, words, policy.degree.rank + 1))
    return [
        Span(span.start, after.start, span.words, span.step)
        for span, after in pairwise([*spans, Span(end, end, "")])
    ]


def _models(model_days: Mapping[str, tuple[date, date]]) -> list[Span]:
    spans: list[Span] = []
    main: Span | None = None
    for version, (first, last) in sorted(model_days.items(), key=lambda item: (item[1], item[0])):
        start, end = float(first.toordinal()), last.toordinal() + 1.0
        if main is not None and start < main.end - 1:
            spans.append(Span(start, min(end, main.end), f"+ {version}", beside=True))
            start = main.end
            if end <= start:
                continue
        if main is not None and start < main.end:
            # On the day of a switch both were seen: the new one begins there.
            spans[spans.index(main)] = Span(main.start, start, main.words)
        main = Span(start, end, version)
        spans.append(main)
    return spans


def _clipped(spans: Iterable[Span], first: float, end: float) -> tuple[Span, ...]:
    return tuple(
        Span(max(span.start, first), min(span.end, end), span.words, span.step, span.beside)
        for span in spans
        if span.end > max(first, span.start) and span.start < end
    )
