-- A claim, and the case given back: the head of the queue changes without the head of the log.
SELECT case_no AS held FROM hitl.claim_next(1, 'desk ' || :client_id, 600000) \gset
SELECT hitl.release(:held);
