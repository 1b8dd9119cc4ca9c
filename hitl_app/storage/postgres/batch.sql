-- How a batch is laid: in a table of the function's own, which no client can have laid under its hands.
IF EXISTS (SELECT 1 FROM pg_catalog.pg_class t
            WHERE t.relnamespace = pg_my_temp_schema() AND t.relname = 'arriving'
              AND pg_catalog.pg_get_userbyid(t.relowner) <> current_user) THEN
  RAISE EXCEPTION 'The table of the batch is not the program''s own.' USING ERRCODE = 'HT003';
END IF;
IF to_regclass('pg_temp.arriving') IS NULL THEN
{create}
END IF;
DELETE FROM arriving;
INSERT INTO arriving ({columns}) SELECT {fields} FROM jsonb_array_elements($1) AS e;
