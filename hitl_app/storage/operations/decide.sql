-- name: decide
-- Keep a reviewer's decision on a case that the reviewer still holds; the same id twice is kept once.
-- An id taken back is not kept again, and what comes back tells nothing of a model.
-- It was made :ago milliseconds before it came, within the lease, never before the case was in these hands.
-- Ids that the program makes itself are refused alike, or they would tell which case the model decided.
-- A value that a table would not take stores nothing: the table's own refusal shows the row, and in it the model's answer.
-- An audit counts under the policy that drew it, whatever is in force now.
-- arguments: decision_id text, project bigint, case_no bigint, actor text, label text, seconds double, flagged bigint, comment text, ago bigint, now bigint
-- returns: stored bigint, taken_back bigint, label text, decided_by text
-- role: inspector
-- lock: chain WHERE chain = :lane
-- lock: cases WHERE case_no = :case_no
-- lock: queue WHERE case_no = :case_no
INSERT INTO decisions (decision_id, project_id, case_no, reviewer, label, first_label, decided_at, blind, shown,
                       model_version, model_label, confidence, arm, degree, threshold, policy_version, route,
                       route_reason, p_blind, seconds, flagged, comment, log_seq)
SELECT :decision_id, c.project_id, c.case_no, :actor, :label,
       COALESCE((SELECT d.label FROM decisions d WHERE d.case_no = c.case_no AND d.reviewer = :actor
                  ORDER BY d.decision_no LIMIT 1), :label),
       CASE WHEN :now - :ago < q.claimed_at THEN q.claimed_at ELSE :now - :ago END,
       CASE WHEN EXISTS (SELECT 1 FROM seen s WHERE s.case_no = c.case_no AND s.reviewer = :actor)
            THEN 0 ELSE 1 END,
       q.shown, c.model_version, c.model_label, c.confidence,
       CASE WHEN c.model_version IS NULL THEN '' ELSE 'champion' END,
       p.degree,
       CASE WHEN p.degree = 'partial' THEN p.threshold END,
       p.version, q.route, q.route_reason, q.p_blind, :seconds, :flagged, :comment, h.seq + 1
  FROM queue q
  JOIN cases c ON c.case_no = q.case_no
  JOIN policies p ON p.project_id = c.project_id
   AND p.version = CASE WHEN q.route = 'audit' THEN c.policy_version ELSE q.policy_version END
  JOIN chain h ON h.chain = :lane
 WHERE q.case_no = :case_no AND q.project_id = :project AND q.claimed_by = :actor AND q.lease_until > :now - :ago AND :ago >= 0
   AND :decision_id NOT LIKE 'automatic-%' AND :decision_id NOT LIKE 'recorded-%'
   AND LENGTH(:decision_id) BETWEEN 1 AND 200 AND LENGTH(:comment) <= 10000 AND :flagged IN (0, 1)
   AND EXISTS (SELECT 1 FROM projects w, json_each(w.labels) AS e WHERE w.project_id = c.project_id AND e.value = :label)
   AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.decision_id = :decision_id)
   AND NOT EXISTS (SELECT 1 FROM asides a WHERE a.fact_id = :decision_id AND a.reviewer <> :actor);
-- count: + WHERE log_seq = (SELECT h.seq + 1 FROM chain h WHERE h.chain = :lane)
UPDATE cases SET status = 'decided', label = :label, decided_by = :actor, standing_id = :decision_id,
       decided_at = (SELECT d.decided_at FROM decisions d JOIN chain h ON d.log_seq = h.seq + 1 AND h.chain = :lane WHERE d.case_no = :case_no)
 WHERE case_no = :case_no
   AND EXISTS (SELECT 1 FROM decisions d JOIN chain h ON d.log_seq = h.seq + 1 AND h.chain = :lane WHERE d.case_no = :case_no);
DELETE FROM queue
 WHERE case_no = :case_no
   AND EXISTS (SELECT 1 FROM decisions d JOIN chain h ON d.log_seq = h.seq + 1 AND h.chain = :lane WHERE d.case_no = :case_no);
-- seal: decision_texts
SELECT CASE WHEN d.decision_id IS NOT NULL AND r.fact_id IS NULL THEN 1 ELSE 0 END AS stored,
       CASE WHEN r.fact_id IS NULL THEN 0 ELSE 1 END AS taken_back,
       CASE WHEN r.fact_id IS NULL THEN d.label END AS label,
       NULLIF(COALESCE(CASE WHEN r.fact_id IS NULL THEN d.reviewer END,
                       CASE WHEN q.claimed_by <> :actor AND q.lease_until > :now THEN q.claimed_by END,
                       c.decided_by), '') AS decided_by
  FROM cases c
  LEFT JOIN queue q ON q.case_no = c.case_no
  LEFT JOIN decisions d ON d.decision_id = :decision_id AND d.case_no = c.case_no AND d.reviewer = :actor
  LEFT JOIN retractions r ON r.fact_id = d.decision_id
 WHERE c.case_no = :case_no;
