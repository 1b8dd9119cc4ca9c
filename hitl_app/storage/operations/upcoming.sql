-- name: upcoming
-- What may come next, in the order of the queue, for fetching pictures early.
-- arguments: project bigint, actor text, n bigint, now bigint
-- returns: case_no bigint, case_id text, media text
-- role: inspector
SELECT c.case_no, c.case_id, c.media
  FROM queue q JOIN cases c ON c.case_no = q.case_no
 WHERE q.project_id = :project
   AND (q.claimed_by IS NULL OR q.lease_until <= :now)
   AND (q.kept_for IS NULL OR q.kept_for = :actor OR q.kept_until <= :now)
   AND (q.not_for IS NULL OR q.not_for <> :actor)
 ORDER BY q.turn, q.case_no LIMIT :n;
