-- name: add_person
-- Add a person; a name that imported decisions brought may get a role that can act.
-- arguments: name text, role text, pin_hash text, now bigint
-- returns: name text, role text, code text, has_pin bigint
-- role: keeper
-- tells: people
-- lock: chain WHERE chain = :lane
-- lock: people WHERE code = 'R1'
INSERT INTO people (name, role, code, pin_hash, added_at)
SELECT :name, :role, 'R' || (COUNT(*) + 1), :pin_hash, :now FROM people WHERE true
    ON CONFLICT (name) DO UPDATE SET role = excluded.role, pin_hash = excluded.pin_hash
 WHERE people.role = 'recorded' AND excluded.role <> 'recorded';
SELECT name, role, code, CASE WHEN pin_hash IS NULL THEN 0 ELSE 1 END AS has_pin FROM people WHERE name = :name;
-- person
