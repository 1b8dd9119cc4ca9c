"""Thirty days of review that end now, made by the same steps that the window uses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hitl_app.demo.recorded import RecordedReviewer
from hitl_app.demo.score import Scored
from hitl_app.domain.case import Project
from hitl_app.domain.draw import draw
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.domain.reviewer import Person
from hitl_app.workflow import automation, intake
from hitl_app.workflow.ports import Arrival, Progress, Store

DAYS = 30
WAITING = 300
THRESHOLD = 0.85
BLIND_SHARE = 0.20
SHIFT_BEGINS = time(6)
SHIFT_HOURS = 8
PACE = timedelta(seconds=4)
LAST_ARRIVALS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the days are made of: who acts, and the cases in their order of arrival."""

    store: Store
    project: Project
    supervisor: Person
    reviewer: RecordedReviewer
    cases: Sequence[Scored]

    def happen(self, now: datetime, progress: Progress) -> None:
        """Let the days pass; the last cases arrive within the last hour and wait.

        Raises:
            Refused: the progress asked to stop.
        """
        for day in range(DAYS):
            if progress.stopped:
                raise Refused("The demo was stopped before its days had passed.")
            first, end = self._arrived_before(day), self._arrived_before(day + 1)
            self._day(day, now - timedelta(days=DAYS - day), self.cases[first:end])
            progress.report(end, len(self.cases))
        self._last_hour(now, self.cases[-WAITING:])
        progress.report(len(self.cases), len(self.cases))

    def _arrived_before(self, day: int) -> int:
        return -(-(len(self.cases) - WAITING) * day // DAYS)

    def _day(self, day: int, date: datetime, cases: Sequence[Scored]) -> None:
        begins = datetime.combine(date.date(), SHIFT_BEGINS, date.tzinfo)
        if day in TERMS:
            self._set_terms(day, begins - timedelta(minutes=10))
        for hour_ends, arrivals in _hours(begins, cases):
            self._receive(arrivals, hour_ends)
            self.reviewer.work(hour_ends, PACE)

    def _last_hour(self, now: datetime, cases: Sequence[Scored]) -> None:
        """Let everything else that arrives go to people: whoever sits down has work."""
        begins = now - LAST_ARRIVALS
        automation.step_down(self.store, self.project, self.supervisor, begins, STEP_DOWN_REASON)
        gap = LAST_ARRIVALS / len(cases)
        arrivals = [_arrival(case, begins + (n + 1) * gap) for n, case in enumerate(cases)]
        self._receive(arrivals, now)

    def _set_terms(self, day: int, at: datetime) -> None:
        with self.store.reading() as records:
            version = records.policy(self.project).version
        reason = REASONS[day].format(**self._seen_in_shadow())
        automation.apply(self.store, self.project, self.supervisor, TERMS[day], version, reason, at)

    def _receive(self, arrivals: Sequence[Arrival], now: datetime) -> None:
        received = intake.receive(self.store, self.project, arrivals, now).value
        if received.cases != len(arrivals):
            raise RuntimeError(f"not every case was taken in: {received.refused}")

    def _seen_in_shadow(self) -> Mapping[str, int]:
        """Count what the first ten days showed of the cases at or above the threshold."""
        shadow = self.cases[: self._arrived_before(10)]
        sure = [case for case in shadow if case.prediction.confidence >= THRESHOLD]
        labels = self.reviewer.labels
        return {
            "sure": len(sure),
            "wrong": sum(case.prediction.label != labels[case.case_id] for case in sure),
        }


TERMS = {
    0: PolicyTerms(degree=Degree.SHADOW, threshold=THRESHOLD),
    10: PolicyTerms(degree=Degree.ASSISTANCE, threshold=THRESHOLD, holdback_rate=BLIND_SHARE),
    20: PolicyTerms(
        degree=Degree.PARTIAL,
        threshold=THRESHOLD,
        audit_rate=BLIND_SHARE,
        holdback_rate=BLIND_SHARE,
    ),
}
REASONS = {
    0: "New model: first compare it with people, without showing anybody what it says",
    10: "Ten days of shadow compared; people may see the suggestion, a fifth stays blind",
    20: f"In shadow, {{wrong}} of {{sure}} cases at {THRESHOLD:.2f} or above differed from people",
}
STEP_DOWN_REASON = "New shift: everybody looks at everything today"


def _hours(begins: datetime, cases: Sequence[Scored]) -> Iterator[tuple[datetime, list[Arrival]]]:
    """Spread a day's cases over the hours of its shift; hashes give the moments."""
    moments = sorted(draw("demo-moment", case.case_id) * SHIFT_HOURS for case in cases)
    placed = list(zip(moments, cases, strict=True))
    for hour in range(SHIFT_HOURS):
        within = [(hours, case) for hours, case in placed if hour <= hours < hour + 1]
        if within:
            arrivals = [_arrival(case, begins + timedelta(hours=hours)) for hours, case in within]
            yield begins + timedelta(hours=hour + 1), arrivals


def _arrival(case: Scored, at: datetime) -> Arrival:
    return Arrival(
        line=0,
        case_id=case.case_id,
        arrived_at=at,
        media=case.picture,
        fields=case.fields,
        prediction=case.prediction,
    )
