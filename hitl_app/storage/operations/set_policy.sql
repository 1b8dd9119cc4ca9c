-- name: set_policy
-- Put new terms in force, unless somebody else was quicker (then nothing comes back).
-- arguments: project bigint, expected_version bigint, degree text, threshold double, label_thresholds text, always_person text, audit_rate double, holdback_rate double, actor text, reason text, restores bigint, now bigint
-- returns: version bigint
-- role: supervisor
-- tells: policy
-- lock: chain WHERE chain = :lane
-- lock: projects WHERE project_id = :project
INSERT INTO policies (project_id, version, degree, threshold, label_thresholds, always_person, audit_rate,
                      holdback_rate, by_name, at, reason, restores, log_seq)
SELECT :project, :expected_version + 1, :degree, :threshold, :label_thresholds, :always_person, :audit_rate,
       :holdback_rate, :actor, :now, :reason, :restores, h.seq + 1
  FROM chain h
 WHERE h.chain = :lane
   AND :expected_version = (SELECT COALESCE(MAX(version), 0) FROM policies WHERE project_id = :project);
SELECT p.version FROM policies p JOIN chain h ON p.log_seq = h.seq + 1 AND h.chain = :lane
 WHERE p.project_id = :project AND p.version = :expected_version + 1;
-- seal: policy_texts
