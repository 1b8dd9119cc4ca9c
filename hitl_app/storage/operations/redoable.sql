-- name: redoable
-- What a reviewer took back and has not decided anew, the last taken back first.
-- arguments: project bigint, actor text, n bigint, now bigint
-- returns: fact_id text, case_no bigint, case_id text, arrived_at bigint, media text, text text, fields text, at bigint, label text, aside text, further bigint, takeable bigint
-- role: inspector
SELECT r.fact_id, c.case_no, c.case_id, c.arrived_at, c.media, c.text, c.fields, r.at, r.label,
       (SELECT a.kind FROM asides a WHERE a.fact_id = r.fact_id) AS aside, 0 AS further, 1 AS takeable
  FROM retractions r
  JOIN cases c ON c.case_no = r.case_no
  JOIN queue q ON q.case_no = r.case_no
 WHERE r.project_id = :project AND r.reviewer = :actor
   AND (q.claimed_by IS NULL OR q.claimed_by = :actor OR q.lease_until <= :now)
   AND r.log_seq = (SELECT MAX(s.log_seq) FROM retractions s WHERE s.case_no = r.case_no AND s.reviewer = :actor)
   AND NOT EXISTS (SELECT 1 FROM asides a WHERE a.case_no = r.case_no AND a.reviewer = :actor AND a.log_seq > r.log_seq)
 ORDER BY r.log_seq DESC LIMIT :n;
