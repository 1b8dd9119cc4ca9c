"""What somebody with psql may try, and what the server says to it."""

from collections.abc import Mapping

DENIED = "42501: permission denied for"
NOT_AS = "HT002: {name} is here as {role}, which does not allow this"

READING = {
    f"read {table}": (f"TABLE hitl.{table};", f"{DENIED} (table|view) {table}")
    for table in (
        *("projects", "people", "policies", "cases", "predictions", "queue", "seen", "decisions"),
        *("asides", "retractions", "marks", "conflicts", "log", "chain", "agreement_counts"),
        *("agreement_people", "decision_cells", "decision_texts", "steps", "installed"),
    )
}
CHANGING = {
    "change the log": ("UPDATE hitl.log SET body = '';", f"{DENIED} table log"),
    "shorten the log": ("DELETE FROM hitl.log;", f"{DENIED} table log"),
    "empty the log": ("TRUNCATE hitl.log;", f"{DENIED} table log"),
    "add to the log": (
        "INSERT INTO hitl.log VALUES (99, 1, 'x', 'decision', 'x', 'x', 'x');",
        f"{DENIED} table log",
    ),
    "turn the chain back": ("UPDATE hitl.chain SET seq = 0;", f"{DENIED} table chain"),
    "change a decision": ("UPDATE hitl.decisions SET label = 'ok';", f"{DENIED} table decisions"),
    "remove a decision": ("DELETE FROM hitl.decisions;", f"{DENIED} table decisions"),
    "change a policy": ("UPDATE hitl.policies SET degree = 'full';", f"{DENIED} table policies"),
    "remove a policy": ("DELETE FROM hitl.policies;", f"{DENIED} table policies"),
    "change a role": ("UPDATE hitl.people SET role = 'supervisor';", f"{DENIED} table people"),
    "copy into the queue": ("COPY hitl.queue FROM STDIN;\n\\.\n", f"{DENIED} table queue"),
    "hold the queue": ("BEGIN; LOCK TABLE hitl.queue;", f"{DENIED} table queue"),
    "hold a case": ("SELECT 1 FROM hitl.queue FOR UPDATE;", f"{DENIED} table queue"),
    "silence a trigger": (
        "ALTER TABLE hitl.log DISABLE TRIGGER ALL;",
        "42501: must be owner of table log",
    ),
    "replace an operation": (
        "CREATE OR REPLACE FUNCTION hitl.acting(wanted text) RETURNS text LANGUAGE sql RETURN 'x';",
        f"{DENIED} schema hitl",
    ),
    "run as another": (
        "ALTER FUNCTION hitl.claim_next(bigint, text, bigint) SECURITY INVOKER;",
        "42501: must be owner of function",
    ),
    "drop an operation": (
        "DROP FUNCTION hitl.decide;",
        "42501: must be owner of function|42725: function name",
    ),
    "ask what the operations stand on": ("SELECT hitl.acting('x');", f"{DENIED} function acting"),
    "ask for roles": ("SELECT hitl.acts_as('supervisor');", f"{DENIED} function acts_as"),
    "add a person": (
        "SELECT * FROM hitl.add_person('mallory', 'supervisor', NULL);",
        f"{DENIED} function add_person",
    ),
    "lay a table underneath": (
        "CREATE TEMP TABLE queue (case_no int);",
        f"{DENIED} database|42501",
    ),
    "lay a table in public": ("CREATE TABLE public.queue (n int);", f"{DENIED} schema public"),
    "lay a schema underneath": ("CREATE SCHEMA mine;", f"{DENIED} database"),
    "bring an extension": (
        "CREATE EXTENSION dblink SCHEMA hitl;",
        "42501: permission denied|58P01|0A000",
    ),
    "become the owner": (
        "SET ROLE hitl_owner;",
        '42501: permission denied to set role "hitl_owner"',
    ),
    "become a colleague": (
        "SET SESSION AUTHORIZATION 'bob of the house';",
        "42501: permission denied to set session authorization",
    ),
    "join the owner": (
        "GRANT hitl_owner TO CURRENT_USER;",
        '42501: (must have admin option on role "hitl_owner"|permission denied to grant role)',
    ),
    "switch the triggers off": (
        "SET session_replication_role = replica;",
        '42501: permission denied to set parameter "session_replication_role"',
    ),
    "read the passwords": ("SELECT * FROM pg_authid;", f"{DENIED} table pg_authid"),
    "read the statistics": ("SELECT * FROM pg_statistic;", f"{DENIED} table pg_statistic"),
    "read a file of the server": ("SELECT pg_read_file('PG_VERSION');", f"{DENIED} function"),
    "run a program": (
        "COPY (SELECT 1) TO PROGRAM 'cat';",
        "42501: (must be superuser|permission denied)",
    ),
    "write a file": (
        "COPY (SELECT 1) TO '/out.txt';",
        "42501: (must be superuser|permission denied)",
    ),
    "fill the disk": ("SELECT lo_create(0);", f"{DENIED} function lo_create"),
    "write a program": ("DO $$ BEGIN NULL; END $$;", f"{DENIED} language plpgsql"),
    "number ahead": ("SELECT nextval('hitl.decisions_decision_no_seq');", f"{DENIED} sequence"),
    "read the last number": (
        "SELECT last_value FROM hitl.decisions_decision_no_seq;",
        f"{DENIED} sequence",
    ),
    "count the rows written": (
        "SELECT n_tup_ins FROM pg_stat_all_tables;",
        f"{DENIED} function pg_stat_get",
    ),
    "count the rows written so far": (
        "SELECT n_tup_ins FROM pg_stat_xact_all_tables;",
        f"{DENIED} function pg_stat_get",
    ),
    "measure a table": (
        "SELECT pg_relation_size('hitl.decisions');",
        f"{DENIED} function pg_relation_size",
    ),
    "measure what is written": (
        "SELECT pg_current_wal_insert_lsn();",
        f"{DENIED} function pg_current_wal_insert_lsn",
    ),
    "watch colleagues": (
        "SELECT query FROM pg_stat_activity;",
        f"{DENIED} function pg_stat_get_activity",
    ),
    "see what is locked": ("SELECT * FROM pg_locks;", f"{DENIED} function pg_lock_status"),
}
OF_SUPERVISORS: Mapping[str, str] = {
    "set a policy": "hitl.set_policy(1, 2, 'full', 0, '{}', '[]', 0, 0, 'because I say so', NULL)",
    "explain a policy": "hitl.explain_policy(1, 2, 'because I say so')",
    "make a project": "hitl.add_project('Mine', '', 'image', '[\"a\"]', '[]', '', 'salt')",
    "read all predictions": "hitl.prediction_page(1, 0, '', 9)",
    "read all decisions": "hitl.decision_page(1, 0, 9999999999999, '', '', '', '', 0, 9)",
    "read all routes": "hitl.case_page(1, 0, 9)",
    "read facts": "hitl.case_facts(1, 0, 99)",
    "list all cases": "hitl.list_cases(1, '', '', 9999999999999, 999, 9)",
    "compare": "hitl.compared_cases(1, 0, 99999999, '', '', -1, -1, '', '', '', -1, '', 999, 9)",
    "read the log": "hitl.log_page(0, 9)",
    "read what was sealed": "hitl.facts_to_verify(0, 99)",
    "read the head of the log": "hitl.chain_head()",
    "read the agreement": "hitl.agreement_counts(1, 0, 99999, '', '', '', 1, 1)",
    "read the agreement of people": "hitl.agreement_people(1, 0, 99999, '', '', '', '', 1)",
    "read facts of a colleague": "hitl.facts_of_person(1, 'bob of the house', 9)",
    "read conflicts": "hitl.conflicts(1, 9)",
}
OF_INTAKE: Mapping[str, str] = {
    "bring cases in": "hitl.receive('[]', 1, 2, 'partial', 0.9)",
    "bring names in": "hitl.add_recorded('mallory')",
    "say what was imported": "hitl.log_import(1, 'nothing')",
}
OF_INSPECTORS: Mapping[str, str] = {
    "claim": "hitl.claim_next(1, 's', 60000)",
    "read a case": "hitl.claimed_case(1, 1)",
    "decide": "hitl.decide('mine', 1, 1, 'ok', 1, 0, '', 0)",
    "put aside": "hitl.put_aside('mine', 1, 1, 'unsure', '', 0)",
    "take back": "hitl.take_back('mine', 1, 's', 0, 60000)",
    "mark": "hitl.mark(1, 'flag', '')",
    "lay in a packet": "hitl.lay_in(1, 's', 9, 60000)",
    "keep a conflict": "hitl.keep_conflict('k', 1, 1, 'decision', 'ok', '', 0)",
}
