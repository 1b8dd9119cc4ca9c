-- name: log_import
-- Seal who imported what; a server counts the queue then, or it would sort all of it for the next case.
-- arguments: project bigint, actor text, said text, now bigint
-- returns:
-- role: intake
-- lock: chain WHERE chain = :lane
-- server: ANALYZE queue;
-- note
SELECT :now AS at, :actor AS actor, 'import' AS kind, p.name AS subject, :said AS body
  FROM projects p WHERE p.project_id = :project;
