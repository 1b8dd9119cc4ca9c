-- name: release
-- Give a case back to the queue; one that a recorded decision settled meanwhile leaves it, but for an audit.
-- arguments: case_no bigint, actor text
-- returns:
-- role: inspector
-- lock: queue WHERE case_no = :case_no
DELETE FROM queue
 WHERE case_no = :case_no AND claimed_by = :actor
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = queue.case_no AND c.status = 'decided' AND c.route <> 'audit');
UPDATE queue SET claimed_by = NULL, session = NULL, lease_until = NULL, claimed_at = NULL
 WHERE case_no = :case_no AND claimed_by = :actor;
