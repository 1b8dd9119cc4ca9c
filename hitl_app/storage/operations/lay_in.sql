-- name: lay_in
-- Hold a packet of cases under a session of its own, so that work goes on while the server is away: those of the packet
-- already are held longer, and as many as are missing come from the head of the queue. The route is settled anew by the
-- policy in force: none of these cases is on a screen. Who gets a prediction in a packet counts as having seen it. Nobody
-- holds more than 200 cases that way.
-- arguments: project bigint, actor text, session text, n bigint, lease_ms bigint, now bigint
-- returns: held bigint
-- role: inspector
-- lock: queue WHERE claimed_by = :actor AND session = :session AND project_id = :project ORDER BY case_no
UPDATE queue
-- settle
 WHERE c.case_no = queue.case_no AND queue.claimed_by = :actor AND queue.session = :session
   AND queue.project_id = :project AND queue.lease_until > :now;
UPDATE queue
-- settle
 WHERE c.case_no = queue.case_no
   AND queue.case_no IN (
       WITH head AS MATERIALIZED (
         SELECT q.case_no FROM queue q
          WHERE q.project_id = :project
            AND (q.claimed_by IS NULL OR q.lease_until <= :now)
            AND (q.kept_for IS NULL OR q.kept_for = :actor OR q.kept_until <= :now)
            AND (q.not_for IS NULL OR q.not_for <> :actor)
          ORDER BY q.turn, q.case_no
          LIMIT (SELECT CASE WHEN COUNT(*) >= 200 THEN 0 WHEN COUNT(*) + :n > 200 THEN 200 - COUNT(*) ELSE :n END
                   FROM queue o WHERE o.claimed_by = :actor AND o.lease_until > :now)
          /*skip locked*/
       )
       SELECT case_no FROM head);
INSERT INTO seen (case_no, reviewer, at)
SELECT q.case_no, :actor, :now FROM queue q
 WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id = :project AND q.shown = 1
    ON CONFLICT (case_no, reviewer) DO NOTHING;
SELECT COUNT(*) AS held FROM queue q
 WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id + 0 = :project AND q.lease_until > :now;
