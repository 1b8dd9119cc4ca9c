-- name: take_back
-- Record that one's own decision, or a case put aside, no longer stands; the case comes back into one's hands
-- with the route it had, or settled anew where another policy is in force since: an audit stays one, and who has
-- seen a prediction is never blind again. Refused when somebody else has decided or holds the case since. Of a fact
-- of somebody else nothing comes back: that there is one of the model's would tell that the case is an audit.
-- arguments: fact_id text, project bigint, actor text, session text, correction bigint, lease_ms bigint, now bigint
-- returns: stored bigint, taken_back bigint, case_no bigint, label text, decided_by text
-- role: inspector
-- tells: freed
-- lock: chain WHERE chain = :lane
-- lock: cases WHERE case_no IN (SELECT d.case_no FROM decisions d WHERE d.decision_id = :fact_id UNION SELECT a.case_no FROM asides a WHERE a.fact_id = :fact_id)
-- lock: queue WHERE case_no IN (SELECT d.case_no FROM decisions d WHERE d.decision_id = :fact_id UNION SELECT a.case_no FROM asides a WHERE a.fact_id = :fact_id)
-- lock: queue WHERE claimed_by = :actor AND session = :session AND project_id = :project ORDER BY case_no
INSERT INTO retractions (fact_id, project_id, case_no, reviewer, label, at, correction, log_seq)
SELECT d.decision_id, d.project_id, d.case_no, :actor, d.label, :now, :correction, h.seq + 1
  FROM decisions d
  JOIN cases c ON c.case_no = d.case_no AND c.standing_id = d.decision_id
  JOIN chain h ON h.chain = :lane
 WHERE d.decision_id = :fact_id AND d.project_id = :project AND d.reviewer = :actor AND d.route <> 'recorded' AND :correction IN (0, 1)
   AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = :fact_id);
INSERT INTO retractions (fact_id, project_id, case_no, reviewer, label, at, correction, log_seq)
SELECT a.fact_id, a.project_id, a.case_no, :actor, NULL, :now, :correction, h.seq + 1
  FROM asides a
  JOIN queue q ON q.case_no = a.case_no
  JOIN chain h ON h.chain = :lane
 WHERE a.fact_id = :fact_id AND a.project_id = :project AND a.reviewer = :actor AND :correction IN (0, 1)
   AND (q.claimed_by IS NULL OR q.claimed_by = :actor OR q.lease_until <= :now)
   AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = :fact_id)
   AND NOT EXISTS (SELECT 1 FROM asides b WHERE b.case_no = a.case_no AND b.aside_no > a.aside_no
                      AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = b.fact_id));
-- count: - WHERE decision_id = (SELECT r.fact_id FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane)
DELETE FROM queue
 WHERE claimed_by = :actor AND session = :session AND project_id = :project
   AND EXISTS (SELECT 1 FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane)
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = queue.case_no AND c.status = 'decided' AND c.route <> 'audit');
UPDATE queue SET claimed_by = NULL, session = NULL, lease_until = NULL
 WHERE claimed_by = :actor AND session = :session AND project_id = :project
   AND EXISTS (SELECT 1 FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane);
DELETE FROM queue
 WHERE case_no = (SELECT r.case_no FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane);
INSERT INTO queue (case_no, project_id, turn, claimed_by, session, lease_until, claimed_at, route, route_reason,
                   p_blind, shown, policy_version)
SELECT c.case_no, c.project_id, c.arrived_at, :actor, :session, :now + :lease_ms, :now,
       COALESCE(d.route, a.route), COALESCE(d.route_reason, a.route_reason), COALESCE(d.p_blind, a.p_blind),
       COALESCE(d.shown, a.shown),
       CASE WHEN COALESCE(d.route, a.route) = 'audit'
            THEN (SELECT MAX(p.version) FROM policies p WHERE p.project_id = :project)
            ELSE COALESCE(d.policy_version, a.policy_version) END
  FROM retractions r
  JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane
  JOIN cases c ON c.case_no = r.case_no
  LEFT JOIN decisions d ON d.decision_id = r.fact_id
  LEFT JOIN asides a ON a.fact_id = r.fact_id;
UPDATE queue
-- settle
 WHERE c.case_no = queue.case_no AND queue.policy_version <> p.version
   AND queue.case_no = (SELECT r.case_no FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane);
INSERT INTO seen (case_no, reviewer, at)
SELECT q.case_no, :actor, :now FROM queue q
 WHERE q.case_no = (SELECT r.case_no FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane) AND q.shown = 1
    ON CONFLICT (case_no, reviewer) DO NOTHING;
UPDATE cases
   SET (status, label, decided_by, decided_at, standing_id) = (
         SELECT CASE WHEN d.decision_id IS NULL THEN 'waiting' WHEN d.reviewer = '' THEN 'automatic' ELSE 'decided' END,
                d.label, d.reviewer, d.decided_at, d.decision_id
           FROM chain h
           LEFT JOIN decisions d ON d.decision_no = (
                  SELECT MAX(e.decision_no) FROM decisions e
                   WHERE e.case_no = cases.case_no
                     AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = e.decision_id))
          WHERE h.chain = :lane)
 WHERE case_no = (SELECT r.case_no FROM retractions r JOIN chain h ON r.log_seq = h.seq + 1 AND h.chain = :lane);
SELECT CASE WHEN r.log_seq = h.seq + 1 THEN 1 ELSE 0 END AS stored,
       CASE WHEN r.log_seq <= h.seq THEN 1 ELSE 0 END AS taken_back,
       c.case_no, r.label,
       NULLIF(CASE WHEN q.claimed_by <> :actor THEN q.claimed_by ELSE c.decided_by END, '') AS decided_by
  FROM cases c
  JOIN chain h ON h.chain = :lane
  LEFT JOIN retractions r ON r.fact_id = :fact_id
  LEFT JOIN queue q ON q.case_no = c.case_no
 WHERE c.case_no = COALESCE((SELECT d.case_no FROM decisions d
                              WHERE d.decision_id = :fact_id AND d.project_id = :project AND d.reviewer = :actor),
                            (SELECT a.case_no FROM asides a
                              WHERE a.fact_id = :fact_id AND a.project_id = :project AND a.reviewer = :actor));
-- seal: retraction_texts
