-- name: people
-- Everybody, by name.
-- arguments:
-- returns: name text, role text, code text, has_pin bigint
-- role: inspector
SELECT name, role, code, CASE WHEN pin_hash IS NULL THEN 0 ELSE 1 END AS has_pin FROM people ORDER BY name;
