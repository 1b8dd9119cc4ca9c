import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_app.workflow.intake import Intake, content_hash
from hitl_app.workflow.ports import Arrival, Received

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_that_a_row_that_says_nothing_of_the_case_has_no_hash() -> None:
    assert content_hash(Arrival(line=1, case_id="a")) == ""


@given(fields=st.dictionaries(st.text(), VALUES, min_size=1, max_size=4))
def test_that_the_order_of_fields_is_no_content(fields: dict[str, object]) -> None:
    turned = dict(reversed(fields.items()))
    first = content_hash(Arrival(line=1, case_id="a", fields=fields))
    assert first == content_hash(Arrival(line=2, case_id="b", fields=turned))
    assert len(first) == 32


@pytest.mark.parametrize(
    "other",
    [
        {"media": "b"},
        {"media": "a", "text": "x"},
        {"text": "a"},
        {"fields": {"media": "a"}},
        {"media": "a", "fields": {"x": 1}},
        {"media": "a", "fields": {"x": "1"}},
    ],
)
def test_that_other_content_has_another_hash(other: dict[str, object]) -> None:
    first = content_hash(Arrival(line=1, case_id="a", media="a"))
    assert content_hash(Arrival(line=1, case_id="a", **other)) != first


def test_that_a_lone_surrogate_from_a_file_name_is_no_error() -> None:
    assert content_hash(Arrival(line=1, case_id="a", media="b\udcff.png"))


def test_that_batches_add_up() -> None:
    whole = Intake().with_batch(Received(cases=2, predictions=1, automatic=1), refused=3)
    whole = whole.with_batch(Received(cases=1, decisions=4), refused=0)
    assert whole == Intake(cases=3, predictions=1, decisions=4, automatic=1, refused=3)
    assert whole.is_new
    assert not Intake(refused=3).is_new
