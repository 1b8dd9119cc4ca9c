-- How a batch is laid: in a table of the function's own, which no client can have laid under its hands.
IF EXISTS (SELECT 1 FROM pg_catalog.pg_class t
            WHERE t.relnamespace = pg_my_temp_schema() AND t.relname = 'arriving'
              AND pg_catalog.pg_get_userbyid(t.relowner) <> current_user) THEN
  RAISE EXCEPTION 'The table of the batch is not the program''s own.' USING ERRCODE = 'HT003';
END IF;
IF to_regclass('pg_temp.arriving') IS NULL THEN
{create}
END IF;
-- Not DELETE: what it leaves behind is tidied up by nobody, and every batch would be slower than the last one.
TRUNCATE arriving;
INSERT INTO arriving ({columns}) SELECT {fields} FROM jsonb_array_elements($1) AS e;
-- Nobody else counts a table of this kind, and plans for a few hundred rows or a few thousand are not the same.
ANALYZE arriving (row_no, case_id, outcome, is_new, stored_case_no);
-- Who brings cases in works out their routes; the policy in force must allow what the model is to decide alone.
-- A batch may have been on its way while a new policy came.
IF NOT EXISTS (SELECT 1 FROM policies p
                WHERE p.project_id = $2 AND p.version = $3 AND p.degree = $4 AND p.threshold = $5
                  AND NOT EXISTS (SELECT 1 FROM policies n
                                   WHERE n.project_id = $2 AND n.version > $3 AND n.at < _now - 600000))
   OR EXISTS (SELECT 1 FROM arriving a JOIN policies p ON p.project_id = $2 AND p.version = $3
               WHERE a.route NOT IN ('human', 'holdback')
                 AND (a.route NOT IN ('automatic', 'audit') OR a.model_label IS NULL
                      OR p.degree NOT IN ('partial', 'full') OR p.always_person::jsonb ? a.model_label
                      OR (p.degree = 'partial' AND a.confidence
                          < COALESCE((p.label_thresholds::jsonb ->> a.model_label)::double precision, p.threshold)))) THEN
  RAISE EXCEPTION 'The policy in force does not let the model decide these cases alone. Nothing was stored; import them again.'
    USING ERRCODE = 'HT004';
END IF;
IF EXISTS (SELECT 1 FROM (SELECT DISTINCT human_label, model_label FROM arriving) a JOIN projects p ON p.project_id = $2
            WHERE NOT p.labels::jsonb ? COALESCE(a.human_label, a.model_label, p.labels::jsonb ->> 0)
               OR NOT p.labels::jsonb ? COALESCE(a.model_label, p.labels::jsonb ->> 0)) THEN
  RAISE EXCEPTION 'A label of the batch is not one of the project''s. Nothing was stored.' USING ERRCODE = 'HT004';
END IF;
