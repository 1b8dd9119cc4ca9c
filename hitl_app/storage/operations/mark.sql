-- name: mark
-- Set a flag, take it off, or keep a comment, beside a case that one has, or has dealt with.
-- arguments: case_no bigint, actor text, kind text, text text, now bigint
-- returns: stored bigint
-- role: inspector
-- lock: chain WHERE chain = :lane
INSERT INTO marks (case_no, reviewer, kind, text, at, log_seq)
SELECT c.case_no, :actor, :kind, :text, :now, h.seq + 1
  FROM cases c JOIN chain h ON h.chain = :lane
 WHERE c.case_no = :case_no AND :kind IN ('flag', 'unflag', 'comment') AND LENGTH(:text) <= 10000
   AND (EXISTS (SELECT 1 FROM queue q WHERE q.case_no = :case_no AND q.claimed_by = :actor)
     OR EXISTS (SELECT 1 FROM decisions d WHERE d.case_no = :case_no AND d.reviewer = :actor)
     OR EXISTS (SELECT 1 FROM asides a WHERE a.case_no = :case_no AND a.reviewer = :actor));
SELECT COUNT(*) AS stored FROM marks m JOIN chain h ON m.log_seq = h.seq + 1 AND h.chain = :lane;
-- seal: mark_texts
