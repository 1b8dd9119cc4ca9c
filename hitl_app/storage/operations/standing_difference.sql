-- name: standing_difference
-- Cases whose state is not that of their decisions, and decisions of no case. What stands is a decision that was
-- not taken back, told as it was made; nobody's stands while a person's does; nothing stands only where nothing is left.
-- arguments:
-- returns: cases bigint, strays bigint
-- role: supervisor
SELECT (SELECT COUNT(*) FROM cases c
          LEFT JOIN decisions d ON d.decision_id = c.standing_id AND d.case_no = c.case_no
           AND d.project_id = c.project_id
           AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = d.decision_id)
         WHERE CASE WHEN c.standing_id IS NULL
                    THEN c.status NOT IN ('waiting', 'unsure', 'escalated') OR c.label IS NOT NULL
                         OR c.decided_by IS NOT NULL OR c.decided_at IS NOT NULL
                    ELSE d.decision_id IS NULL OR c.label IS NULL OR c.label <> d.label
                         OR c.decided_by IS NULL OR c.decided_by <> d.reviewer
                         OR c.decided_at IS NULL OR c.decided_at <> d.decided_at
                         OR c.status <> CASE WHEN d.reviewer = '' THEN 'automatic' ELSE 'decided' END END
            OR EXISTS (SELECT 1 FROM decisions e
                        WHERE e.case_no = c.case_no AND (c.standing_id IS NULL OR (d.reviewer = '' AND e.reviewer <> ''))
                          AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = e.decision_id))) AS cases,
       (SELECT COUNT(*) FROM decisions d
         WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.case_no = d.case_no)) AS strays;
