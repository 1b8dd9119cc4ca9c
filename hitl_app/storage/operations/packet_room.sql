-- name: packet_room
-- What a fair packet is worked out from: cases nobody holds (counted up to 20,000), people who hold some, own ones.
-- arguments: project bigint, actor text, session text, now bigint
-- returns: free bigint, others bigint, held bigint
-- role: inspector
SELECT (SELECT COUNT(*) FROM (
          SELECT 1 FROM queue q
           WHERE q.project_id = :project AND (q.claimed_by IS NULL OR q.lease_until <= :now)
             AND (q.kept_for IS NULL OR q.kept_for = :actor OR q.kept_until <= :now)
             AND (q.not_for IS NULL OR q.not_for <> :actor)
           LIMIT 20000) AS counted) AS free,
       (SELECT COUNT(DISTINCT q.claimed_by) FROM queue q
         WHERE q.claimed_by > '' AND q.claimed_by <> :actor AND q.lease_until > :now
           AND q.project_id + 0 = :project) AS others,
       (SELECT COUNT(*) FROM queue q
         WHERE q.claimed_by = :actor AND q.session = :session AND q.lease_until > :now
           AND q.project_id + 0 = :project) AS held;
