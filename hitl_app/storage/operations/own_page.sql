-- name: own_page
-- A page of a reviewer's own decisions in the order they were kept, those taken back too, numbered among themselves: the
-- numbers of all decisions have gaps where the model decided. What the model said, and by
-- which route the case came, is told to nobody who decides: the same words stand for all of it.
-- arguments: project bigint, actor text, since bigint, until bigint, after bigint, n bigint
-- returns: decision_no bigint, decision_id text, case_id text, arrived_at bigint, decided_at bigint, reviewer text, label text, first_label text, blind bigint, shown bigint, model_label text, confidence double, model_version text, arm text, degree text, threshold double, policy_version bigint, route text, route_reason text, p_blind double, seconds double, flagged bigint, comment text, retracted bigint
-- role: inspector
SELECT d.number AS decision_no, d.decision_id, c.case_id, c.arrived_at, d.decided_at, d.reviewer, d.label, d.first_label, d.blind,
       d.shown, NULL AS model_label, CAST(NULL AS DOUBLE PRECISION) AS confidence, NULL AS model_version, '' AS arm,
       NULL AS degree, CAST(NULL AS DOUBLE PRECISION) AS threshold, 0 AS policy_version, 'human' AS route,
       'waited' AS route_reason, CAST(1 AS DOUBLE PRECISION) AS p_blind, d.seconds, d.flagged, d.comment,
       CASE WHEN r.fact_id IS NULL THEN 0 ELSE 1 END AS retracted
  FROM (SELECT o.*, ROW_NUMBER() OVER (ORDER BY o.decision_no) AS number FROM decisions o
         WHERE o.project_id = :project AND o.reviewer = :actor
           AND o.decided_at >= :since AND o.decided_at < :until) AS d
  JOIN cases c ON c.case_no = d.case_no
  LEFT JOIN retractions r ON r.fact_id = d.decision_id
 WHERE d.number > :after
 ORDER BY d.number LIMIT :n;
