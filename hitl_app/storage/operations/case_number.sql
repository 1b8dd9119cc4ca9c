-- name: case_number
-- The number under which a case is stored.
-- arguments: project bigint, case_id text
-- returns: case_no bigint
-- role: anyone
SELECT case_no FROM cases WHERE project_id = :project AND case_id = :case_id;
