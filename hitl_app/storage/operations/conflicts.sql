-- name: conflicts
-- Answers whose case had gone to somebody else, newest first, beside what stands.
-- arguments: project bigint, n bigint
-- returns: fact_id text, case_no bigint, case_id text, reviewer text, kind text, label text, comment text, decided_at bigint, at bigint, with_whom text, standing_label text, standing_by text
-- role: supervisor
SELECT k.fact_id, k.case_no, c.case_id, k.reviewer, k.kind, k.label, k.comment, k.decided_at, k.at, k.with_whom,
       CASE WHEN c.decided_by <> '' THEN c.label END AS standing_label, c.decided_by AS standing_by
  FROM conflicts k
  JOIN cases c ON c.case_no = k.case_no
 WHERE k.project_id = :project
 ORDER BY k.conflict_no DESC LIMIT :n;
