INSERT INTO agreement_counts (project_id, day, policy_version, model_version, route, blind, band, human_label, model_label, n)
SELECT project_id, day, policy_version, model_version, route, blind, band, human_label, model_label, {sign} COUNT(*)
  FROM decision_cells
 WHERE {which}
 GROUP BY project_id, day, policy_version, model_version, route, blind, band, human_label, model_label
 ORDER BY project_id, day, policy_version, model_version, route, blind, band, human_label, model_label
    ON CONFLICT (project_id, day, policy_version, model_version, route, blind, band, human_label, model_label)
    DO UPDATE SET n = agreement_counts.n + excluded.n;
INSERT INTO agreement_people (project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label, n)
SELECT project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label, {sign} COUNT(*)
  FROM decision_cells
 WHERE {which} AND reviewer <> ''
 GROUP BY project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label
 ORDER BY project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label
    ON CONFLICT (project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label)
    DO UPDATE SET n = agreement_people.n + excluded.n;
