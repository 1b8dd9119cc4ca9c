"""Lanes of the log: each login seals in one of its own, so that nobody waits for anybody."""

from hitl_app.storage.postgres.signing_in import Connection

_LANES = 0x4849544D


def give_lane(connection: Connection, name: str) -> None:
    """Open a lane for somebody who still seals in the one of whoever keeps the server."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LANES])
    shared = connection.execute(
        "SELECT 1 FROM hitl.people p JOIN hitl.installed i ON i.lane = p.lane WHERE p.name = %s",
        [name],
    ).fetchone()
    if shared is None:
        return
    (opened,) = connection.execute(
        "INSERT INTO hitl.chain (chain, seq, hash) "
        "SELECT MAX(chain) + 1, MAX(chain) << 40, '' FROM hitl.chain RETURNING chain"
    ).fetchall()
    connection.execute("UPDATE hitl.people SET lane = %s WHERE name = %s", [opened["chain"], name])


def share_last_lane(connection: Connection) -> None:
    """Let everybody go on behind all links there are, in the last lane."""
    connection.execute("UPDATE hitl.installed SET lane = (SELECT MAX(chain) FROM hitl.chain)")
    connection.execute("UPDATE hitl.people SET lane = (SELECT MAX(chain) FROM hitl.chain)")
