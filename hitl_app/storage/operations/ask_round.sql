-- name: ask_round
-- Ask those who hold packets to give back what they can spare, because somebody sits before an empty queue.
-- arguments: project bigint
-- returns: cases bigint
-- role: inspector
-- tells: hungry
SELECT COUNT(*) AS cases FROM queue q WHERE q.claimed_by > '' AND q.project_id + 0 = :project;
