-- name: calibration
-- How often a model version was right in blind reviews, by twentieths of confidence, up to yesterday:
-- a count that moves with one's own answer would tell what the model said of the case.
-- arguments: project bigint, model_version text, now bigint
-- returns: band bigint, n bigint, agree bigint
-- role: inspector
SELECT band, SUM(n) AS n, SUM(CASE WHEN human_label = model_label THEN n ELSE 0 END) AS agree
  FROM agreement_counts
 WHERE project_id = :project AND model_version = :model_version AND blind = 1 AND human_label <> '' AND band >= 0
   AND day < FLOOR(:now / 86400000.0)
 GROUP BY band;
