-- Step 1, frozen: never edit after a release; add a step instead.
-- Times are milliseconds since 1970 UTC, shares are REAL in [0, 1], truth values 0 or 1.

CREATE TABLE projects (
  project_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  question TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('image', 'text', 'table', 'audio')),
  labels TEXT NOT NULL,
  guide TEXT NOT NULL,
  reference TEXT NOT NULL,
  salt TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE people (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('inspector', 'supervisor', 'recorded')),
  code TEXT NOT NULL UNIQUE,
  pin_hash TEXT,
  added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE policies (
  project_id INTEGER NOT NULL REFERENCES projects (project_id),
  version INTEGER NOT NULL,
  degree TEXT NOT NULL CHECK (degree IN ('human_only', 'shadow', 'assistance', 'partial', 'full')),
  threshold REAL NOT NULL CHECK (threshold BETWEEN 0 AND 1),
  label_thresholds TEXT NOT NULL,
  always_person TEXT NOT NULL,
  audit_rate REAL NOT NULL CHECK (audit_rate BETWEEN 0 AND 1),
  holdback_rate REAL NOT NULL CHECK (holdback_rate BETWEEN 0 AND 1),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  restores INTEGER,
  log_seq INTEGER NOT NULL CHECK (log_seq > 0),
  PRIMARY KEY (project_id, version)
) STRICT;

CREATE TABLE policy_notes (
  note_no INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  log_seq INTEGER NOT NULL CHECK (log_seq > 0)
) STRICT;

CREATE TABLE cases (
  case_no INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (project_id),
  case_id TEXT NOT NULL,
  arrived_at INTEGER NOT NULL,
  media TEXT NOT NULL,
  text TEXT NOT NULL,
  fields TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  u_audit REAL NOT NULL,
  u_holdback REAL NOT NULL,
  model_version TEXT,
  model_label TEXT,
  confidence REAL CHECK (confidence BETWEEN 0 AND 1),
  route TEXT NOT NULL CHECK (route IN ('human', 'holdback', 'automatic', 'audit', 'recorded')),
  route_reason TEXT NOT NULL,
  p_blind REAL NOT NULL CHECK (p_blind BETWEEN 0 AND 1),
  policy_version INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'unsure', 'escalated', 'automatic', 'decided')),
  label TEXT,
  decided_by TEXT,
  decided_at INTEGER,
  standing_id TEXT,
  UNIQUE (project_id, case_id)
) STRICT;
CREATE INDEX cases_by_arrival ON cases (project_id, arrived_at, case_no);

CREATE TABLE predictions (
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  model_version TEXT NOT NULL,
  label TEXT NOT NULL,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  probabilities TEXT NOT NULL,
  latency_ms REAL,
  explanation TEXT NOT NULL,
  stages TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (case_no, model_version)
) STRICT, WITHOUT ROWID;

-- Only what waits: small, so that the next case is one step down an index.
CREATE TABLE queue (
  case_no INTEGER PRIMARY KEY REFERENCES cases (case_no),
  project_id INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  kept_for TEXT,
  kept_until INTEGER,
  not_for TEXT,
  claimed_by TEXT,
  session TEXT,
  lease_until INTEGER,
  claimed_at INTEGER,
  route TEXT,
  route_reason TEXT,
  p_blind REAL,
  shown INTEGER,
  policy_version INTEGER
) STRICT;
CREATE INDEX queue_by_turn ON queue (project_id, turn, case_no);
CREATE INDEX queue_by_holder ON queue (claimed_by, session) WHERE claimed_by IS NOT NULL;
CREATE INDEX queue_kept ON queue (kept_for) WHERE kept_for IS NOT NULL;
CREATE INDEX queue_barred ON queue (not_for) WHERE not_for IS NOT NULL;

-- Who has had a prediction on the screen: from then on that person is not blind for the case.
CREATE TABLE seen (
  case_no INTEGER NOT NULL,
  reviewer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (case_no, reviewer)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
  decision_no INTEGER PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL,
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  reviewer TEXT NOT NULL,
  label TEXT NOT NULL,
  first_label TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
  shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
  model_version TEXT,
  model_label TEXT,
  confidence REAL,
  arm TEXT NOT NULL,
  degree TEXT,
  threshold REAL,
  policy_version INTEGER NOT NULL,
  route TEXT NOT NULL,
  route_reason TEXT NOT NULL,
  p_blind REAL NOT NULL,
  seconds REAL,
  flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
  comment TEXT NOT NULL,
  log_seq INTEGER NOT NULL CHECK (log_seq > 0)
) STRICT;
CREATE INDEX decisions_by_case ON decisions (case_no, decision_no);
CREATE INDEX decisions_by_reviewer ON decisions (project_id, reviewer, decided_at);
CREATE INDEX decisions_by_log ON decisions (log_seq);
CREATE INDEX decisions_by_time ON decisions (project_id, decided_at);

