-- name: first_day
-- The first day with a decision.
-- arguments: project bigint
-- returns: day bigint
-- role: supervisor
SELECT MIN(day) AS day FROM agreement_counts WHERE project_id = :project;
