-- Few rows that change with every decision: room for the next version beside the last one, and tidied up early.
ALTER TABLE hitl.queue SET (fillfactor = 50, autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
ALTER TABLE hitl.chain SET (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
ALTER TABLE hitl.agreement_counts SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
ALTER TABLE hitl.agreement_people SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
ALTER TABLE hitl.cases SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
