-- name: mark
-- Set a flag, take it off, or keep a comment, beside any decision.
-- arguments: case_no bigint, actor text, kind text, text text, now bigint
-- returns:
-- role: inspector
UPDATE chain SET seq = seq WHERE chain = 1;
INSERT INTO marks (case_no, reviewer, kind, text, at, log_seq)
SELECT c.case_no, :actor, :kind, :text, :now, h.seq + 1
  FROM cases c JOIN chain h ON h.chain = 1 WHERE c.case_no = :case_no;
-- seal: mark_texts
