-- name: release
-- Give a case back to the queue.
-- arguments: case_no bigint, actor text
-- returns:
-- role: inspector
UPDATE queue SET claimed_by = NULL, session = NULL, lease_until = NULL, claimed_at = NULL
 WHERE case_no = :case_no AND claimed_by = :actor;
