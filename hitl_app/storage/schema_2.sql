-- Step 2, frozen: never edit after a release; add a step instead.
-- People who only bring cases in, lanes of the log, and answers that came when somebody else had answered meanwhile.

CREATE TABLE people_of_2 (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('inspector', 'supervisor', 'intake', 'recorded')),
  code TEXT NOT NULL UNIQUE,
  pin_hash TEXT,
  added_at INTEGER NOT NULL,
  lane INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO people_of_2 (name, role, code, pin_hash, added_at) SELECT name, role, code, pin_hash, added_at FROM people;
DROP TABLE people;
ALTER TABLE people_of_2 RENAME TO people;

-- The log has lanes, so that logins on a server do not wait for each other: what a login seals follows in its lane.
-- The links of lane n are numbered from (n - 1) * 2^40 + 1. A file has one lane, or goes on in the last of several.
CREATE TABLE chain_of_2 (
  chain INTEGER PRIMARY KEY CHECK (chain > 0),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO chain_of_2 (chain, seq, hash) SELECT chain, seq, hash FROM chain;
DROP TABLE chain;
ALTER TABLE chain_of_2 RENAME TO chain;

-- Leases that have ended, among the few cases in people's hands.
CREATE INDEX queue_by_lease ON queue (lease_until) WHERE claimed_by IS NOT NULL;

CREATE INDEX log_of_set_up ON log (kind, subject) WHERE kind IN ('person', 'project');

-- Answers kept on a workstation while the server was away, whose case went to somebody else meanwhile.
CREATE TABLE conflicts (
  conflict_no INTEGER PRIMARY KEY,
  fact_id TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL,
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  reviewer TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('decision', 'unsure', 'escalated', 'retraction')),
  label TEXT NOT NULL,
  comment TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  with_whom TEXT NOT NULL,
  log_seq INTEGER NOT NULL CHECK (log_seq > 0)
) STRICT;
CREATE INDEX conflicts_by_case ON conflicts (case_no);
CREATE INDEX conflicts_by_log ON conflicts (log_seq);

CREATE VIEW conflict_texts AS
SELECT log_seq, at, reviewer AS actor, 'conflict' AS kind, fact_id AS subject,
       project_id || '|' || case_no || '|' || kind || '|' || LENGTH(label) || ':' || label
       || '|' || decided_at || '|' || LENGTH(with_whom) || ':' || with_whom || '|' || comment AS body
  FROM conflicts;

CREATE TRIGGER conflicts_kept BEFORE UPDATE ON conflicts BEGIN SELECT RAISE(ABORT, 'conflicts are append-only'); END;
CREATE TRIGGER conflicts_stay BEFORE DELETE ON conflicts BEGIN SELECT RAISE(ABORT, 'conflicts are append-only'); END;
