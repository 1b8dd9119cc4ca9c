-- name: add_project
-- Set up a project; nothing comes back where there is one of that name.
-- arguments: name text, question text, kind text, labels text, guide text, reference text, salt text, actor text, now bigint
-- returns: project_id bigint
-- role: supervisor
-- tells: projects
-- lock: chain WHERE chain = :lane
INSERT INTO projects (name, question, kind, labels, guide, reference, salt, created_at)
VALUES (:name, :question, :kind, :labels, :guide, :reference, :salt, :now)
    ON CONFLICT (name) DO NOTHING;
SELECT project_id FROM projects WHERE name = :name AND salt = :salt;
-- note
SELECT :now AS at, :actor AS actor, 'project' AS kind, p.name AS subject,
       p.kind || '|' || digest_text(p.salt) || '|' || digest_text(p.guide) || '|' || digest_text(p.reference)
       || '|' || LENGTH(p.question) || ':' || p.question || '|' || p.labels AS body
  FROM projects p
 WHERE p.name = :name AND p.salt = :salt
   AND NOT EXISTS (SELECT 1 FROM log l WHERE l.kind = 'project' AND l.subject = p.name);
