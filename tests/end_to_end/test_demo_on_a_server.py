"""The demo gives the same figures on a server as in a file."""

import csv
import json
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from hitl_app.workflow import projects
from tests.end_to_end.conftest import Shell
from tests.end_to_end.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

OF_THE_MOMENT = {"decided_at", "decision_id", "arrived_at"}


@pytest.fixture
def same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """The salt of a project decides who is drawn for blind review; fixed, so are the figures."""
    monkeypatch.setattr(projects.secrets, "token_hex", lambda n: "5a" * n)


def decisions(folder: Path) -> list[dict[str, str]]:
    with (folder / "decisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
            for row in csv.DictReader(file)
        ]
    return sorted(rows, key=lambda row: (row["case_id"], row["reviewer"]))


@pytest.mark.usefixtures("same_draws")
def test_that_the_demo_on_a_server_gives_the_figures_of_the_file(served: Served) -> None:
    shell: Shell = served.shell
    # The server's clock says when the waiting cases are decided; at noon its day is this one's.
    ((now,),) = served.ask("SELECT now()")
    shell.now = datetime.combine(now.astimezone(UTC).date(), time(12), UTC)
    in_file = shell.json("demo", "--no-window", "--out", "file")
    served.cluster.drop_database(served.database)
    there = json.loads(
        served.run(
            *("demo", "--no-window", "--out", "server", "--json", "--workspace", served.admin)
        ).stdout
    )
    assert there["words"] == in_file["words"]
    assert Path("server/agreement.csv").read_bytes() == Path("file/agreement.csv").read_bytes()
    assert decisions(Path("server")) == decisions(Path("file"))
    assert [Path(name).name for name in there["files"]] == [
        *("decisions.csv", "agreement.csv", "agreement.png", "confusion.png"),
    ]
    assert sorted(path.name for path in Path("server").iterdir()) == [
        *("agreement.csv", "agreement.png", "agreement_about.txt", "confusion.png"),
        *("decisions.csv", "digits"),
    ]
    again = served.run(
        *("demo", "--no-window", "--out", "server", "--workspace", served.admin), code=1
    )
    assert "has projects already: Digits. Nothing was changed" in again.stderr
    served.add("anna", "supervisor")
    served.sign_in("anna")
    assert served.json("verify")["holds"]
    assert served.json("stats")["waiting"] == 0
