"""The main job on real data where there is no display."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from hitl_app.demo.headless import Ran, run
from hitl_app.demo.progress import Unheard
from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.storage import open_store
from hitl_app.workflow import projects

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.acceptance]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out") / "demo-output"


@pytest.fixture(scope="module")
def ran(out: Path) -> Ran:
    with pytest.MonkeyPatch.context() as patch:
        # The salt of a project decides who is drawn for blind review; fixed, so are the figures.
        patch.setattr(projects.secrets, "token_hex", lambda n: "5a" * n)
        return run(out, NOW, Unheard(), opener="anna")


def rows(path: Path) -> Sequence[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_that_every_file_is_written(ran: Ran, out: Path) -> None:
    names = ["decisions.csv", "agreement.csv", "agreement.png", "confusion.png"]
    assert [path.name for path in ran.files] == [*names, "digits-20260314-093000.db"]
    assert all(path.parent == out and path.is_file() for path in ran.files)
    for name in names[2:]:
        with Image.open(out / name) as picture:
            assert picture.format == "PNG"
            assert picture.width > 1000


def test_that_nothing_waits_any_more(ran: Ran) -> None:
    store = open_store(str(ran.files[-1]))
    with store.reading() as records:
        (project,) = records.projects()
        stats = records.stats(project, NOW)
    store.close()
    assert (stats.cases, stats.waiting, stats.claimed) == (898, 0, 0)


def test_that_the_estimate_for_all_cases_is_near_the_recorded_truth(ran: Ran) -> None:
    found = re.search(r"all cases, estimated +898 +([\d.]+)% +([\d.]+)% - ([\d.]+)%", ran.words)
    assert found is not None
    estimate, low, high = (float(number) for number in found.groups())
    assert estimate == pytest.approx(90.6, abs=2.5)
    assert low < 90.6 < high
    assert ran.words.endswith("the model gives the same one in 90.6%.")


def test_that_the_tables_hold_what_was_decided(ran: Ran) -> None:
    decisions, agreement = rows(ran.files[0]), rows(ran.files[1])
    assert len({row["case_id"] for row in decisions}) == 898
    assert {row["reviewer"] for row in decisions} == {"recorded labels", ""}
    assert {row["degree"] for row in decisions} == {"shadow", "assistance", "partial"}
    compared = [row for row in decisions if row["blind"] == "true"]
    assert sum(int(row["n_compared"]) for row in agreement) == len(compared)
    assert sum(int(row["n_cases"]) for row in agreement) == 898


def test_that_a_second_run_leaves_the_first_workspace_alone(ran: Ran, out: Path) -> None:
    before = ran.files[-1].read_bytes()
    with pytest.raises(Refused, match="has a project “Digits” already"):
        run(out, NOW, Unheard(), opener="anna")
    assert ran.files[-1].read_bytes() == before


def test_that_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    with pytest.raises(Unavailable, match="The demo cannot write into"):
        run(tmp_path / "file" / "out", NOW, Unheard(), opener="anna")
