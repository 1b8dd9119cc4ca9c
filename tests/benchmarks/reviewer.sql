-- One reviewer's turn, in the calls and in the one transaction of workflow.review.decide_and_claim.
\if :held = 0
SELECT case_no AS held FROM hitl.claim_next(1, 'desk ' || :client_id, 600000) \gset
\endif
BEGIN;
SELECT stored FROM hitl.decide(gen_random_uuid()::text, 1, :held, 'ok', 1.5::double precision, 0, '', 0) \gset
SELECT case_no AS held FROM hitl.claim_next(1, 'desk ' || :client_id, 600000) \gset
SELECT case_id FROM hitl.claimed_case(1, :held) \gset
COMMIT;
