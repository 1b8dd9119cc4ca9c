-- name: own_cases
-- What a reviewer decided or put aside, newest first, without a trace of any model; numbered among themselves, because
-- the log has links where the model decided.
-- arguments: project bigint, actor text, search text, n bigint
-- returns: key bigint, case_no bigint, case_id text, arrived_at bigint, media text, status text, human_label text, decided_by text, decided_at bigint, model_label text, confidence double, model_version text, threshold double, blind bigint
-- role: inspector
SELECT f.number AS key, c.case_no, c.case_id, c.arrived_at, c.media, f.status, f.label AS human_label,
       :actor AS decided_by, f.at AS decided_at, NULL AS model_label, CAST(NULL AS DOUBLE PRECISION) AS confidence,
       NULL AS model_version, CAST(NULL AS DOUBLE PRECISION) AS threshold, CAST(NULL AS BIGINT) AS blind
  FROM (SELECT e.*, ROW_NUMBER() OVER (ORDER BY e.log_seq) AS number FROM (
        SELECT d.case_no, d.log_seq, d.label, d.decided_at AS at, 'decided' AS status, d.decision_id AS fact_id
          FROM decisions d WHERE d.project_id = :project AND d.reviewer = :actor AND d.route <> 'recorded'
         UNION ALL
        SELECT a.case_no, a.log_seq, NULL AS label, a.at, a.kind AS status, a.fact_id
          FROM asides a WHERE a.project_id = :project AND a.reviewer = :actor) AS e) AS f
  JOIN cases c ON c.case_no = f.case_no
 WHERE NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = f.fact_id)
   AND (:search = '' OR c.case_id LIKE :search ESCAPE '\' OR c.text LIKE :search ESCAPE '\' OR c.fields LIKE :search ESCAPE '\')
 ORDER BY f.number DESC LIMIT :n;
