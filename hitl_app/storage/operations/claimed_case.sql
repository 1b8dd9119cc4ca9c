-- name: claimed_case
-- A case in the reviewer's hands, with the prediction only where it may be shown.
-- arguments: project bigint, case_no bigint, actor text, now bigint
-- returns: case_no bigint, case_id text, arrived_at bigint, media text, text text, fields text, lease_until bigint, degree text, policy_version bigint, policy_since bigint, model_version text, model_label text, confidence double, probabilities text, explanation text, previous_label text, flagged bigint, comment text
-- role: inspector
-- claimed
 WHERE q.case_no = :case_no AND q.project_id = :project AND q.claimed_by = :actor AND q.lease_until > :now;
