-- name: give_back
-- Give cases of a packet back to the queue, all but the first ones; what a recorded decision settled
-- meanwhile leaves it, but for an audit.
-- arguments: project bigint, actor text, session text, n bigint
-- returns:
-- role: inspector
-- tells: freed
-- lock: queue WHERE claimed_by = :actor AND session = :session AND project_id = :project ORDER BY case_no
DELETE FROM queue
 WHERE claimed_by = :actor AND session = :session AND project_id = :project
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = queue.case_no AND c.status = 'decided' AND c.route <> 'audit')
   AND case_no NOT IN (SELECT q.case_no FROM queue q
                        WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id + 0 = :project
                        ORDER BY q.turn, q.case_no LIMIT :n);
UPDATE queue SET claimed_by = NULL, session = NULL, lease_until = NULL, claimed_at = NULL
 WHERE claimed_by = :actor AND session = :session AND project_id = :project
   AND case_no NOT IN (SELECT q.case_no FROM queue q
                        WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id + 0 = :project
                        ORDER BY q.turn, q.case_no LIMIT :n);
