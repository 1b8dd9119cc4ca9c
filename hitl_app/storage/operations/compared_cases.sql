-- name: compared_cases
-- Standing decisions of people, newest first; empty texts and -1 do not narrow.
-- arguments: project bigint, since bigint, until bigint, human text, model text, blind bigint, differs bigint, reviewer text, model_version text, degree text, band bigint, label text, before bigint, n bigint
-- returns: key bigint, case_no bigint, case_id text, arrived_at bigint, media text, status text, human_label text, decided_by text, decided_at bigint, model_label text, confidence double, model_version text, threshold double, blind bigint
-- role: supervisor
SELECT d.decision_no AS key, c.case_no, c.case_id, c.arrived_at, c.media, c.status, d.label AS human_label,
       d.reviewer AS decided_by, d.decided_at, COALESCE(d.model_label, c.model_label) AS model_label,
       COALESCE(d.confidence, c.confidence) AS confidence, COALESCE(d.model_version, c.model_version) AS model_version,
       d.threshold, d.blind
  FROM decisions d
  JOIN cases c ON c.case_no = d.case_no
 WHERE d.project_id = :project AND d.reviewer <> '' AND d.decided_at >= :since AND d.decided_at < :until
   AND d.decided_at <= COALESCE((SELECT b.decided_at FROM decisions b WHERE b.decision_no = :before), :until)
   AND (d.decided_at < COALESCE((SELECT b.decided_at FROM decisions b WHERE b.decision_no = :before), :until)
        OR d.decision_no < :before)
   AND (:human = '' OR d.label = :human)
   AND (:model = '' OR COALESCE(d.model_label, c.model_label) = :model)
   AND (:blind = -1 OR d.blind = :blind)
   AND (:differs = -1 OR CASE WHEN d.label <> COALESCE(d.model_label, c.model_label) THEN 1
                                WHEN d.label = COALESCE(d.model_label, c.model_label) THEN 0 END = :differs)
   AND (:reviewer = '' OR d.reviewer = :reviewer)
   AND (:model_version = '' OR COALESCE(d.model_version, c.model_version) = :model_version)
   AND (:degree = '' OR d.degree = :degree)
   AND (:label = '' OR d.label = :label OR COALESCE(d.model_label, c.model_label) = :label)
   AND (:band = -1 OR CASE WHEN COALESCE(d.confidence, c.confidence) >= 1 THEN 19
                                ELSE FLOOR(COALESCE(d.confidence, c.confidence) * 20) END = :band)
   AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = d.decision_id)
 ORDER BY d.decided_at DESC, d.decision_no DESC LIMIT :n;
