-- name: chain_head
-- The head of the log.
-- arguments:
-- returns: seq bigint, hash text
-- role: supervisor
SELECT seq, hash FROM chain WHERE chain = 1;
