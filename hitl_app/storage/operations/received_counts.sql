-- name: received_counts
-- How many cases and predictions of the batch were new.
-- arguments:
-- returns: cases bigint, predictions bigint
-- role: intake
SELECT COUNT(DISTINCT CASE WHEN a.is_new = 1 THEN a.stored_case_no END) AS cases,
       COUNT(CASE WHEN a.is_scored = 1 THEN 1 END) AS predictions
  FROM arriving a
 WHERE a.outcome IS NULL;
