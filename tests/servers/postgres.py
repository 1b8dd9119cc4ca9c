"""A PostgreSQL of its own for the tests, which can be started, stopped and killed."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from tests.servers.binaries import NoPostgres, folder_of_programs
from tests.servers.processes import kill_all, wait_until

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = ("postgres", "nobody")
# Below the ports that systems give to outgoing connections, so that a restart finds its own free.
FIRST_PORT, PORTS = 15_000, 15_000
ATTEMPTS = 10
SECONDS_TO_START = 20.0
SECONDS_TO_STOP = 10.0

FOR_ALL = """
listen_addresses = '127.0.0.1'
max_connections = 200
password_encryption = 'scram-sha-256'
dynamic_shared_memory_type = mmap
"""
FOR_TESTS = """
fsync = off
shared_buffers = 16MB
"""
FOR_BENCHMARKS = """
shared_buffers = 128MB
"""


class Cluster:
    """A PostgreSQL in a folder of its own, reached through TCP on this machine alone."""

    host = "127.0.0.1"
    admin = "admin"

    def __init__(self, *, durable: bool = False) -> None:
        self.port = 0
        self.password = secrets.token_hex(16)
        self._durable = durable
        self._programs = folder_of_programs()
        self._folder: Path | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._templates: set[str] = set()

    @property
    def folder(self) -> Path:
        """Return the folder of the running cluster."""
        if self._folder is None:
            raise NoPostgres("The cluster was not started.")
        return self._folder

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    # -- machine -------------------------------------------------------------------------------

    def start(self) -> None:
        """Start, the first time on a free port, later on the same one with what was stored."""
        if self._server is not None:
            return
        folder = self._folder or self._make()
        for _ in range(ATTEMPTS):
            port = self.port or _free_port()
            if self._start_on(port, folder):
                self.port = port
                return
        raise NoPostgres(f"PostgreSQL did not start:\n{_log(folder)}")

    def stop(self) -> None:
        """Shut down in order; what was committed is there after the next start."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End every process at once and without a word, as a machine that loses its power."""
        if self._server is None:
            return
        kill_all(psutil.Process(self._server.pid))
        self._server.wait()
        self._server = None

    def close(self) -> None:
        """Leave nothing behind: no process, no folder, no shared memory."""
        self._end(signal.SIGQUIT)
        if self._guard is not None:
            self._guard.communicate(timeout=SECONDS_TO_STOP)
            self._guard = None
        if self._folder is not None and self._folder.exists():
            raise RuntimeError(f"{self._folder} could not be removed.")
        self._folder = None

    # -- databases -----------------------------------------------------------------------------

    def url(
        self,
        database: str,
        user: str | None = None,
        password: str | None = None,
        port: int | None = None,
    ) -> str:
        """Return the address of a database, for the administrator when nobody else is named."""
        if user is None:
            user, password = self.admin, self.password
        secret = "" if password is None else f":{quote(password, safe='')}"
        who = f"{quote(user, safe='')}{secret}"
        return f"postgresql://{who}@{self.host}:{port or self.port}/{quote(database, safe='')}"

    def binary(self, name: str) -> Path:
        """Return a program that belongs to this PostgreSQL, such as psql or pgbench."""
        path = self._programs / name
        if not path.exists():
            raise NoPostgres(f"There is no {name} in {self._programs}.")
        return path

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database, empty or as a copy of another one."""
        source = sql.Identifier(template or "template0")
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), sql.Identifier(name), source)

    def drop_database(self, name: str) -> None:
        """Remove a database, also one that somebody is still connected to."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), sql.Identifier(name))

    def template(self, name: str, make: Callable[[str], object]) -> str:
        """Fill a database once by calling `make` with its address, for others to be copied from."""
        if name in self._templates:
            return name
        self.create_database(name)
        try:
            make(self.url(name))
        except BaseException:
            self.drop_database(name)
            raise
        self._templates.add(name)
        return name

    # -- inside --------------------------------------------------------------------------------

    def _run(self, statement: sql.SQL, *names: sql.Identifier) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.format(*names))

    def _make(self) -> Path:
        """Make the folder of the cluster and whoever clears it away."""
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._folder = folder
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.guard", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        secret = folder / "password"
        secret.write_text(self.password, "utf-8")
        secret.chmod(0o600)
        for path in (folder, secret):
            give(path)
        self._initialise(folder, secret)
        settings = FOR_ALL + (FOR_BENCHMARKS if self._durable else FOR_TESTS)
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"{settings}unix_socket_directories = '{folder}'\n")
        return folder

    def _initialise(self, folder: Path, secret: Path) -> None:
        command = [str(self.binary("initdb")), "--pgdata", str(folder / "data"), "--no-sync"]
        command += ["--encoding", "UTF8", "--locale", "C", "--auth", "scram-sha-256"]
        command += ["--username", self.admin, "--pwfile", str(secret)]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, **_unprivileged()
        )
        if done.returncode != 0:
            raise NoPostgres(f"initdb could not make a cluster:\n{done.stdout}{done.stderr}")

    def _start_on(self, port: int, folder: Path) -> bool:
        """Start on a port; False when somebody else was faster there."""
        command = [str(self.binary("postgres")), "-D", str(folder / "data"), "-p", str(port)]
        with (folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_unprivileged(),
            )
        if self._answers(self.url("postgres", port=port)):
            return True
        self._end(signal.SIGKILL)
        if "Address already in use" in _log(folder):
            return False
        raise NoPostgres(f"PostgreSQL did not start:\n{_log(folder)}")

    def _answers(self, url: str) -> bool:
        """Wait until the server lets somebody in or has given up."""
        server = self._server
        if server is None:
            return False
        wait_until(lambda: server.poll() is not None or _lets_in(url), SECONDS_TO_START)
        return server.poll() is None

    def _end(self, how: signal.Signals) -> None:
        if self._server is None:
            return
        self._server.send_signal(how)
        try:
            self._server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None


def _lets_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _unprivileged() -> dict[str, Any]:
    """Return how to start a program that refuses to run as root, and where its messages go."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    how: dict[str, Any] = {"env": plain | {"LC_ALL": "C"}}
    account = _account()
    if account is not None:
        how |= {"user": account[0], "group": account[1], "extra_groups": []}
    return how


def _account() -> tuple[int, int] | None:
    """Return the account without rights that stands in for root; None when this is not root."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - not on Windows, where these tests are only collected

    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise NoPostgres(f"PostgreSQL does not run as root, and there is no {' or '.join(ACCOUNTS)}.")


def give(path: Path) -> None:
    """Let the server's account own a file or folder."""
    account = _account()
    if account is not None:
        shutil.chown(path, *account)


def _free_port() -> int:
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex((Cluster.host, port)) != 0:
                return port


def _log(folder: Path) -> str:
    return (folder / "log").read_text("utf-8", errors="replace")
