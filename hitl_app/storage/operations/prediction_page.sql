-- name: prediction_page
-- A page of predictions in the order of their cases; + keeps the engine on that order.
-- arguments: project bigint, after_case bigint, after_version text, n bigint
-- returns: case_no bigint, case_id text, model_version text, label text, confidence double, probabilities text, latency_ms double, explanation text, stages text, at bigint
-- role: supervisor
SELECT f.case_no, c.case_id, f.model_version, f.label, f.confidence, f.probabilities, f.latency_ms, f.explanation,
       f.stages, f.at
  FROM predictions f JOIN cases c ON c.case_no = f.case_no
 WHERE +c.project_id = :project AND f.case_no >= :after_case
   AND (f.case_no > :after_case OR (f.case_no = :after_case AND f.model_version > :after_version))
 ORDER BY f.case_no, f.model_version LIMIT :n;
