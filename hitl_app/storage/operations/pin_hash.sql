-- name: pin_hash
-- The hash of a person's PIN, empty where there is none.
-- arguments: name text
-- returns: pin_hash text
-- role: inspector
SELECT pin_hash FROM people WHERE name = :name;
