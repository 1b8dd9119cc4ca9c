-- name: fact_of_case
-- The fact by which a reviewer last dealt with a case, and whose decision stands.
-- arguments: project bigint, case_id text, actor text
-- returns: fact_id text
-- role: inspector
SELECT f.fact_id FROM (
       SELECT d.decision_id AS fact_id, d.log_seq FROM decisions d JOIN cases c ON c.case_no = d.case_no
        WHERE c.project_id = :project AND c.case_id = :case_id AND d.reviewer = :actor AND d.route <> 'recorded'
       UNION ALL
       SELECT a.fact_id, a.log_seq FROM asides a JOIN cases c ON c.case_no = a.case_no
        WHERE c.project_id = :project AND c.case_id = :case_id AND a.reviewer = :actor) AS f
 WHERE NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = f.fact_id)
 ORDER BY f.log_seq DESC LIMIT 1;
