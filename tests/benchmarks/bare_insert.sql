-- What any program pays for a row as wide as a decision that is on disk when it is acknowledged.
INSERT INTO bare_decisions (decision_id, project_id, case_no, reviewer, label, first_label, decided_at,
  blind, shown, model_version, model_label, confidence, arm, degree, policy_version, route,
  route_reason, p_blind, seconds, flagged, comment, log_seq)
VALUES (gen_random_uuid()::text, 1, 17, 'reviewer 1', 'ok', 'ok', 1767225600000, 0, 1, 'v1', 'ok',
  .75, 'champion', 'assistance', 2, 'human', 'assistance', .1, 1.5, 0, '', 17);
