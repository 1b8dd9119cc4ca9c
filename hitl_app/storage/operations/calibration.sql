-- name: calibration
-- How often a model version was right in blind reviews, by twentieths of confidence.
-- arguments: project bigint, model_version text
-- returns: band bigint, n bigint, agree bigint
-- role: inspector
SELECT band, SUM(n) AS n, SUM(CASE WHEN human_label = model_label THEN n ELSE 0 END) AS agree
  FROM agreement_counts
 WHERE project_id = :project AND model_version = :model_version AND blind = 1 AND human_label <> '' AND band >= 0
 GROUP BY band;
