-- name: rollup_difference
-- Cells of the agreement rollups that do not equal the standing decisions.
-- arguments:
-- returns: cells bigint
-- role: supervisor
SELECT (SELECT COUNT(*) FROM (
  SELECT SUM(n) AS n FROM (
    SELECT project_id, day, policy_version, model_version, route, blind, band, human_label, model_label, n
      FROM agreement_counts
    UNION ALL
    SELECT project_id, day, policy_version, model_version, route, blind, band, human_label, model_label, -1 AS n
      FROM decision_cells k
     WHERE NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = k.decision_id)) AS both_sides
   GROUP BY project_id, day, policy_version, model_version, route, blind, band, human_label, model_label) AS cells
 WHERE n <> 0) + (SELECT COUNT(*) FROM (
  SELECT SUM(n) AS n FROM (
    SELECT project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label, n
      FROM agreement_people
    UNION ALL
    SELECT project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label, -1 AS n
      FROM decision_cells k
     WHERE reviewer <> '' AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = k.decision_id)) AS both_sides
   GROUP BY project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label) AS people
 WHERE n <> 0) AS cells;
