-- name: agreement_counts
-- The rollup of a window of days; empty texts do not narrow. Cells that differ only in
-- what is not asked for (days, bands) are one, with the first of their days, or with band -1.
-- arguments: project bigint, since bigint, until bigint, model_version text, label text, degree text, days bigint, bands bigint
-- returns: day bigint, policy_version bigint, degree text, model_version text, route text, blind bigint, band bigint, human_label text, model_label text, n bigint
-- role: supervisor
SELECT MIN(a.day) AS day, a.policy_version, MIN(CASE WHEN a.route <> 'recorded' THEN p.degree END) AS degree, a.model_version,
       a.route, a.blind, CASE WHEN :bands = 1 THEN a.band ELSE -1 END AS band, a.human_label, a.model_label,
       CAST(SUM(a.n) AS INTEGER) AS n
  FROM agreement_counts a
  LEFT JOIN policies p ON p.project_id = a.project_id AND p.version = a.policy_version
 WHERE a.project_id = :project AND a.day >= :since AND a.day <= :until AND a.n <> 0
   AND (:model_version = '' OR a.model_version = :model_version)
   AND (:label = '' OR a.human_label = :label OR a.model_label = :label)
   AND (:degree = '' OR (p.degree = :degree AND a.route <> 'recorded'))
 GROUP BY CASE WHEN :days = 1 THEN a.day ELSE 0 END, a.policy_version, a.model_version, a.route, a.blind,
          CASE WHEN :bands = 1 THEN a.band ELSE -1 END, a.human_label, a.model_label
 ORDER BY 1, a.policy_version, a.model_version, a.route, a.blind, 7, a.human_label, a.model_label;
