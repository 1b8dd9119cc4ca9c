-- Few rows that change with every decision: room for the next version beside the last one, and tidied up early.
ALTER TABLE hitl.queue SET (fillfactor = 50, autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
ALTER TABLE hitl.chain SET (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
ALTER TABLE hitl.agreement_counts SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
ALTER TABLE hitl.agreement_people SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
ALTER TABLE hitl.cases SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
-- One's own decisions and what one took back lie in the order in which they are asked for: the server need not guess
-- how many there are, and never goes through everybody's by time for one person's, as it did for whoever made nearly all.
CREATE INDEX IF NOT EXISTS decisions_of_reviewer ON hitl.decisions (project_id, reviewer, decided_at, decision_no);
DROP INDEX IF EXISTS hitl.decisions_by_reviewer;
CREATE INDEX IF NOT EXISTS retractions_of_reviewer ON hitl.retractions (project_id, reviewer, log_seq);
