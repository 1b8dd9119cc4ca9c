"""Whatever a batch brings, a server that passes over idle statements keeps what a file keeps."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hitl_app.domain.policy import Degree
from hitl_app.workflow.ports import Arrival
from tests.storage.both import both_offices
from tests.storage.office import ANNA, BEN, LABELS, arrival, recorded
from tests.storage.served import Workspaces

NAMES = st.sampled_from([f"c{number}" for number in range(6)])
PAST = st.builds(
    recorded,
    st.sampled_from(LABELS),
    st.sampled_from(["Recorded labels", "Anna"]),
    seconds=st.sampled_from([None, 1.5]),
    prediction_shown=st.booleans(),
)


def some_rows(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[Arrival]]:
    """Return batches that repeat, contradict and complete themselves and each other."""
    row = st.builds(
        arrival,
        names,
        st.sampled_from([None, 0.2, 0.9, 1.0]),
        st.sampled_from(LABELS),
        version=st.sampled_from(["m1", "m1", "m2"]),
        text=st.sampled_from(["", "", "a text", "another text"]),
        recorded=st.one_of(st.none(), st.none(), PAST),
    )
    return st.lists(row, max_size=8).map(numbered)


def numbered(rows: list[Arrival]) -> list[Arrival]:
    return [replace(row, line=line) for line, row in enumerate(rows, 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(some_rows(NAMES), min_size=1, max_size=4),
    degree=st.sampled_from([Degree.ASSISTANCE, Degree.PARTIAL, Degree.FULL]),
)
@example(batches=[[arrival(f"c{n}", n / 9) for n in range(10)]], degree=Degree.PARTIAL)
@example(batches=[[arrival("c0"), arrival("c0", 0.9)]], degree=Degree.FULL)
@example(
    batches=[[arrival("c0", text="a text")], [arrival("c0", 0.9), arrival("c1", 0.9)]],
    degree=Degree.FULL,
)
@pytest.mark.timeout(120)  # both engines, and what fails is made small
def test_that_a_server_keeps_of_every_batch_what_a_file_keeps(
    workspaces: Workspaces, batches: list[list[Arrival]], degree: Degree
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        both_offices(Path(folder), workspaces) as office,
    ):
        office.policy(degree=degree, threshold=0.9, audit_rate=0.5)
        for rows, who in zip(batches, (ANNA, BEN, ANNA, BEN), strict=False):
            office.later(60)
            office.receive(*rows)
            office.compare()
            # Cases are in somebody's hands, decided or neither when the next batch comes.
            if office.claim(who) and who is BEN:
                office.decide(who)
        assert office.difference() == 0
        assert office.problems() == ()
