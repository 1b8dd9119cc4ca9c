-- name: batch_texts
-- What the chain has to seal of the batch just received.
-- arguments:
-- returns: body text, automatic bigint
-- role: intake
SELECT t.subject || '|' || t.at || '|' || t.actor || '|' || t.body AS body,
       CASE WHEN t.actor = '' THEN 1 ELSE 0 END AS automatic
  FROM chain h JOIN decision_texts t ON t.log_seq = h.seq + 1
 WHERE h.chain = 1
 ORDER BY t.decision_no;
