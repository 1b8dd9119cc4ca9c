-- name: add_recorded
-- Add a name that imported decisions bring; somebody known stays as is.
-- arguments: name text, now bigint
-- returns:
-- role: intake
-- lock: chain WHERE chain = :lane
-- lock: people WHERE code = 'R1' AND NOT EXISTS (SELECT 1 FROM people k WHERE k.name = :name)
INSERT INTO people (name, role, code, added_at)
SELECT :name, 'recorded', 'R' || (COUNT(*) + 1), :now FROM people WHERE true
    ON CONFLICT (name) DO NOTHING;
-- person
