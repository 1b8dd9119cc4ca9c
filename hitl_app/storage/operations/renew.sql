-- name: renew
-- Hold a case longer; nothing comes back when the lease had ended.
-- arguments: case_no bigint, actor text, lease_ms bigint, now bigint
-- returns: case_no bigint
-- role: inspector
UPDATE queue SET lease_until = :now + :lease_ms
 WHERE case_no = :case_no AND claimed_by = :actor AND lease_until > :now;
SELECT case_no FROM queue WHERE case_no = :case_no AND claimed_by = :actor AND lease_until = :now + :lease_ms;
