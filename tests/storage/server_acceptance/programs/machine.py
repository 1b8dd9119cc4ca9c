"""One workstation that does what it is told, a line (JSON) at a time, and answers with a line."""

# ruff: noqa: T201  it answers on standard output
import json
import sys
from datetime import timedelta
from threading import Event

from tests.storage.server_acceptance.programs.floor import post_of
from tests.storage.server_acceptance.programs.workstation import Workstation


def main() -> None:
    workstation = Workstation(post_of(json.loads(sys.stdin.readline())))
    answer(workstation)
    for line in sys.stdin:
        asked = json.loads(line)
        obey(workstation, **asked)
        answer(workstation)
    workstation.close()


def obey(workstation: Workstation, do: str, n: int = 0, label: str = "ok") -> None:
    """Work, look about, be back in touch, or let so many seconds pass."""
    match do:
        case "work":
            workstation.work(n, label)
        case "claim":
            workstation.claim()
        case "look":
            workstation.look()
        case "wait":
            workstation.ahead += timedelta(seconds=n)
        case "come back":
            pause = Event()
            while (kept := workstation.look()) is None or kept.away:
                pause.wait(0.05)
        case _:
            raise AssertionError(do)


def answer(workstation: Workstation) -> None:
    kept = workstation.store.kept_here()
    case = workstation.claimed.case.case_no if workstation.claimed is not None else None
    print(
        json.dumps(
            {
                "case": case,
                "kept": 0 if kept is None else kept.kept,
                "left": 0 if kept is None else kept.left,
                "away": kept is not None and kept.away,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
