-- name: log_note
-- Add a link to the chain that has no record of its own: a received batch, an import, a new person.
-- arguments: actor text, kind text, subject text, body text, now bigint
-- returns: seq bigint
-- role: intake
UPDATE chain SET seq = seq WHERE chain = 1;
INSERT INTO log (seq, at, actor, kind, subject, body, hash)
SELECT h.seq + 1, :now, :actor, :kind, :subject, :body,
       digest_text(h.hash || '|' || (h.seq + 1) || '|' || :now || '|' || :actor || '|' || :kind
                   || '|' || :subject || '|' || :body)
  FROM chain h WHERE h.chain = 1;
UPDATE chain SET seq = seq + 1, hash = (SELECT l.hash FROM log l WHERE l.seq = chain.seq + 1) WHERE chain = 1;
SELECT seq FROM chain WHERE chain = 1;