CREATE TABLE asides (
  aside_no INTEGER PRIMARY KEY,
  fact_id TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL,
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  reviewer TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unsure', 'escalated')),
  comment TEXT NOT NULL,
  at INTEGER NOT NULL,
  route TEXT NOT NULL,
  route_reason TEXT NOT NULL,
  p_blind REAL NOT NULL,
  shown INTEGER NOT NULL,
  policy_version INTEGER NOT NULL,
  log_seq INTEGER NOT NULL CHECK (log_seq > 0)
) STRICT;
CREATE INDEX asides_by_reviewer ON asides (project_id, reviewer, at);
CREATE INDEX asides_by_case ON asides (case_no);
CREATE INDEX asides_by_log ON asides (log_seq);

CREATE TABLE retractions (
  fact_id TEXT PRIMARY KEY,
  project_id INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  reviewer TEXT NOT NULL,
  label TEXT,
  at INTEGER NOT NULL,
  correction INTEGER NOT NULL CHECK (correction IN (0, 1)),
  log_seq INTEGER NOT NULL CHECK (log_seq > 0)
) STRICT;
CREATE INDEX retractions_by_reviewer ON retractions (project_id, reviewer, at);
CREATE INDEX retractions_by_case ON retractions (case_no, reviewer, log_seq);
CREATE INDEX retractions_by_log ON retractions (log_seq);

CREATE TABLE marks (
  mark_no INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  reviewer TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('flag', 'unflag', 'comment')),
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  log_seq INTEGER NOT NULL CHECK (log_seq > 0)
) STRICT;
CREATE INDEX marks_by_case ON marks (case_no, reviewer, mark_no);
CREATE INDEX marks_by_log ON marks (log_seq);

CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

