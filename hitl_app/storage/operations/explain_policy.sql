-- name: explain_policy
-- Give the reason for a step down afterwards.
-- arguments: project bigint, version bigint, actor text, reason text, now bigint
-- returns: version bigint
-- role: supervisor
-- tells: policy
-- lock: chain WHERE chain = :lane
INSERT INTO policy_notes (project_id, version, by_name, at, reason, log_seq)
SELECT p.project_id, p.version, :actor, :now, :reason, h.seq + 1
  FROM policies p JOIN chain h ON h.chain = :lane
 WHERE p.project_id = :project AND p.version = :version;
-- seal: policy_note_texts
SELECT version FROM policies WHERE project_id = :project AND version = :version;
