"""Many at the same time: pgbench, a process for each login."""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from tests.benchmarks.server import Workspace

SCRIPTS = Path(__file__).parent
REVIEWER = SCRIPTS / "reviewer.sql"
CLAIM = SCRIPTS / "claim.sql"
BARE_INSERT = SCRIPTS / "bare_insert.sql"


def rate(
    workspace: Workspace, script: Path, clients: int, seconds: int, who: Sequence[str]
) -> float:
    """Return turns a second of all clients together, once each has its plans.

    The first half is not counted: there every connection still makes its plans.
    """
    who = who[: min(clients, len(who))]
    with ThreadPoolExecutor(len(who)) as pool:
        each = [
            pool.submit(_steady_rate, workspace, script, clients // len(who), seconds, name)
            for name in who
        ]
        return sum(run.result() for run in each)


def latencies(
    workspace: Workspace, script: Path, who: str, *, seconds: int = 0, turns: int = 0
) -> list[float]:
    """Return the milliseconds of each turn of one person, without the first few."""
    with tempfile.TemporaryDirectory() as folder:
        length = [f"--time={seconds}"] if seconds else [f"--transactions={turns}"]
        log = ["--log", f"--log-prefix={folder}/turns"]
        _pgbench(workspace, script, who, 1, [*length, *log])
        lines = [path.read_text("utf-8").splitlines() for path in Path(folder).iterdir()]
    return [int(line.split()[2]) / 1000 for own in lines for line in own[_FIRST:]]


def turns(
    workspace: Workspace, script: Path, clients: int, number: int, who: Sequence[str]
) -> None:
    """Let clients take a number of turns in all."""
    with ThreadPoolExecutor(len(who)) as pool:
        own = f"--transactions={number // clients}"
        each = clients // len(who)
        runs = [pool.submit(_pgbench, workspace, script, name, each, [own]) for name in who]
        for run in runs:
            run.result()


_FIRST = 10


def _steady_rate(workspace: Workspace, script: Path, clients: int, seconds: int, who: str) -> float:
    told = _pgbench(workspace, script, who, clients, [f"--time={seconds}", "--progress=1"])
    rates = [
        float(found) for found in re.findall(r"^progress: .*?([\d.]+) tps", told, re.MULTILINE)
    ]
    return median(rates[len(rates) // 2 :])


def _pgbench(
    workspace: Workspace, script: Path, who: str, clients: int, more: Sequence[str]
) -> str:
    command = [str(workspace.cluster.binary("pgbench")), "--no-vacuum", "--protocol=prepared"]
    command += [f"--file={script}", f"--client={clients}", "--define=held=0", *more]
    done = subprocess.run(
        [*command, workspace.address(who)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr
    assert "aborted" not in done.stderr, done.stderr
    return done.stderr
