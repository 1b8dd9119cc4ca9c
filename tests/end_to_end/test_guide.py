"""The guide's first ten minutes, typed as they stand there."""

import shlex
from pathlib import Path

from tests.end_to_end.served import SECRET

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"


def blocks() -> list[list[str]]:
    """The indented blocks of the guide."""
    found: list[list[str]] = [[]]
    for line in GUIDE.read_text("utf-8").splitlines():
        if line.startswith("    "):
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def test_that_the_first_ten_minutes_can_be_typed_as_they_stand(shell):
    setting_up, table, reviewing, _serving = blocks()
    shell.file("plates.csv", "\n".join(table) + "\n")
    (shell.folder / "pictures").mkdir()
    for line in table[1:]:
        (shell.folder / line.split(",")[1]).write_bytes(b"a picture")
    for line in [*setting_up, *reviewing]:
        program, *words = shlex.split(line)
        assert program == "hitl-app"
        shell.run(*words)
    counts = shell.json("stats")
    assert (counts["cases"], counts["predictions"], counts["decisions"]) == (2, 2, 0)
    fields = shell.json("next", "--as", "Mia")["case"]["fields"]
    assert fields == {"line": "4"}


def test_that_a_server_can_be_laid_out_as_it_stands_there(served):
    *_blocks, (init, add_person, set_up) = blocks()
    served.shell.environment |= {"HITL_NEW_PASSWORD": SECRET, "PGPASSWORD": SECRET}
    for line in (init, add_person, set_up):
        program, *words = shlex.split(line)
        assert program == "hitl-app"
        served.run(*(_here(served, word) for word in words))
    served.sign_in("anna")
    assert served.json("stats")["cases"] == 0
    assert served.json("person", "list")["people"][0]["role"] == "supervisor"


def _here(served, word):
    """The address of this test's server for the one of the guide."""
    if word.startswith("postgresql://postgres@"):
        return served.admin
    if word.startswith("postgresql://anna@"):
        return served.cluster.url(served.database, "anna")
    return word
