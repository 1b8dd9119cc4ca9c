from hitl_app.workflow.changes import Changes, Outcome


def test_that_all_changes_hold_each_of_them() -> None:
    assert all(change in Changes.ALL for change in Changes)
    assert Changes.QUEUE not in Changes.NOTHING


def test_that_an_outcome_changed_nothing_unless_it_says_so() -> None:
    assert Outcome(1).changes is Changes.NOTHING
