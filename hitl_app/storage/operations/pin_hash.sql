-- name: pin_hash
-- The hash of a person's PIN, empty where there is none.
-- arguments: name text
-- returns: pin_hash text
-- role: file
SELECT pin_hash FROM people WHERE name = :name;
