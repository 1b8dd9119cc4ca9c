-- name: claim_next
-- Put the next case into the reviewer's hands: the one held already, else the first of the own packet
-- (session with a + behind it), else the head of the queue.
-- The route is settled here by the policy in force and kept until the case is given back;
-- domain.policy.route is the rule, and a test holds both to each other. What a recorded decision settled in hands
-- whose lease has ended leaves the queue first, but for an audit. Whoever holds a packet and ten more gets no further one:
-- sessions are only names, and one person could empty the queue with them.
-- arguments: project bigint, actor text, session text, lease_ms bigint, now bigint
-- returns: case_no bigint
-- role: inspector
DELETE FROM queue
 WHERE case_no IN (
       SELECT q.case_no FROM queue q
        WHERE q.claimed_by IS NOT NULL AND q.lease_until <= :now
          AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = q.case_no AND c.status = 'decided' AND c.route <> 'audit')
        /*skip locked*/);
UPDATE queue
-- settle
 WHERE c.case_no = queue.case_no
   AND queue.case_no = (
       WITH laid_in AS MATERIALIZED (
         SELECT q.case_no FROM queue q
          WHERE q.claimed_by = :actor AND q.session = :session || '+' AND q.project_id + 0 = :project
          ORDER BY q.turn, q.case_no LIMIT 1 /*skip locked*/
       ), head AS MATERIALIZED (
         SELECT q.case_no FROM queue q
          WHERE q.project_id = :project AND NOT EXISTS (SELECT 1 FROM laid_in)
            AND (q.claimed_by IS NULL OR q.lease_until <= :now)
            AND (q.kept_for IS NULL OR q.kept_for = :actor OR q.kept_until <= :now)
            AND (q.not_for IS NULL OR q.not_for <> :actor)
            AND 210 > (SELECT COUNT(*) FROM queue o WHERE o.claimed_by = :actor AND o.lease_until > :now)
          ORDER BY q.turn, q.case_no LIMIT 1 /*skip locked*/
       )
       SELECT COALESCE((SELECT case_no FROM laid_in), (SELECT case_no FROM head)) AS case_no
        WHERE NOT EXISTS (SELECT 1 FROM queue o
                           WHERE o.claimed_by = :actor AND o.session = :session
                             AND o.project_id = :project AND o.lease_until > :now));
UPDATE queue SET lease_until = :now + :lease_ms
 WHERE claimed_by = :actor AND session = :session AND project_id = :project AND lease_until > :now;
INSERT INTO seen (case_no, reviewer, at)
SELECT q.case_no, :actor, :now FROM queue q
 WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id = :project
   AND q.lease_until > :now AND q.shown = 1
    ON CONFLICT (case_no, reviewer) DO NOTHING;
SELECT q.case_no FROM queue q
 WHERE q.claimed_by = :actor AND q.session = :session AND q.project_id = :project AND q.lease_until > :now
 ORDER BY q.claimed_at DESC LIMIT 1;
