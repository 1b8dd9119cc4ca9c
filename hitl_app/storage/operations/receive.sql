-- name: receive
-- Take the staged batch in (table arriving): new cases, predictions, past decisions, what the model decides alone,
-- and the queue. A prediction that comes when its case is decided or in somebody's hands is compared,
-- but no longer routes the case. What comes back: a row for each refused one, or one row, each with what was new.
-- Rows that contradict what is stored get an outcome and change nothing. A case without
-- content (content_hash is empty) has not said yet what it is: the first content that comes fills it, once.
-- Most batches bring nothing but new cases: a server passes over what has nothing to do then (if, end if).
-- arguments: project bigint, policy_version bigint, degree text, threshold double, now bigint
-- returns: line bigint, case_id text, outcome text, cases bigint, predictions bigint, decisions bigint, automatic bigint
-- role: intake
-- tells: arrivals
-- lock: chain WHERE chain = :lane
-- lock: projects WHERE project_id = :project
-- if: (SELECT COUNT(*) > COUNT(DISTINCT a.case_id) FROM arriving a) OR EXISTS (SELECT 1 FROM arriving a WHERE (SELECT c.case_no FROM cases c WHERE c.project_id = :project AND c.case_id = a.case_id) IS NOT NULL)
UPDATE arriving SET outcome = 'other_content'
 WHERE content_hash <> ''
   AND content_hash <> COALESCE(
         (SELECT c.content_hash FROM cases c
           WHERE c.project_id = :project AND c.case_id = arriving.case_id AND c.content_hash <> ''),
         (SELECT b.content_hash FROM arriving b
           WHERE b.case_id = arriving.case_id AND b.content_hash <> '' ORDER BY b.row_no LIMIT 1));
UPDATE arriving SET outcome = 'other_prediction'
 WHERE outcome IS NULL AND model_version IS NOT NULL
   AND (EXISTS (SELECT 1 FROM cases c JOIN predictions f ON f.case_no = c.case_no
                 WHERE c.project_id = :project AND c.case_id = arriving.case_id
                   AND f.model_version = arriving.model_version
                   AND (f.label <> arriving.model_label OR f.confidence <> arriving.confidence))
     OR EXISTS (SELECT 1 FROM arriving b
                 WHERE b.row_no = (SELECT MIN(e.row_no) FROM arriving e
                                    WHERE e.case_id = arriving.case_id AND e.outcome IS NULL
                                      AND e.model_version = arriving.model_version)
                   AND NOT EXISTS (SELECT 1 FROM cases c JOIN predictions f ON f.case_no = c.case_no
                                    WHERE c.project_id = :project AND c.case_id = arriving.case_id
                                      AND f.model_version = arriving.model_version)
                   AND (b.model_label <> arriving.model_label OR b.confidence <> arriving.confidence)));
UPDATE arriving SET outcome = 'other_decision'
 WHERE outcome IS NULL AND human_label IS NOT NULL
   AND (EXISTS (SELECT 1 FROM cases c JOIN decisions d ON d.case_no = c.case_no
                 WHERE c.project_id = :project AND c.case_id = arriving.case_id
                   AND d.route = 'recorded' AND d.reviewer = arriving.reviewer
                   AND (d.label <> arriving.human_label OR d.shown <> arriving.shown
                     OR d.decided_at <> COALESCE(arriving.decided_at, c.arrived_at)
                     OR COALESCE(d.seconds, -1) <> COALESCE(arriving.seconds, -1)))
     OR EXISTS (SELECT 1 FROM arriving b
                 WHERE b.row_no = (SELECT MIN(e.row_no) FROM arriving e
                                    WHERE e.case_id = arriving.case_id AND e.outcome IS NULL
                                      AND e.reviewer = arriving.reviewer)
                   AND NOT EXISTS (SELECT 1 FROM cases c JOIN decisions d ON d.case_no = c.case_no
                                    WHERE c.project_id = :project AND c.case_id = arriving.case_id
                                      AND d.route = 'recorded' AND d.reviewer = arriving.reviewer)
                   AND (b.human_label <> arriving.human_label OR b.shown <> arriving.shown
                     OR COALESCE(b.decided_at, -9000000000000000) <> COALESCE(arriving.decided_at, -9000000000000000)
                     OR COALESCE(b.seconds, -1) <> COALESCE(arriving.seconds, -1))));
