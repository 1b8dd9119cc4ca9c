CREATE TEMP TABLE IF NOT EXISTS arriving (
  row_no INTEGER PRIMARY KEY, line BIGINT NOT NULL, case_id TEXT NOT NULL, arrived_at BIGINT, media TEXT NOT NULL,
  text TEXT NOT NULL, fields TEXT NOT NULL, content_hash TEXT NOT NULL, u_audit DOUBLE PRECISION NOT NULL, u_holdback DOUBLE PRECISION NOT NULL,
  model_version TEXT, model_label TEXT, confidence DOUBLE PRECISION, probabilities TEXT, latency_ms DOUBLE PRECISION, explanation TEXT,
  stages TEXT, route TEXT NOT NULL, route_reason TEXT NOT NULL, p_blind DOUBLE PRECISION NOT NULL,
  reviewer TEXT, human_label TEXT, decided_at BIGINT, shown INTEGER, seconds DOUBLE PRECISION,
  outcome TEXT, stored_case_no BIGINT, is_new INTEGER NOT NULL DEFAULT 0, is_routed INTEGER NOT NULL DEFAULT 0,
  is_scored INTEGER NOT NULL DEFAULT 0, is_late INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS arriving_by_case ON arriving (case_id, row_no);
