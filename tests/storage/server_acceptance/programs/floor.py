"""A floor of workstations: one process imports, and each workstation is forked off it.

Reads a line with a list of posts (JSON), tells `ready` when everybody has signed in, and lets them
begin at the next line. Ends with the number of those that failed.
"""

# ruff: noqa: T201  it answers on standard output
import json
import os
import sys
import traceback
from pathlib import Path

from tests.storage.server_acceptance.programs.workstation import Post, Workstation


def main() -> int:
    posts = [post_of(each) for each in json.loads(sys.stdin.readline())]
    signed_in, told = os.pipe()
    begin, gate = os.pipe()
    started = []
    for post in posts:
        number = os.fork()
        if number == 0:
            os.close(gate)
            work(post, told, begin)
        started.append(number)
    os.close(told)
    missing = len(started)
    while missing and (ready := os.read(signed_in, missing)):
        missing -= len(ready)
    print("ready" if not missing else f"{missing} could not sign in", flush=True)
    sys.stdin.readline()
    os.close(gate)
    return sum(os.waitpid(each, 0)[1] != 0 for each in started)


def post_of(given: dict[str, str]) -> Post:
    paths = {key: Path(given[key]) for key in ("notes", "folder", "ends") if key in given}
    return Post(**{**given, **paths})


def work(post: Post, told: int, begin: int) -> None:
    """Be a workstation, in a process of its own; never returns."""
    try:
        workstation = Workstation(post)
        os.write(told, b".")
        os.close(told)
        os.read(begin, 1)
        workstation.work_until_the_end()
        workstation.close()
    except BaseException:  # noqa: BLE001  # a fork must never go on in what its parent was doing
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
