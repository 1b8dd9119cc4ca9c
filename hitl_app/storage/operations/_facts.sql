SELECT f.fact_id, c.case_no, c.case_id, c.arrived_at, c.media, c.text, c.fields, f.at, f.label, f.aside,
       (SELECT COUNT(*) FROM (
               SELECT 1 FROM decisions e
                WHERE e.project_id = :project AND e.reviewer = :{who} AND e.log_seq + 0 > f.log_seq
                  AND e.decided_at >= f.at
                  AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = e.decision_id)
                ORDER BY e.decided_at, e.decision_no LIMIT 100) AS later) AS further,
       CASE WHEN f.aside IS NULL THEN CASE WHEN c.standing_id = f.fact_id THEN 1 ELSE 0 END
            WHEN EXISTS (SELECT 1 FROM queue q WHERE q.case_no = c.case_no
                            AND (q.claimed_by IS NULL OR q.claimed_by = :{who} OR q.lease_until <= :now)) THEN 1
            ELSE 0 END AS takeable
  FROM (SELECT * FROM (
               SELECT d.decision_id AS fact_id, d.case_no, d.decided_at AS at, d.label, NULL AS aside, d.log_seq
                 FROM decisions d
                WHERE d.project_id = :project AND d.reviewer = :{who} AND d.route <> 'recorded'
                  AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = d.decision_id)
                ORDER BY d.decided_at DESC, d.decision_no DESC LIMIT :n) AS own_decisions
        UNION ALL
        SELECT * FROM (
               SELECT a.fact_id, a.case_no, a.at, NULL AS label, a.kind AS aside, a.log_seq
                 FROM asides a
                WHERE a.project_id = :project AND a.reviewer = :{who}
                  AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = a.fact_id)
                ORDER BY a.at DESC, a.aside_no DESC LIMIT :n) AS own_asides) AS f
  JOIN cases c ON c.case_no = f.case_no
 ORDER BY f.log_seq DESC LIMIT :n;
