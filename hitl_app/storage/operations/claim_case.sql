-- name: claim_case
-- Put one named case, taken back before, into the reviewer's hands again. In these hands it keeps its route;
-- from the queue it comes as claim_next would give it.
-- arguments: project bigint, case_no bigint, actor text, session text, lease_ms bigint, now bigint
-- returns: case_no bigint
-- role: inspector
-- lock: cases WHERE case_no = :case_no
-- lock: queue WHERE case_no = :case_no
-- lock: queue WHERE claimed_by = :actor AND session = :session AND project_id = :project ORDER BY case_no
DELETE FROM queue
 WHERE claimed_by = :actor AND session = :session AND project_id = :project AND case_no <> :case_no
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = queue.case_no AND c.status = 'decided' AND c.route <> 'audit');
UPDATE queue SET claimed_by = NULL, session = NULL, lease_until = NULL
 WHERE claimed_by = :actor AND session = :session AND project_id = :project AND case_no <> :case_no
   AND EXISTS (SELECT 1 FROM queue t WHERE t.case_no = :case_no AND t.project_id = :project
                  AND (t.claimed_by IS NULL OR t.claimed_by = :actor OR t.lease_until <= :now));
UPDATE queue SET session = :session, lease_until = :now + :lease_ms
 WHERE case_no = :case_no AND project_id = :project AND claimed_by = :actor AND lease_until > :now;
UPDATE queue
-- settle
 WHERE c.case_no = queue.case_no AND queue.case_no = :case_no AND queue.project_id = :project
   AND (queue.claimed_by IS NULL OR queue.lease_until <= :now)
   AND EXISTS (SELECT 1 FROM retractions r WHERE r.case_no = :case_no AND r.reviewer = :actor);
INSERT INTO seen (case_no, reviewer, at)
SELECT q.case_no, :actor, :now FROM queue q
 WHERE q.case_no = :case_no AND q.claimed_by = :actor AND q.lease_until > :now AND q.shown = 1
    ON CONFLICT (case_no, reviewer) DO NOTHING;
SELECT case_no FROM queue WHERE case_no = :case_no AND claimed_by = :actor AND lease_until > :now;
