-- name: projects
-- All projects of the workspace, in the order they were made.
-- arguments:
-- returns: project_id bigint, name text, question text, kind text, labels text, guide text, reference text, salt text, created_at bigint
-- role: inspector
SELECT project_id, name, question, kind, labels, guide, reference, salt, created_at
  FROM projects ORDER BY project_id;
