"""The guide's first ten minutes, typed as they stand there."""

import shlex
from pathlib import Path

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
    setting_up, table, reviewing = blocks()
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
