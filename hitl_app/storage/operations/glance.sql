-- name: glance
-- What can be told of a project without counting it: cases in people's hands, and whether there is any case.
-- arguments: project bigint, now bigint
-- returns: claimed bigint, any_case bigint
-- role: anyone
SELECT (SELECT COUNT(*) FROM queue q
         WHERE q.claimed_by > '' AND q.lease_until > :now AND q.project_id + 0 = :project) AS claimed,
       CASE WHEN EXISTS (SELECT 1 FROM cases c WHERE c.project_id = :project) THEN 1 ELSE 0 END AS any_case;
