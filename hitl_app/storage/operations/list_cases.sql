-- name: list_cases
-- All cases, newest first, for supervisors; the search looks in ids, texts and fields. What waits for somebody's
-- answer, an audit too, is listed without the model's: a supervisor may be the one who answers.
-- arguments: project bigint, status text, search text, before_at bigint, before_no bigint, n bigint
-- returns: key bigint, case_no bigint, case_id text, arrived_at bigint, media text, status text, human_label text, decided_by text, decided_at bigint, model_label text, confidence double, model_version text, threshold double, blind bigint
-- role: supervisor
SELECT c.case_no AS key, c.case_no, c.case_id, c.arrived_at, c.media, c.status,
       CASE WHEN c.decided_by <> '' THEN c.label END AS human_label, c.decided_by, c.decided_at,
       CASE WHEN q.case_no IS NULL THEN c.model_label END AS model_label,
       CASE WHEN q.case_no IS NULL THEN c.confidence END AS confidence, c.model_version,
       CASE WHEN p.degree = 'partial' THEN p.threshold END AS threshold,
       (SELECT d.blind FROM decisions d WHERE d.decision_id = c.standing_id AND d.reviewer <> '') AS blind
  FROM cases c
  JOIN policies p ON p.project_id = c.project_id AND p.version = c.policy_version
  LEFT JOIN queue q ON q.case_no = c.case_no
 WHERE c.project_id = :project
   AND (c.arrived_at < :before_at OR (c.arrived_at = :before_at AND c.case_no < :before_no))
   AND (:status = '' OR c.status = :status)
   AND (:search = '' OR c.case_id LIKE :search ESCAPE '\' OR c.text LIKE :search ESCAPE '\' OR c.fields LIKE :search ESCAPE '\')
 ORDER BY c.arrived_at DESC, c.case_no DESC LIMIT :n;