UPDATE arriving
   SET stored_case_no = (SELECT c.case_no FROM cases c
                          WHERE c.project_id = :project AND c.case_id = arriving.case_id)
 WHERE outcome IS NULL;
-- lock: cases WHERE case_no IN (SELECT a.stored_case_no FROM arriving a) ORDER BY case_no
-- lock: queue WHERE case_no IN (SELECT a.stored_case_no FROM arriving a) ORDER BY case_no
-- end if
INSERT INTO cases (project_id, case_id, arrived_at, media, text, fields, content_hash, u_audit, u_holdback,
                   model_version, model_label, confidence, route, route_reason, p_blind, policy_version, status)
SELECT :project, a.case_id, COALESCE(a.arrived_at, :now), a.media, a.text, a.fields, a.content_hash, a.u_audit,
       a.u_holdback, a.model_version, a.model_label, a.confidence, a.route, a.route_reason, a.p_blind,
       :policy_version, 'waiting'
  FROM arriving a
 WHERE a.outcome IS NULL AND a.stored_case_no IS NULL
   AND NOT EXISTS (SELECT 1 FROM arriving b WHERE b.case_id = a.case_id AND b.row_no < a.row_no AND b.outcome IS NULL)
 ORDER BY a.row_no;
UPDATE arriving
   SET is_new = 1,
       is_scored = CASE WHEN model_version IS NULL
                          OR EXISTS (SELECT 1 FROM arriving b
                                      WHERE b.case_id = arriving.case_id AND b.row_no < arriving.row_no
                                        AND b.outcome IS NULL AND b.model_version = arriving.model_version)
                        THEN 0 ELSE 1 END,
       stored_case_no = (SELECT c.case_no FROM cases c
                          WHERE c.project_id = :project AND c.case_id = arriving.case_id)
 WHERE outcome IS NULL AND stored_case_no IS NULL;
-- if: (SELECT COUNT(*) > COUNT(DISTINCT CASE WHEN a.is_new = 1 THEN a.stored_case_no END) FROM arriving a)
UPDATE cases SET media = a.media, text = a.text, fields = a.fields, content_hash = a.content_hash
  FROM arriving a
 WHERE a.stored_case_no = cases.case_no AND a.outcome IS NULL AND a.content_hash <> '' AND cases.content_hash = ''
   AND cases.case_no IN (SELECT e.stored_case_no FROM arriving e WHERE e.outcome IS NULL)
   AND a.row_no = (SELECT MIN(b.row_no) FROM arriving b
                    WHERE b.case_id = a.case_id AND b.outcome IS NULL AND b.content_hash <> '');
UPDATE arriving SET is_scored = 1
 WHERE outcome IS NULL AND is_new = 0 AND model_version IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM predictions f
                    WHERE f.case_no = arriving.stored_case_no AND f.model_version = arriving.model_version)
   AND NOT EXISTS (SELECT 1 FROM arriving b
                    WHERE b.case_id = arriving.case_id AND b.row_no < arriving.row_no AND b.outcome IS NULL
                      AND b.model_version = arriving.model_version);
UPDATE cases
   SET model_version = a.model_version, model_label = a.model_label, confidence = a.confidence,
       route = a.route, route_reason = a.route_reason, p_blind = a.p_blind, policy_version = :policy_version
  FROM arriving a
 WHERE a.stored_case_no = cases.case_no AND a.outcome IS NULL
   AND cases.case_no IN (SELECT e.stored_case_no FROM arriving e WHERE e.outcome IS NULL)
   AND cases.model_version IS NULL AND cases.status = 'waiting'
   AND a.row_no = (SELECT MIN(b.row_no) FROM arriving b
                    WHERE b.case_id = a.case_id AND b.outcome IS NULL AND b.model_version IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM queue q WHERE q.case_no = cases.case_no AND q.lease_until > :now)
   AND NOT EXISTS (SELECT 1 FROM asides s WHERE s.case_no = cases.case_no);
