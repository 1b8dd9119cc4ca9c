from collections import defaultdict

import pytest

from tests.storage.server_acceptance.hall import Hall, floor

PEOPLE, CASES = 64, 5000


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_that_64_processes_decide_5000_cases_each_once(great_hall: Hall) -> None:
    great_hall.open(CASES)
    with floor([great_hall.post(number) for number in range(1, PEOPLE + 1)]) as running:
        running.wait(240)
    held: dict[str, set[str]] = defaultdict(set)
    for name, case_no in great_hall.notes("held"):
        held[case_no].add(name)
    assert {case_no: names for case_no, names in held.items() if len(names) > 1} == {}
    assert len(held) == CASES
    assert len({name for name, *_ in great_hall.notes("done")}) == PEOPLE
    great_hall.check_each_once(CASES)
