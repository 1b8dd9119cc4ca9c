-- name: people
-- Everybody, by name; where the database itself keeps apart who may know what, an inspector is told of nobody else:
-- names beside codes would tell who is who in exports.
-- arguments: actor text
-- returns: name text, role text, code text, has_pin bigint
-- role: anyone
SELECT name, role, code, CASE WHEN pin_hash IS NULL THEN 0 ELSE 1 END AS has_pin 
  FROM people WHERE acts_as('intake') OR acts_as('supervisor') OR name = :actor ORDER BY name;
