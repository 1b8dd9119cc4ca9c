-- note
SELECT :now AS at, p.name AS actor, 'person' AS kind, p.name AS subject,
       p.role || '|' || p.code || '|' || CASE WHEN p.pin_hash IS NULL THEN 'no PIN' ELSE 'PIN' END AS body
  FROM people p
 WHERE p.name = :name
   AND p.role || '|' || p.code || '|' || CASE WHEN p.pin_hash IS NULL THEN 'no PIN' ELSE 'PIN' END
       <> COALESCE((SELECT l.body FROM log l
                     WHERE l.kind = 'person' AND l.subject = p.name ORDER BY l.at DESC, l.seq DESC LIMIT 1), '');
