-- name: day_counts
-- One person's day and what waits for that person: the whole queue but what is in the hands of others, kept for
-- others, or barred, each of them few and under an index of its own (+ 0 keeps the index of the whole queue out).
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
       (SELECT COUNT(*) FROM queue q WHERE q.project_id = :project)
       - (SELECT COUNT(DISTINCT of_others.case_no) FROM (
                 SELECT q.case_no FROM queue q
                  WHERE q.claimed_by > '' AND q.claimed_by <> :actor AND q.lease_until > :now
                    AND q.project_id + 0 = :project
                  UNION ALL
                 SELECT q.case_no FROM queue q
                  WHERE q.kept_for > '' AND q.kept_for <> :actor AND (q.kept_until > :now) IS NOT FALSE
                    AND q.project_id + 0 = :project
                  UNION ALL
                 SELECT q.case_no FROM queue q
                  WHERE q.not_for = :actor AND q.project_id + 0 = :project) AS of_others) AS waiting,
       (SELECT COUNT(*) FROM queue q
         WHERE q.kept_for = :actor AND q.project_id + 0 = :project
           AND (q.kept_until > :now) IS NOT FALSE) AS own_unsure;
