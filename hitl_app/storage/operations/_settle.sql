   SET claimed_by = :actor, session = :session, lease_until = :now + :lease_ms, claimed_at = :now,
       policy_version = p.version,
       route = CASE WHEN c.route = 'audit' THEN 'audit'
                    WHEN p.degree NOT IN ('human_only', 'shadow') AND c.model_label IS NOT NULL
                         AND c.u_holdback < p.holdback_rate THEN 'holdback'
                    ELSE 'human' END,
       route_reason = CASE WHEN c.route = 'audit' THEN c.route_reason
                           WHEN c.policy_version <> p.version OR c.route = 'recorded' THEN 'waited'
                           WHEN c.route_reason = 'no_prediction' AND c.model_label IS NOT NULL THEN 'waited'
                           ELSE c.route_reason END,
       p_blind = CASE WHEN c.route = 'audit' THEN c.p_blind
                      WHEN p.degree IN ('human_only', 'shadow') OR c.model_label IS NULL THEN 1
                      ELSE p.holdback_rate END,
       shown = CASE WHEN c.route <> 'audit' AND p.degree NOT IN ('human_only', 'shadow')
                         AND c.model_label IS NOT NULL AND c.u_holdback >= p.holdback_rate THEN 1
                    ELSE 0 END
  FROM cases c
  JOIN policies p ON p.project_id = c.project_id
   AND p.version = (SELECT MAX(m.version) FROM policies m WHERE m.project_id = :project)
