-- name: facts_to_verify
-- What the records say now of the links of a stretch of the log, to be held against what was sealed.
-- arguments: since bigint, until bigint
-- returns: log_seq bigint, at bigint, actor text, kind text, subject text, body text
-- role: supervisor
SELECT log_seq, at, actor, kind, subject, body FROM (
  SELECT decision_no AS no, log_seq, at, actor, kind, subject, body FROM decision_texts WHERE log_seq BETWEEN :since AND :until
  UNION ALL SELECT 0, log_seq, at, actor, kind, subject, body FROM policy_texts WHERE log_seq BETWEEN :since AND :until
  UNION ALL SELECT 0, log_seq, at, actor, kind, subject, body FROM policy_note_texts WHERE log_seq BETWEEN :since AND :until
  UNION ALL SELECT 0, log_seq, at, actor, kind, subject, body FROM aside_texts WHERE log_seq BETWEEN :since AND :until
  UNION ALL SELECT 0, log_seq, at, actor, kind, subject, body FROM retraction_texts WHERE log_seq BETWEEN :since AND :until
  UNION ALL SELECT 0, log_seq, at, actor, kind, subject, body FROM mark_texts WHERE log_seq BETWEEN :since AND :until
  UNION ALL SELECT 0, log_seq, at, actor, kind, subject, body FROM conflict_texts WHERE log_seq BETWEEN :since AND :until) AS facts
 ORDER BY log_seq, no;
