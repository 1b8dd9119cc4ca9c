-- name: case_facts
-- Predictions and people's standing decisions of a stretch of cases, in the order of the cases.
-- arguments: project bigint, after bigint, until bigint
-- returns: case_no bigint, kind text, by_whom text, label text, confidence double, seconds double, at bigint, shown bigint
-- role: supervisor
SELECT case_no, kind, by_whom, label, confidence, seconds, at, shown FROM (
  SELECT f.case_no, 'prediction' AS kind, f.model_version AS by_whom, f.label, f.confidence, NULL AS seconds, f.at,
         0 AS shown
    FROM predictions f JOIN cases c ON c.case_no = f.case_no
   WHERE c.project_id = :project AND f.case_no > :after AND f.case_no <= :until
  UNION ALL
  SELECT d.case_no, 'decision' AS kind, d.reviewer AS by_whom, d.label, NULL AS confidence, d.seconds,
         d.decided_at AS at, 1 - d.blind AS shown
    FROM decisions d
   WHERE d.project_id = :project AND d.case_no > :after AND d.case_no <= :until AND d.reviewer <> ''
     AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = d.decision_id)) AS facts
 ORDER BY case_no, kind DESC, at, by_whom;
