-- name: case_page
-- A page of cases in the order they were stored; + keeps the engine on the order of the numbers.
-- arguments: project bigint, after bigint, n bigint
-- returns: case_no bigint, case_id text, arrived_at bigint, media text, text text, fields text, status text, label text, decided_by text, decided_at bigint, route text, route_reason text, p_blind double, policy_version bigint
-- role: supervisor
SELECT case_no, case_id, arrived_at, media, text, fields, status, label, decided_by, decided_at, route, route_reason,
       p_blind, policy_version
  FROM cases WHERE +project_id = :project AND case_no > :after ORDER BY case_no LIMIT :n;
