-- name: keep_conflict
-- Keep an answer that came when its case was no longer in the reviewer's hands, for a supervisor to look at; it changes
-- nothing that stands. The same id twice is kept once.
-- arguments: fact_id text, project bigint, case_no bigint, actor text, kind text, label text, comment text, ago bigint, now bigint
-- returns: with_whom text
-- role: inspector
-- tells: conflicts
-- lock: chain WHERE chain = :lane
INSERT INTO conflicts (fact_id, project_id, case_no, reviewer, kind, label, comment, decided_at, at, with_whom, log_seq)
SELECT :fact_id, c.project_id, c.case_no, :actor, :kind, :label, :comment, :now - :ago, :now,
       COALESCE(CASE WHEN q.lease_until > :now AND q.claimed_by <> :actor THEN q.claimed_by END, c.decided_by, ''),
       h.seq + 1
  FROM cases c
  JOIN chain h ON h.chain = :lane
  LEFT JOIN queue q ON q.case_no = c.case_no
 WHERE c.case_no = :case_no AND c.project_id = :project AND LENGTH(:comment) <= 10000 AND LENGTH(:label) <= 200
   AND :ago >= 0 AND :kind IN ('decision', 'unsure', 'escalated', 'retraction') AND LENGTH(:fact_id) BETWEEN 1 AND 200
    ON CONFLICT (fact_id) DO NOTHING;
-- seal: conflict_texts
SELECT with_whom FROM conflicts WHERE fact_id = :fact_id AND reviewer = :actor;
