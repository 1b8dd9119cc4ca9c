-- name: person
-- Somebody by name.
-- arguments: name text, actor text
-- returns: name text, role text, code text, has_pin bigint
-- role: anyone
SELECT name, role, code, CASE WHEN pin_hash IS NULL THEN 0 ELSE 1 END AS has_pin
  FROM people WHERE name = :name AND (acts_as('intake') OR acts_as('supervisor') OR name = :actor);
