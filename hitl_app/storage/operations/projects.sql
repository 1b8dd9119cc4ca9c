-- name: projects
-- All projects of the workspace, in the order they were made. The salt, with which draws can be foretold,
-- goes to nobody who decides cases.
-- arguments:
-- returns: project_id bigint, name text, question text, kind text, labels text, guide text, reference text, salt text, created_at bigint
-- role: anyone
SELECT project_id, name, question, kind, labels, guide, reference,
       CASE WHEN acts_as('intake') OR acts_as('supervisor') THEN salt ELSE '' END AS salt, created_at
  FROM projects ORDER BY project_id;
