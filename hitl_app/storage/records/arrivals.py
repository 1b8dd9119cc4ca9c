"""Taking batches of arrivals in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from hitl_app.domain.case import Prediction, Project
from hitl_app.domain.policy import Policy
from hitl_app.storage.records.set_up import SetUpRecords
from hitl_app.storage.rows import maybe_ms, to_json, to_ms
from hitl_app.workflow.ports import Received, Refusal, RoutedArrival

_WHY_NOT = {
    "other_content": "The case is stored with other content. Give the new one another case_id.",
    "other_prediction": "This model version said something else of the case before. "
    "Give the new predictions another model_version.",
    "other_decision": "This reviewer's past decision on the case is stored with another label, "
    "time, number of seconds or prediction_shown.",
}
_NO_PREDICTION = (None,) * 7


class ArrivalRecords(SetUpRecords):
    """Cases, predictions and past decisions on their way in."""

    def receive(
        self, project: Project, rows: Sequence[RoutedArrival], policy: Policy, now: datetime
    ) -> Received:
        """Store a batch that was routed by the policy in force."""
        self._add_recorded_people(rows, now)
        self._engine.stage([_staged(number, row) for number, row in enumerate(rows)])
        told = self._engine.call(
            "receive",
            {
                "project": project.project_id,
                "policy_version": policy.version,
                "degree": policy.degree.value,
                "threshold": policy.threshold,
                "now": to_ms(now),
            },
        )
        return Received(
            **{key: told[0][key] for key in ("cases", "predictions", "decisions", "automatic")},
            refused=tuple(
                Refusal(line=row["line"], case_id=row["case_id"], reason=_WHY_NOT[row["outcome"]])
                for row in told
                if row["outcome"]
            ),
        )

    def log_import(
        self, project: Project, by: str, source: str, received: str, now: datetime
    ) -> None:
        """Seal who imported what."""
        arguments = {"project": project.project_id, "actor": by, "said": f"{source}|{received}"}
        self._engine.call("log_import", {**arguments, "now": to_ms(now)})

    def _add_recorded_people(self, rows: Sequence[RoutedArrival], now: datetime) -> None:
        named = {row.arrival.recorded.reviewer for row in rows if row.arrival.recorded}
        if not named:
            return
        for name in sorted(named - {person.name for person in self.people()}):
            self._engine.call("add_recorded", {"name": name, "now": to_ms(now)})


def _staged(number: int, row: RoutedArrival) -> tuple[object, ...]:
    arrival, routing = row.arrival, row.routing
    recorded = arrival.recorded
    decision: tuple[object, ...] = (None, None, None, None, None)
    if recorded is not None:
        decision = (
            recorded.reviewer,
            recorded.label,
            maybe_ms(recorded.decided_at),
            int(recorded.prediction_shown),
            recorded.seconds,
        )
    return (
        number,
        arrival.line,
        arrival.case_id,
        maybe_ms(arrival.arrived_at),
        arrival.media,
        arrival.text,
        _fields(arrival.fields),
        row.content_hash,
        row.draws.audit,
        row.draws.holdback,
        *(_NO_PREDICTION if arrival.prediction is None else _prediction(arrival.prediction)),
        routing.route.value,
        routing.reason.value,
        routing.p_blind,
        *decision,
    )


def _fields(fields: Mapping[str, object]) -> str:
    """Return fields as JSON in the order of the source, which is the order on the screen."""
    return orjson.dumps(fields).decode() if fields else "{}"


def _prediction(prediction: Prediction) -> tuple[object, ...]:
    return (
        prediction.model_version,
        prediction.label,
        prediction.confidence,
        to_json(prediction.probabilities) if prediction.probabilities else "",
        prediction.latency_ms,
        prediction.explanation,
        prediction.stages,
    )
