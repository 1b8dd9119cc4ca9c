-- name: calibration
-- How often a model version was right in blind reviews, by twentieths of confidence, up to yesterday:
-- a count that moves with one's own answer would tell what the model said of the case. Where the database itself keeps
-- apart who may know what, an inspector's own answers are left out for that: one may be dated yesterday, or taken back.
-- arguments: project bigint, model_version text, actor text, now bigint
-- returns: band bigint, n bigint, agree bigint
-- role: inspector
SELECT band, SUM(n) AS n, SUM(CASE WHEN human_label = model_label THEN n ELSE 0 END) AS agree
  FROM (SELECT a.band, a.human_label, a.model_label, a.n
          FROM agreement_counts a
         WHERE a.project_id = :project AND a.model_version = :model_version AND a.blind = 1 AND a.human_label <> ''
           AND a.band >= 0 AND a.day < FLOOR(:now / 86400000.0)
         UNION ALL
        SELECT k.band, k.human_label, k.model_label, -1 AS n
          FROM decision_cells k
         WHERE k.project_id = :project AND k.model_version = :model_version AND k.blind = 1 AND k.reviewer = :actor
           AND k.band >= 0 AND k.day < FLOOR(:now / 86400000.0) AND NOT acts_as('supervisor')
           AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = k.decision_id)) AS cells
 GROUP BY band
HAVING SUM(n) > 0;
