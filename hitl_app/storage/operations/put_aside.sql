-- name: put_aside
-- Put a case aside: unsure comes back last, for 12 hours to the same person alone (a second time: to somebody else),
-- escalated goes to somebody else first. A value that the table would not take stores nothing, as in decide; nor does
-- the id of a foreign decision, which would fall when the case is taken back.
-- arguments: fact_id text, project bigint, case_no bigint, actor text, kind text, comment text, ago bigint, now bigint
-- returns: stored bigint, taken_back bigint, label text, decided_by text
-- role: inspector
-- tells: freed
-- lock: chain WHERE chain = :lane
-- lock: cases WHERE case_no = :case_no
-- lock: queue WHERE case_no = :case_no
INSERT INTO asides (fact_id, project_id, case_no, reviewer, kind, comment, at, route, route_reason, p_blind, shown,
                    policy_version, log_seq)
SELECT :fact_id, q.project_id, q.case_no, :actor, :kind, :comment,
       CASE WHEN :now - :ago < q.claimed_at THEN q.claimed_at ELSE :now - :ago END, q.route, q.route_reason, q.p_blind,
       q.shown, q.policy_version, h.seq + 1
  FROM queue q JOIN chain h ON h.chain = :lane
 WHERE q.case_no = :case_no AND q.project_id = :project AND q.claimed_by = :actor AND q.lease_until > :now - :ago AND :ago >= 0
   AND :kind IN ('unsure', 'escalated') AND LENGTH(:comment) <= 10000 AND LENGTH(:fact_id) BETWEEN 1 AND 200
   AND :fact_id NOT LIKE 'automatic-%' AND :fact_id NOT LIKE 'recorded-%'
   AND NOT EXISTS (SELECT 1 FROM asides a WHERE a.fact_id = :fact_id)
   AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.decision_id = :fact_id AND d.reviewer <> :actor);
UPDATE cases SET status = CASE WHEN status IN ('automatic', 'decided') THEN status ELSE :kind END
 WHERE case_no = :case_no
   AND EXISTS (SELECT 1 FROM asides a JOIN chain h ON a.log_seq = h.seq + 1 AND h.chain = :lane WHERE a.case_no = :case_no);
UPDATE queue
   SET claimed_by = NULL, session = NULL, lease_until = NULL, claimed_at = NULL,
       turn = (SELECT c.arrived_at FROM cases c WHERE c.case_no = queue.case_no)
              + CASE WHEN :kind = 'unsure' THEN 1000000000000000 ELSE -1000000000000000 END,
       kept_for = CASE WHEN :kind = 'unsure' AND NOT EXISTS (
                              SELECT 1 FROM asides a JOIN chain h ON a.log_seq <= h.seq AND h.chain = :lane
                               WHERE a.case_no = :case_no AND a.reviewer = :actor AND a.kind = 'unsure'
                                 AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = a.fact_id))
                       THEN :actor END,
       kept_until = :now + 43200000,
       not_for = CASE WHEN :kind = 'unsure' AND NOT EXISTS (
                              SELECT 1 FROM asides a JOIN chain h ON a.log_seq <= h.seq AND h.chain = :lane
                               WHERE a.case_no = :case_no AND a.reviewer = :actor AND a.kind = 'unsure'
                                 AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = a.fact_id))
                      THEN NULL ELSE :actor END
 WHERE case_no = :case_no
   AND EXISTS (SELECT 1 FROM asides a JOIN chain h ON a.log_seq = h.seq + 1 AND h.chain = :lane WHERE a.case_no = :case_no);
DELETE FROM queue
 WHERE case_no = :case_no AND claimed_by IS NULL
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = queue.case_no AND c.status = 'decided' AND c.route <> 'audit');
-- seal: aside_texts
SELECT CASE WHEN a.fact_id IS NOT NULL AND r.fact_id IS NULL THEN 1 ELSE 0 END AS stored,
       CASE WHEN r.fact_id IS NULL THEN 0 ELSE 1 END AS taken_back,
       CASE WHEN c.decided_by = :actor THEN c.label END AS label,
       NULLIF(CASE WHEN q.claimed_by <> :actor AND q.lease_until > :now THEN q.claimed_by ELSE c.decided_by END, '')
         AS decided_by
  FROM cases c
  LEFT JOIN queue q ON q.case_no = c.case_no
  LEFT JOIN asides a ON a.fact_id = :fact_id AND a.case_no = c.case_no AND a.reviewer = :actor
  LEFT JOIN retractions r ON r.fact_id = a.fact_id
 WHERE c.case_no = :case_no;
