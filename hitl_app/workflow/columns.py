"""The columns of every table that goes out, in their order."""

DECISION_COLUMNS = (
    *("project", "case_id", "arrived_at", "decided_at", "reviewer", "label", "first_label"),
    *("blind", "prediction_shown", "predicted_label", "confidence", "model_version", "arm"),
    *("degree", "threshold", "policy_version", "route", "route_reason", "p_blind", "seconds"),
    *("flagged", "comment", "retracted", "decision_id"),
)
OF_THE_MODEL = frozenset(
    [
        *("predicted_label", "confidence", "model_version", "arm", "threshold", "route"),
        *("route_reason", "p_blind", "degree", "policy_version"),
    ]
)
"""Left empty for an inspector: an old policy on a fresh decision would tell an audit."""
AGREEMENT_COLUMNS = (
    *("period_start", "period_end", "project", "group", "model_version", "degree", "n_cases"),
    *("n_compared", "agreement", "ci_low", "ci_high", "kappa", "kappa_se", "ac1", "n_assisted"),
    *("agreement_assisted", "reviewed_only_agreement", "estimate", "estimate_low"),
    *("estimate_high", "method", "n_unknown"),
)
CELL_COLUMNS = (
    *("period_start", "period_end", "project", "label", "predicted_label", "blind", "n_cases"),
    "share_of_label",
)
CASE_COLUMNS = (
    *("project", "case_id", "arrived_at", "media", "text", "fields", "status", "label"),
    *("decided_by", "decided_at", "route", "route_reason", "p_blind", "policy_version"),
)
PREDICTION_COLUMNS = (
    *("project", "case_id", "model_version", "label", "confidence", "probabilities"),
    *("latency_ms", "explanation", "stages", "at"),
)
POLICY_COLUMNS = (
    *("project", "version", "degree", "threshold", "label_thresholds", "always_person"),
    *("audit_rate", "holdback_rate", "by", "at", "reason", "restores"),
)
LOG_COLUMNS = ("seq", "at", "actor", "kind", "subject", "body", "hash")
