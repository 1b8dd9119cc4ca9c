-- name: log_page
-- A page of the chained log.
-- arguments: after bigint, n bigint
-- returns: seq bigint, at bigint, actor text, kind text, subject text, body text, hash text
-- role: supervisor
SELECT seq, at, actor, kind, subject, body, hash FROM log WHERE seq > :after ORDER BY seq LIMIT :n;
