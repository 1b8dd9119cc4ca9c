"""The servers that tests stand on: what they promise to the tests that use them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.servers import binaries
from tests.servers.binaries import NoPostgres, folder_of_programs
from tests.servers.postgres import Cluster
from tests.servers.processes import runs, wait_until
from tests.servers.proxy import Proxy

ROOT = Path(__file__).resolve().parents[2]
START_AND_WAIT = """
import sys
from tests.servers.postgres import Cluster
cluster = Cluster()
cluster.start()
print(cluster._server.pid, cluster._folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def connection(
    cluster: Cluster, database: Callable[..., str], proxy: Proxy
) -> Iterator[psycopg.Connection]:
    """Connect through the proxy to a database with one empty table."""
    url = cluster.url(database(), port=proxy.port)
    with closing(psycopg.connect(url, autocommit=True)) as opened:
        opened.execute("CREATE TABLE facts (number int)")
        yield opened


def facts(cluster: Cluster, database: str) -> list[int]:
    """Read past the proxy."""
    with psycopg.connect(cluster.url(database)) as direct:
        return [number for (number,) in direct.execute("SELECT number FROM facts")]


def connected(cluster: Cluster, proxy: Proxy) -> psycopg.Connection:
    return psycopg.connect(cluster.url("postgres", port=proxy.port), connect_timeout=2)


# -- cluster -----------------------------------------------------------------------------------


def test_that_the_cluster_answers_with_a_password_and_not_without(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url("postgres", "admin", "wrong"))


def test_that_what_was_committed_outlives_a_machine_that_dies(
    cluster: Cluster, database: Callable[..., str]
) -> None:
    url = cluster.url(database())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE facts AS SELECT 7 AS number")
        cluster.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url)
    cluster.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM facts").fetchone() == (7,)


def test_that_a_template_is_filled_once_and_copied_often(
    cluster: Cluster, database: Callable[..., str]
) -> None:
    filled: list[str] = []

    def fill(url: str) -> None:
        filled.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE facts AS SELECT 7 AS number")

    copies = [database(cluster.template("filled", fill)) for _ in range(2)]
    assert len(filled) == 1
    for name in copies:
        with psycopg.connect(cluster.url(name)) as connection:
            assert connection.execute("SELECT number FROM facts").fetchone() == (7,)


def test_that_a_template_that_could_not_be_filled_is_filled_the_next_time(cluster: Cluster) -> None:
    def fail(_url: str) -> None:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            cluster.template("never filled", fail)


def test_that_a_database_in_use_can_be_dropped(cluster: Cluster) -> None:
    cluster.create_database("in use")
    with psycopg.connect(cluster.url("in use")) as connection:
        cluster.drop_database("in use")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_that_programs_of_postgres_reach_the_cluster(cluster: Cluster) -> None:
    dump = [str(cluster.binary("pg_dump")), "--schema-only", cluster.url("postgres")]
    assert "PostgreSQL database dump" in subprocess.check_output(dump, text=True)
    with pytest.raises(NoPostgres, match="no pg_nothing in"):
        cluster.binary("pg_nothing")


def test_that_a_missing_postgres_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(binaries.VARIABLE, str(tmp_path))
    with pytest.raises(NoPostgres, match="where there is no initdb"):
        folder_of_programs()
    monkeypatch.delenv(binaries.VARIABLE)
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path)
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    with pytest.raises(NoPostgres, match="There is no PostgreSQL"):
        folder_of_programs()


@pytest.mark.slow
def test_that_a_test_run_that_is_killed_leaves_no_server_behind() -> None:
    command = [sys.executable, "-c", START_AND_WAIT]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        number, folder = run.stdout.readline().split()
        server = psutil.Process(int(number))
        guards = psutil.Process(run.pid).children()
        os.kill(run.pid, signal.SIGKILL)
    assert wait_until(lambda: not any(map(runs, [server, *guards])), seconds=10)
    assert not Path(folder).exists()


# -- proxy -------------------------------------------------------------------------------------


def test_that_a_cut_ends_open_connections_and_lets_new_ones_in(
    cluster: Cluster, proxy: Proxy, connection: psycopg.Connection
) -> None:
    assert (proxy.open, proxy.count) == (1, 1)
    proxy.cut()
    assert proxy.open == 0
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    with connected(cluster, proxy) as again:
        assert again.execute("SELECT 1").fetchone() == (1,)
    assert proxy.count == 2


def test_that_a_pulled_cable_loses_what_is_sent_and_refuses_who_is_new(
    cluster: Cluster, proxy: Proxy, connection: psycopg.Connection
) -> None:
    proxy.block()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        connected(cluster, proxy)
    connection.pgconn.send_query(b"INSERT INTO facts VALUES (1)")
    assert proxy.lost.wait(5)
    assert facts(cluster, connection.info.dbname) == []
    proxy.unblock()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    with connected(cluster, proxy) as again:
        assert again.execute("SELECT 1").fetchone() == (1,)


def test_that_a_connection_that_lost_nothing_outlives_a_pulled_cable(
    proxy: Proxy, connection: psycopg.Connection
) -> None:
    proxy.block()
    proxy.unblock()
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_that_a_server_does_not_hear_of_a_client_that_left_while_the_cable_was_pulled(
    cluster: Cluster, proxy: Proxy, connection: psycopg.Connection
) -> None:
    server = connection.info.backend_pid
    proxy.block()
    connection.close()
    assert proxy.lost.wait(5)
    with psycopg.connect(cluster.url("postgres")) as direct:
        alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
        assert direct.execute(alive, [server]).fetchone() == (1,)


def test_that_a_lost_answer_leaves_a_fact_that_nobody_was_told_of(
    cluster: Cluster, proxy: Proxy, connection: psycopg.Connection
) -> None:
    database = connection.info.dbname
    proxy.lose_answers_after(1, cut_after=0.1)
    connection.execute("INSERT INTO facts VALUES (1)")
    assert not proxy.lost.is_set()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("INSERT INTO facts VALUES (2)")
    assert proxy.lost.is_set()
    assert facts(cluster, database) == [1, 2]
    with connected(cluster, proxy) as again:
        assert again.execute("SELECT 1").fetchone() == (1,)


def test_that_a_delay_holds_back_what_is_sent_each_way(
    proxy: Proxy, connection: psycopg.Connection
) -> None:
    proxy.delay(0.1)
    started = time.perf_counter()
    connection.execute("SELECT 1")
    assert time.perf_counter() - started >= 0.2
    proxy.delay(0)


def test_that_a_server_that_is_gone_looks_gone_through_the_proxy() -> None:
    with Proxy("127.0.0.1", 1) as proxy, pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://{proxy.host}:{proxy.port}/postgres", connect_timeout=2)
