-- name: stats
-- Counts of a project; where it is the only one, all predictions are its own. Where the database itself keeps apart who
-- may know what, an inspector's leave out the model's answers to audits: a count that moves when a case comes to the
-- queue would tell that it is one.
-- arguments: project bigint, now bigint
-- returns: cases bigint, waiting bigint, claimed bigint, decided bigint, automatic bigint, predictions bigint, decisions bigint, oldest bigint
-- role: anyone
SELECT (SELECT COUNT(*) FROM cases WHERE project_id = :project) AS cases,
       (SELECT COUNT(*) FROM queue WHERE project_id = :project) AS waiting,
       (SELECT COUNT(*) FROM queue
         WHERE claimed_by > '' AND lease_until > :now AND project_id + 0 = :project) AS claimed,
       (SELECT COUNT(*) FROM cases WHERE project_id = :project AND status = 'decided') AS decided,
       (SELECT COALESCE(SUM(n), 0) FROM agreement_counts
         WHERE project_id = :project AND human_label = ''
           AND (route = 'automatic' OR (route = 'audit' AND (acts_as('intake') OR acts_as('supervisor'))))) AS automatic,
       CASE WHEN (SELECT COUNT(*) FROM projects) = 1 THEN (SELECT COUNT(*) FROM predictions)
            ELSE (SELECT COUNT(*) FROM predictions f JOIN cases c ON c.case_no = f.case_no
                   WHERE c.project_id = :project) END AS predictions,
       (SELECT COALESCE(SUM(n), 0) FROM agreement_counts
         WHERE project_id = :project
           AND (human_label <> '' OR route <> 'audit' OR acts_as('intake') OR acts_as('supervisor'))) AS decisions,
       (SELECT MIN(c.arrived_at) FROM queue q JOIN cases c ON c.case_no = q.case_no
         WHERE q.project_id = :project) AS oldest;
