-- name: agreement_people
-- The rollup by person of a window of days; empty texts do not narrow. Without days,
-- cells that differ in the day only are one, with the first of their days.
-- arguments: project bigint, since bigint, until bigint, model_version text, label text, degree text, reviewer text, days bigint
-- returns: day bigint, policy_version bigint, degree text, model_version text, route text, blind bigint, band bigint, human_label text, model_label text, n bigint, reviewer text
-- role: supervisor
SELECT MIN(a.day) AS day, a.policy_version, MIN(CASE WHEN a.route <> 'recorded' THEN p.degree END) AS degree, a.model_version,
       a.route, a.blind, -1 AS band, a.human_label, a.model_label,
       CAST(SUM(a.n) AS INTEGER) AS n, a.reviewer
  FROM agreement_people a
  LEFT JOIN policies p ON p.project_id = a.project_id AND p.version = a.policy_version
 WHERE a.project_id = :project AND a.day >= :since AND a.day <= :until AND a.n <> 0
   AND (:model_version = '' OR a.model_version = :model_version)
   AND (:label = '' OR a.human_label = :label OR a.model_label = :label)
   AND (:degree = '' OR (p.degree = :degree AND a.route <> 'recorded'))
   AND (:reviewer = '' OR a.reviewer = :reviewer)
 GROUP BY CASE WHEN :days = 1 THEN a.day ELSE 0 END, a.reviewer, a.policy_version, a.model_version, a.route,
          a.blind, a.human_label, a.model_label
 ORDER BY 1, a.reviewer, a.policy_version, a.model_version, a.route, a.blind, a.human_label, a.model_label;
