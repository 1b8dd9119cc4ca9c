"""From the figures of the workflow to what the demo draws and prints."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

import numpy as np

from hitl_app.demo.charts import SOLID_FROM, Point, Span
from hitl_app.domain.policy import Degree, Policy
from hitl_app.statistics.intervals import Interval, wilson
from hitl_app.workflow.agreement import Figures, Group

DEGREES = {
    Degree.HUMAN_ONLY: "Human only",
    Degree.SHADOW: "Shadow",
    Degree.ASSISTANCE: "Assistance",
    Degree.PARTIAL: "Partial automation",
    Degree.FULL: "Full automation",
}
WIDTHS = (32, 6, 12, 15, 6)


def points(days: Sequence[Group], degrees: Sequence[Span]) -> list[Point]:
    """Put days of one degree together until a point rests on enough blind cases."""
    compared = [day for day in days if day.figures.blind.n]
    parts = groupby(compared, key=lambda day: sum(span.since <= _start(day) for span in degrees))
    return [_point(part) for _, days_of_part in parts for part in _merged(days_of_part)]


def spans(policies: Sequence[Policy], first: date) -> list[Span]:
    """Return the degrees that were in force from the first day on; the last of a day counts."""
    by_day = {max(policy.at.date(), first): policy for policy in sorted(policies, key=_version)}
    return [Span(day, _in_words(policy)) for day, policy in by_day.items()]


def table(whole: Figures, by_degree: Sequence[Group], right: Sequence[bool]) -> str:
    """Write the agreement of people and model as a table, with the estimate for all cases.

    ``right``: for every case, whether the model gave the label that the data set records. The
    program does not use it; a demo whose truth is known should say how near the estimate comes.
    """
    return "\n".join(_lines(whole, by_degree, right))


def _lines(whole: Figures, by_degree: Sequence[Group], right: Sequence[bool]) -> Iterator[str]:
    yield _line("Agreement of person and model", "cases", "agreement", "95 % interval", "kappa")
    estimate = whole.estimate
    yield _shares(
        "all cases, estimated",
        estimate.n_cases,
        estimate.agreement,
        estimate.interval,
        estimate.kappa,
    )
    yield _blind("blind, as reviewed", whole)
    for group in sorted(by_degree, key=lambda group: Degree(group.key).rank):
        yield _blind(f"  {DEGREES[Degree(group.key)].lower()}", group.figures)
    seen = whole.assisted
    yield _shares("prediction seen", seen.n, seen.agreement, seen.interval, seen.kappa)
    yield ""
    yield (
        f"The data set records a label for each of the {len(right)} cases: the model gives the "
        f"same one in {sum(right) / len(right):.1%}."
    )


def _blind(words: str, figures: Figures) -> str:
    blind = figures.blind
    return _shares(words, blind.n, blind.agreement, blind.interval, blind.kappa)


def _shares(
    words: str, n: int, share: float | None, interval: Interval | None, kappa: float | None
) -> str:
    return _line(
        words,
        str(n),
        "n/a" if share is None else f"{share:.1%}",
        "n/a" if interval is None or share is None else "{:.1%} - {:.1%}".format(*interval),
        "n/a" if kappa is None else f"{kappa:.3f}",
    )


def _line(words: str, *numbers: str) -> str:
    first, *rest = WIDTHS
    aligned = [f"{number:>{wide}}" for number, wide in zip(numbers, rest, strict=True)]
    return f"{words:<{first}}" + "  ".join(aligned)


def _merged(days: Iterable[Group]) -> list[list[Group]]:
    """Put days together; what is left at the end joins the last part, if there is one."""
    parts: list[list[Group]] = []
    for day in days:
        if not parts or _blind_cases(parts[-1]) >= SOLID_FROM:
            parts.append([])
        parts[-1].append(day)
    if len(parts) > 1 and _blind_cases(parts[-1]) < SOLID_FROM:
        left_over = parts.pop()
        parts[-1].extend(left_over)
    return parts


def _point(days: Sequence[Group]) -> Point:
    n = _blind_cases(days)
    agree = sum(int(np.trace(day.figures.blind.matrix)) for day in days)
    low, high = wilson(agree, n)
    since, until = _start(days[0]), days[-1].end or _start(days[-1])
    return Point(since=since, until=until, n=n, share=agree / n, low=low, high=high)


def _blind_cases(days: Sequence[Group]) -> int:
    return sum(day.figures.blind.n for day in days)


def _start(day: Group) -> date:
    if day.start is None:
        raise ValueError(f"{day.key} is no period")
    return day.start


def _version(policy: Policy) -> int:
    return policy.version


def _in_words(policy: Policy) -> str:
    words = DEGREES[policy.degree]
    return f"{words} at {policy.threshold:.2f}" if policy.degree is Degree.PARTIAL else words
