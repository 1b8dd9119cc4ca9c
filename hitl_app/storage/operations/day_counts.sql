-- name: day_counts
-- One person's day and what waits for that person.
-- arguments: project bigint, actor text, since bigint, now bigint
-- returns: decided bigint, unsure bigint, escalated bigint, commented bigint, waiting bigint, own_unsure bigint
-- role: inspector
SELECT (SELECT COUNT(*) FROM decisions d
         WHERE d.project_id = :project AND d.reviewer = :actor AND d.decided_at >= :since AND d.route <> 'recorded'
           AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = d.decision_id)) AS decided,
       (SELECT COUNT(*) FROM asides a
         WHERE a.project_id = :project AND a.reviewer = :actor AND a.at >= :since AND a.kind = 'unsure'
           AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = a.fact_id)) AS unsure,
       (SELECT COUNT(*) FROM asides a
         WHERE a.project_id = :project AND a.reviewer = :actor AND a.at >= :since AND a.kind = 'escalated'
           AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = a.fact_id)) AS escalated,
       (SELECT COUNT(*) FROM decisions d
         WHERE d.project_id = :project AND d.reviewer = :actor AND d.decided_at >= :since AND d.comment <> ''
           AND d.route <> 'recorded'
           AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = d.decision_id)) AS commented,
       (SELECT COUNT(*) FROM queue q
         WHERE q.project_id = :project
           AND (q.claimed_by IS NULL OR q.lease_until <= :now OR q.claimed_by = :actor)
           AND (q.kept_for IS NULL OR q.kept_for = :actor)
           AND (q.not_for IS NULL OR q.not_for <> :actor)) AS waiting,
       (SELECT COUNT(*) FROM queue q WHERE q.project_id = :project AND q.kept_for = :actor) AS own_unsure;
