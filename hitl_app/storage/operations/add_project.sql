-- name: add_project
-- Set up a project.
-- arguments: name text, question text, kind text, labels text, guide text, reference text, salt text, now bigint
-- returns: project_id bigint
-- role: supervisor
INSERT INTO projects (name, question, kind, labels, guide, reference, salt, created_at)
VALUES (:name, :question, :kind, :labels, :guide, :reference, :salt, :now)
    ON CONFLICT (name) DO NOTHING;
SELECT project_id FROM projects WHERE name = :name AND salt = :salt;