UPDATE arriving SET is_late = 1
 WHERE outcome IS NULL AND model_version IS NOT NULL
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = arriving.stored_case_no AND c.model_version IS NULL)
   AND row_no = (SELECT MIN(b.row_no) FROM arriving b
                  WHERE b.case_id = arriving.case_id AND b.outcome IS NULL AND b.model_version IS NOT NULL);
-- count: - WHERE case_no IN (SELECT a.stored_case_no FROM arriving a WHERE a.is_late = 1) AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = decision_cells.decision_id)
UPDATE cases SET model_version = a.model_version, model_label = a.model_label, confidence = a.confidence
  FROM arriving a
 WHERE a.stored_case_no = cases.case_no AND a.is_late = 1;
-- count: + WHERE case_no IN (SELECT a.stored_case_no FROM arriving a WHERE a.is_late = 1) AND NOT EXISTS (SELECT 1 FROM retractions r WHERE r.fact_id = decision_cells.decision_id)
-- end if
INSERT INTO predictions (case_no, model_version, label, confidence, probabilities, latency_ms, explanation, stages, at)
SELECT a.stored_case_no, a.model_version, a.model_label, a.confidence, a.probabilities, a.latency_ms, a.explanation,
       a.stages, :now
  FROM arriving a
 WHERE a.outcome IS NULL AND a.model_version IS NOT NULL
    ON CONFLICT (case_no, model_version) DO NOTHING;
UPDATE arriving SET is_routed = 1
 WHERE outcome IS NULL
   AND EXISTS (SELECT 1 FROM cases c WHERE c.case_no = arriving.stored_case_no AND c.status = 'waiting'
                  AND c.route IN ('automatic', 'audit'));
INSERT INTO decisions (decision_id, project_id, case_no, reviewer, label, first_label, decided_at, blind, shown,
                       model_version, model_label, confidence, arm, degree, threshold, policy_version, route,
                       route_reason, p_blind, seconds, flagged, comment, log_seq)
SELECT 'recorded-' || c.case_no || '-' || SUBSTR(digest_text(p.salt || '|' || a.reviewer), 1, 12),
       :project, c.case_no, a.reviewer, a.human_label, a.human_label,
       COALESCE(a.decided_at, c.arrived_at), CASE WHEN a.shown = 1 THEN 0 ELSE 1 END, a.shown,
       c.model_version, c.model_label, c.confidence, CASE WHEN c.model_version IS NULL THEN '' ELSE 'champion' END,
       NULL, NULL, :policy_version, 'recorded', 'recorded', CASE WHEN a.shown = 1 THEN 0 ELSE 1 END, a.seconds, 0, '',
       h.seq + 1
  FROM arriving a
  JOIN cases c ON c.case_no = a.stored_case_no
  JOIN projects p ON p.project_id = :project
  JOIN chain h ON h.chain = :lane
 WHERE a.outcome IS NULL AND a.human_label IS NOT NULL
 ORDER BY a.row_no
    ON CONFLICT (decision_id) DO NOTHING;
UPDATE cases
   SET status = 'decided', label = d.label, decided_by = d.reviewer, decided_at = d.decided_at,
       standing_id = d.decision_id,
       route = CASE WHEN cases.standing_id IS NULL THEN 'recorded' ELSE cases.route END,
       route_reason = CASE WHEN cases.standing_id IS NULL THEN 'recorded' ELSE cases.route_reason END
  FROM decisions d
 WHERE d.case_no = cases.case_no AND cases.status <> 'decided'
   AND cases.case_no IN (SELECT a.stored_case_no FROM arriving a WHERE a.outcome IS NULL AND a.human_label IS NOT NULL)
   AND d.decision_no = (SELECT MAX(e.decision_no) FROM decisions e
                         WHERE e.case_no = cases.case_no AND e.route = 'recorded'
                           AND e.log_seq = (SELECT h.seq + 1 FROM chain h WHERE h.chain = :lane));
