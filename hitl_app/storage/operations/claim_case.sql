-- name: claim_case
-- Put one named case, taken back before, into the reviewer's hands again with the route it had.
-- arguments: project bigint, case_no bigint, actor text, session text, lease_ms bigint, now bigint
-- returns: case_no bigint
-- role: inspector
UPDATE queue SET claimed_by = NULL, session = NULL, lease_until = NULL
 WHERE claimed_by = :actor AND session = :session AND project_id = :project AND case_no <> :case_no
   AND EXISTS (SELECT 1 FROM queue t WHERE t.case_no = :case_no AND t.project_id = :project
                  AND (t.claimed_by IS NULL OR t.claimed_by = :actor OR t.lease_until <= :now));
UPDATE queue SET claimed_by = :actor, session = :session, lease_until = :now + :lease_ms, claimed_at = :now
 WHERE case_no = :case_no AND project_id = :project AND route IS NOT NULL
   AND (claimed_by IS NULL OR claimed_by = :actor OR lease_until <= :now)
   AND EXISTS (SELECT 1 FROM retractions r WHERE r.case_no = :case_no AND r.reviewer = :actor);
SELECT case_no FROM queue WHERE case_no = :case_no AND claimed_by = :actor AND lease_until > :now;
