-- name: chain_head
-- The heads of the log: one for each lane, which is what one login seals after another.
-- arguments:
-- returns: chain bigint, seq bigint, hash text
-- role: supervisor
SELECT chain, seq, hash FROM chain ORDER BY chain;
