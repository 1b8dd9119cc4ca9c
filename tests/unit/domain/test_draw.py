import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_app.domain.draw import draw, draws_for

CASE_IDS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("salt", "case_id", "expected"),
    [
        ("canary-v1", "case-0001", 0.8160288880624808),
        ("canary-v1", "case-0002", 0.0839166685197005),
        ("audit-v1", "case-0001", 0.5035118220766731),
        ("canary-v1", "é中", 0.1942509548750226),
    ],
)
def test_that_draws_are_those_that_were_published(salt: str, case_id: str, expected: float) -> None:
    assert draw(salt, case_id) == pytest.approx(expected, abs=1e-15)


@given(salt=CASE_IDS, case_id=CASE_IDS)
def test_that_a_draw_is_a_share_and_comes_out_again(salt: str, case_id: str) -> None:
    drawn = draw(salt, case_id)
    assert 0.0 <= drawn <= 1.0
    assert drawn == draw(salt, case_id)


def test_that_audit_and_holdback_have_salts_of_their_own() -> None:
    draws = draws_for("case-0001", "v1")
    assert draws.audit == draw("audit-v1", "case-0001")
    assert draws.holdback == draw("holdback-v1", "case-0001")
    assert draws.audit != draws.holdback


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.1, 0.5])
def test_that_as_many_cases_are_drawn_as_the_rate_says(rate: float) -> None:
    drawn = sum(draw("audit-s", f"case-{number}") < rate for number in range(20_000))
    assert drawn / 20_000 == pytest.approx(rate, abs=4 * (rate * (1 - rate) / 20_000) ** 0.5)
