-- name: policies
-- The history of the policy, newest first; a reason given afterwards stands in for an empty one.
-- arguments: project bigint, only_last bigint
-- returns: version bigint, degree text, threshold double, label_thresholds text, always_person text, audit_rate double, holdback_rate double, by_name text, at bigint, reason text, restores bigint
-- role: anyone
SELECT p.version, p.degree, p.threshold, p.label_thresholds, p.always_person, p.audit_rate, p.holdback_rate,
       p.by_name, p.at,
       COALESCE((SELECT n.reason FROM policy_notes n
                  WHERE n.project_id = p.project_id AND n.version = p.version
                  ORDER BY n.note_no DESC LIMIT 1), p.reason) AS reason,
       p.restores
  FROM policies p
 WHERE p.project_id = :project
   AND (:only_last = 0 OR p.version = (SELECT MAX(m.version) FROM policies m WHERE m.project_id = :project))
 ORDER BY p.version DESC;