-- One row: the head of the log. Whoever writes it first writes next.
CREATE TABLE chain (
  chain INTEGER PRIMARY KEY CHECK (chain = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO chain (chain, seq, hash) VALUES (1, 0, '');

CREATE TABLE agreement_counts (
  project_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  policy_version INTEGER NOT NULL,
  model_version TEXT NOT NULL,
  route TEXT NOT NULL,
  blind INTEGER NOT NULL,
  band INTEGER NOT NULL,
  human_label TEXT NOT NULL,
  model_label TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (project_id, day, policy_version, model_version, route, blind, band, human_label, model_label)
) STRICT, WITHOUT ROWID;

CREATE TABLE agreement_people (
  project_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  reviewer TEXT NOT NULL,
  policy_version INTEGER NOT NULL,
  model_version TEXT NOT NULL,
  route TEXT NOT NULL,
  blind INTEGER NOT NULL,
  human_label TEXT NOT NULL,
  model_label TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (project_id, day, reviewer, policy_version, model_version, route, blind, human_label, model_label)
) STRICT, WITHOUT ROWID;

-- Which cell of the rollups a decision counts in; days are UTC days since 1970.
-- A decision made before the case had any prediction is compared with the first one that came.
CREATE VIEW decision_cells AS
SELECT d.decision_no, d.decision_id, d.case_no, d.project_id, d.log_seq, d.reviewer,
       CAST(FLOOR(d.decided_at / 86400000.0) AS INTEGER) AS day,
       d.policy_version,
       COALESCE(d.model_version, c.model_version, '') AS model_version,
       d.route,
       d.blind,
       CASE WHEN COALESCE(d.confidence, c.confidence) IS NULL THEN -1
            WHEN COALESCE(d.confidence, c.confidence) >= 1 THEN 19
            ELSE CAST(FLOOR(COALESCE(d.confidence, c.confidence) * 20) AS INTEGER) END AS band,
       CASE WHEN d.reviewer = '' THEN '' ELSE d.label END AS human_label,
       COALESCE(d.model_label, c.model_label, '') AS model_label
  FROM decisions d
  JOIN cases c ON c.case_no = d.case_no;

-- What the chain seals, one view a kind of fact, all with the same columns.
-- Shares are sealed in millionths and seconds in thousandths: engines print floats differently.
-- Free texts are sealed with their length, so that nothing can be moved from one to the next.
CREATE VIEW decision_texts AS
SELECT d.log_seq, d.decision_no, d.decided_at AS at, d.reviewer AS actor, 'decision' AS kind, d.decision_id AS subject,
       d.project_id || '|' || d.case_no || '|' || LENGTH(c.case_id) || ':' || c.case_id
       || '|' || LENGTH(d.label) || ':' || d.label || '|' || LENGTH(d.first_label) || ':' || d.first_label
       || '|' || d.blind || '|' || d.shown
       || '|' || COALESCE(LENGTH(d.model_version) || ':' || d.model_version, '')
       || '|' || COALESCE(LENGTH(d.model_label) || ':' || d.model_label, '')
       || '|' || COALESCE(CAST(FLOOR(d.confidence * 1000000 + 0.5) AS INTEGER), -1)
       || '|' || d.arm || '|' || COALESCE(d.degree, '')
       || '|' || COALESCE(CAST(FLOOR(d.threshold * 1000000 + 0.5) AS INTEGER), -1)
       || '|' || d.policy_version || '|' || d.route || '|' || d.route_reason
       || '|' || CAST(FLOOR(d.p_blind * 1000000 + 0.5) AS INTEGER)
       || '|' || COALESCE(CAST(FLOOR(d.seconds * 1000 + 0.5) AS INTEGER), -1)
       || '|' || d.flagged || '|' || d.comment AS body
  FROM decisions d
  JOIN cases c ON c.case_no = d.case_no;

CREATE VIEW policy_texts AS
SELECT log_seq, at, by_name AS actor, 'policy' AS kind, project_id || '/' || version AS subject,
       degree || '|' || CAST(FLOOR(threshold * 1000000 + 0.5) AS INTEGER)
       || '|' || label_thresholds || '|' || always_person
       || '|' || CAST(FLOOR(audit_rate * 1000000 + 0.5) AS INTEGER)
       || '|' || CAST(FLOOR(holdback_rate * 1000000 + 0.5) AS INTEGER)
       || '|' || COALESCE(restores, 0) || '|' || reason AS body
  FROM policies;

CREATE VIEW policy_note_texts AS
SELECT log_seq, at, by_name AS actor, 'policy note' AS kind, project_id || '/' || version AS subject,
       reason AS body
  FROM policy_notes;

CREATE VIEW aside_texts AS
SELECT log_seq, at, reviewer AS actor, kind, fact_id AS subject,
       project_id || '|' || case_no || '|' || route || '|' || shown || '|' || policy_version
       || '|' || comment AS body
  FROM asides;

CREATE VIEW retraction_texts AS
SELECT log_seq, at, reviewer AS actor, 'retraction' AS kind, fact_id AS subject,
       project_id || '|' || case_no || '|' || COALESCE(label, '') || '|' || correction AS body
  FROM retractions;

CREATE VIEW mark_texts AS
SELECT log_seq, at, reviewer AS actor, kind, CAST(case_no AS TEXT) AS subject, text AS body
  FROM marks;

CREATE TRIGGER decisions_kept BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER asides_kept BEFORE UPDATE ON asides BEGIN SELECT RAISE(ABORT, 'asides are append-only'); END;
CREATE TRIGGER asides_stay BEFORE DELETE ON asides BEGIN SELECT RAISE(ABORT, 'asides are append-only'); END;
CREATE TRIGGER retractions_kept BEFORE UPDATE ON retractions BEGIN SELECT RAISE(ABORT, 'retractions are append-only'); END;
CREATE TRIGGER retractions_stay BEFORE DELETE ON retractions BEGIN SELECT RAISE(ABORT, 'retractions are append-only'); END;
CREATE TRIGGER policies_kept BEFORE UPDATE ON policies BEGIN SELECT RAISE(ABORT, 'policies are append-only'); END;
CREATE TRIGGER policies_stay BEFORE DELETE ON policies BEGIN SELECT RAISE(ABORT, 'policies are append-only'); END;
CREATE TRIGGER policy_notes_kept BEFORE UPDATE ON policy_notes BEGIN SELECT RAISE(ABORT, 'policy notes are append-only'); END;
CREATE TRIGGER policy_notes_stay BEFORE DELETE ON policy_notes BEGIN SELECT RAISE(ABORT, 'policy notes are append-only'); END;
CREATE TRIGGER marks_kept BEFORE UPDATE ON marks BEGIN SELECT RAISE(ABORT, 'marks are append-only'); END;
CREATE TRIGGER marks_stay BEFORE DELETE ON marks BEGIN SELECT RAISE(ABORT, 'marks are append-only'); END;
CREATE TRIGGER log_kept BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
