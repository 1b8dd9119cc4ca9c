"""Closing what the server counts for everybody: a counter that moves tells of a row."""

from psycopg import sql

from hitl_app.storage.postgres.signing_in import Connection

_COUNTERS = (
    r"^(pg_stat_get_\w+|pg_current_wal(_insert|_flush)?_lsn|pg_last_wal_(receive|replay)_lsn"
    r"|pg_control_\w+|pg_(relation|table|indexes|total_relation|database|tablespace)_size"
    r"|pg_lock_status|pg_get_replication_slots|lo_creat|lo_create|lo_from_bytea)$"
)
"""Rows and bytes written, sizes, locks; and large objects, with which anybody fills a disk."""

_OPEN = (
    "SELECT format('pg_catalog.%%I(%%s)', p.proname, pg_get_function_identity_arguments(p.oid)) "
    "AS name FROM pg_catalog.pg_proc p "
    "WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ %s "
    "AND EXISTS (SELECT 1 FROM aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) a "
    "WHERE a.grantee = 0)"
)
_LEFT_OPEN = (
    "The server's own counters stay open to everybody who signs in, because only a superuser can "
    "close them: a skilled inspector could tell an audit by them. Let one run this again."
)


def close_counters(connection: Connection, owner: str) -> list[str]:
    """Take the counters of this database from everybody but those who watch the server.

    With them goes the right to send small programs (DO), in which a measurement could hide.
    Returns in words what could not be closed.
    """
    names = [row["name"] for row in connection.execute(_OPEN, [_COUNTERS])]
    if not names:
        return []
    row = connection.execute(
        "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row["rolsuper"]:
        return [_LEFT_OPEN]
    every = sql.SQL(", ").join(map(sql.SQL, names))
    connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(every))
    connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO pg_monitor").format(every))
    connection.execute("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC")
    connection.execute(
        sql.SQL("GRANT USAGE ON LANGUAGE plpgsql TO {}").format(sql.Identifier(owner))
    )
    return []
