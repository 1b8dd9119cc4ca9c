-- name: packet_cases
-- The cases of a reviewer's packet in the order of the queue, each as it is claimed: with the prediction only where it
-- may be shown.
-- arguments: project bigint, actor text, session text, now bigint
-- returns: case_no bigint, case_id text, arrived_at bigint, media text, text text, fields text, lease_until bigint, degree text, policy_version bigint, policy_since bigint, model_version text, model_label text, confidence double, probabilities text, explanation text, previous_label text, flagged bigint, comment text
-- role: inspector
-- claimed
 WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id = :project AND q.lease_until > :now
 ORDER BY q.turn, q.case_no;
