SELECT c.case_no, c.case_id, c.arrived_at, c.media, c.text, c.fields, q.lease_until,
       p.degree, p.version AS policy_version, p.at AS policy_since,
       CASE WHEN q.shown = 1 THEN c.model_version END AS model_version,
       CASE WHEN q.shown = 1 THEN c.model_label END AS model_label,
       CASE WHEN q.shown = 1 THEN c.confidence END AS confidence,
       CASE WHEN q.shown = 1 THEN f.probabilities END AS probabilities,
       CASE WHEN q.shown = 1 THEN f.explanation END AS explanation,
       (SELECT r.label FROM retractions r WHERE r.case_no = c.case_no AND r.reviewer = :actor
         ORDER BY r.log_seq DESC LIMIT 1) AS previous_label,
       COALESCE((SELECT CASE WHEN m.kind = 'flag' THEN 1 ELSE 0 END FROM marks m
                  WHERE m.case_no = c.case_no AND m.reviewer = :actor AND m.kind IN ('flag', 'unflag')
                  ORDER BY m.mark_no DESC LIMIT 1), 0) AS flagged,
       COALESCE((SELECT m.text FROM marks m
                  WHERE m.case_no = c.case_no AND m.reviewer = :actor AND m.kind = 'comment'
                  ORDER BY m.mark_no DESC LIMIT 1), '') AS comment
  FROM queue q
  JOIN cases c ON c.case_no = q.case_no
  JOIN policies p ON p.project_id = c.project_id AND p.version = q.policy_version
  LEFT JOIN predictions f ON f.case_no = c.case_no AND f.model_version = c.model_version