DELETE FROM queue
 WHERE case_no IN (SELECT d.case_no FROM decisions d JOIN chain h ON d.log_seq = h.seq + 1 AND h.chain = :lane)
   AND (claimed_by IS NULL OR lease_until <= :now);
INSERT INTO decisions (decision_id, project_id, case_no, reviewer, label, first_label, decided_at, blind, shown,
                       model_version, model_label, confidence, arm, degree, threshold, policy_version, route,
                       route_reason, p_blind, seconds, flagged, comment, log_seq)
SELECT 'automatic-' || c.case_no, :project, c.case_no, '', c.model_label, c.model_label, :now, 0, 0,
       c.model_version, c.model_label, c.confidence, 'champion', :degree,
       CASE WHEN :degree = 'partial' THEN :threshold END, c.policy_version, c.route, c.route_reason, c.p_blind,
       NULL, 0, '', h.seq + 1
  FROM cases c
  JOIN chain h ON h.chain = :lane
 WHERE c.status = 'waiting' AND c.route IN ('automatic', 'audit')
   AND c.case_no IN (SELECT a.stored_case_no FROM arriving a WHERE a.is_routed = 1)
 ORDER BY c.case_no
    ON CONFLICT (decision_id) DO NOTHING;
UPDATE cases
   SET status = 'automatic', label = model_label, decided_by = '', decided_at = :now,
       standing_id = 'automatic-' || case_no
 WHERE status = 'waiting' AND route IN ('automatic', 'audit')
   AND case_no IN (SELECT a.stored_case_no FROM arriving a WHERE a.is_routed = 1);
DELETE FROM queue
 WHERE case_no IN (SELECT c.case_no FROM arriving a JOIN cases c ON c.case_no = a.stored_case_no
                    WHERE a.is_routed = 1 AND c.route = 'automatic' AND c.status = 'automatic');
INSERT INTO queue (case_no, project_id, turn)
SELECT c.case_no, c.project_id, c.arrived_at
  FROM cases c
 WHERE c.case_no IN (SELECT a.stored_case_no FROM arriving a WHERE a.is_new = 1 OR a.is_routed = 1)
   AND (c.status = 'waiting' OR (c.status = 'automatic' AND c.route = 'audit'))
    ON CONFLICT (case_no) DO NOTHING;
-- count: + WHERE log_seq = (SELECT h.seq + 1 FROM chain h WHERE h.chain = :lane)
SELECT a.line, a.case_id, a.outcome, n.cases, n.predictions, n.decisions, n.automatic
  FROM (SELECT (SELECT COUNT(DISTINCT e.stored_case_no) FROM arriving e WHERE e.is_new = 1) AS cases,
               (SELECT COUNT(*) FROM arriving e WHERE e.is_scored = 1) AS predictions,
               (SELECT COUNT(*) FROM decisions d JOIN chain h ON d.log_seq = h.seq + 1 AND h.chain = :lane
                 WHERE d.reviewer <> '') AS decisions,
               (SELECT COUNT(*) FROM decisions d JOIN chain h ON d.log_seq = h.seq + 1 AND h.chain = :lane
                 WHERE d.reviewer = '') AS automatic) AS n
  LEFT JOIN arriving a ON a.outcome IS NOT NULL
 ORDER BY a.row_no;
-- note
SELECT :now AS at, '' AS actor, 'batch' AS kind, b.name AS subject, b.n || '|' || digest_text(b.texts) AS body
  FROM (SELECT p.name, COUNT(*) AS n,
               STRING_AGG(t.subject || '|' || t.at || '|' || t.actor || '|' || t.body, '
' ORDER BY t.decision_no) AS texts
          FROM projects p
          JOIN chain h ON h.chain = :lane
          JOIN decision_texts t ON t.log_seq = h.seq + 1
         WHERE p.project_id = :project
         GROUP BY p.name) AS b;
