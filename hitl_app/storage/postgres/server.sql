-- What the operations stand on besides the tables; laid anew at every upgrade.

CREATE FUNCTION hitl.digest_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(words, 'UTF8')), 'hex');

CREATE FUNCTION hitl.now_ms() RETURNS bigint
LANGUAGE sql VOLATILE
RETURN CAST(pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp()) * 1000) AS bigint);

-- The labels of a project, a row each, as SQLite's function of this name gives them.
CREATE FUNCTION hitl.json_each(words text) RETURNS TABLE (value text)
LANGUAGE sql IMMUTABLE STRICT
BEGIN ATOMIC
  SELECT e.v FROM pg_catalog.json_array_elements_text(words::json) AS e(v);
END;

-- Who asks, and whether that person may: the login that opened the session, and never an argument.
CREATE FUNCTION hitl.acting(wanted text, OUT name text, OUT lane bigint)
LANGUAGE plpgsql STABLE SET search_path = hitl, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  _role text;
BEGIN
  SELECT p.role, p.lane INTO _role, lane FROM people p WHERE p.name = session_user;
  IF _role IS NULL OR _role = 'recorded' THEN
    RAISE EXCEPTION '% has no role in this workspace. Whoever keeps the server gives one with: hitl-app server add-person.', session_user
      USING ERRCODE = 'HT001';
  ELSIF wanted <> 'anyone' AND _role <> wanted AND _role <> 'supervisor' THEN
    RAISE EXCEPTION '% is here as %, which does not allow this.', session_user, _role USING ERRCODE = 'HT002';
  ELSIF _role = 'inspector' AND current_query() ~* '\mexplain\M' THEN
    -- What an operation reads and writes, counted byte by byte, tells what it keeps back.
    RAISE EXCEPTION 'An operation is not measured for %: how much it writes would tell what it keeps back. Call it without EXPLAIN.', session_user
      USING ERRCODE = 'HT002';
  END IF;
  name := session_user;
END
$body$;

CREATE FUNCTION hitl.acts_as(wanted text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = hitl, pg_temp
RETURN EXISTS (SELECT 1 FROM hitl.people p WHERE p.name = session_user AND p.role = wanted);

CREATE FUNCTION hitl.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'HT003';
END
$body$;

-- What a client asks first: who it is, what stands here, and what time it is.
CREATE FUNCTION hitl.about() RETURNS TABLE (name text, role text, step bigint, operations text, now_ms bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = hitl, pg_temp
BEGIN ATOMIC
  SELECT session_user::text, (SELECT p.role FROM hitl.people p WHERE p.name = session_user),
         (SELECT MAX(s.step) FROM hitl.steps s), (SELECT i.operations FROM hitl.installed i), hitl.now_ms();
END;

-- A number that moves with every decision of a person, for whoever looks whether figures have changed. Not for
-- inspectors: beside an import of one case it would tell whether the model decided it.
CREATE FUNCTION hitl.pulse() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = hitl, pg_temp
BEGIN ATOMIC
  SELECT CAST(SUM(c.seq) AS bigint) FROM hitl.chain c;
END;
