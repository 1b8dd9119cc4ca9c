INSERT INTO log (seq, at, actor, kind, subject, body, hash)
SELECT h.seq + 1, t.at, t.actor, t.kind, t.subject, t.body,
       digest_text(h.hash || '|' || (h.seq + 1) || '|' || t.at || '|' || t.actor || '|' || t.kind
                   || '|' || t.subject || '|' || t.body)
  FROM chain h JOIN ({facts}) AS t ON h.chain = :lane;
UPDATE chain SET seq = seq + 1, hash = (SELECT l.hash FROM log l WHERE l.seq = chain.seq + 1)
 WHERE chain = :lane AND EXISTS (SELECT 1 FROM log l WHERE l.seq = chain.seq + 1);
