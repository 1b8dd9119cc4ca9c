-- name: decision_page
-- A page of all decisions in the order they were kept, those taken back too; + keeps the engine on that order.
-- arguments: project bigint, since bigint, until bigint, reviewer text, model_version text, degree text, label text, after bigint, n bigint
-- returns: decision_no bigint, decision_id text, case_id text, arrived_at bigint, decided_at bigint, reviewer text, label text, first_label text, blind bigint, shown bigint, model_label text, confidence double, model_version text, arm text, degree text, threshold double, policy_version bigint, route text, route_reason text, p_blind double, seconds double, flagged bigint, comment text, retracted bigint
-- role: supervisor
SELECT d.decision_no, d.decision_id, c.case_id, c.arrived_at, d.decided_at, d.reviewer, d.label, d.first_label, d.blind,
       d.shown, COALESCE(d.model_label, c.model_label) AS model_label,
       COALESCE(d.confidence, c.confidence) AS confidence, COALESCE(d.model_version, c.model_version) AS model_version, d.arm, d.degree, d.threshold, d.policy_version, d.route,
       d.route_reason, d.p_blind, d.seconds, d.flagged, d.comment,
       CASE WHEN r.fact_id IS NULL THEN 0 ELSE 1 END AS retracted
  FROM decisions d
  JOIN cases c ON c.case_no = d.case_no
  LEFT JOIN retractions r ON r.fact_id = d.decision_id
 WHERE +d.project_id = :project AND d.decision_no > :after AND +d.decided_at >= :since AND +d.decided_at < :until
   AND (:reviewer = '' OR d.reviewer = :reviewer)
   AND (:model_version = '' OR COALESCE(d.model_version, c.model_version) = :model_version)
   AND (:degree = '' OR d.degree = :degree)
   AND (:label = '' OR d.label = :label OR COALESCE(d.model_label, c.model_label) = :label)
 ORDER BY d.decision_no LIMIT :n;
