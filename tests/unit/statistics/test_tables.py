import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix

from hitl_app.statistics.agreement import (
    agreement_of,
    cohen_kappa,
    confusion_matrix,
    gwet_ac1,
    per_label_agreement,
)

MATRICES = st.integers(2, 6).flatmap(
    lambda k: arrays(np.int64, (k, k), elements=st.integers(0, 60))
)


@given(MATRICES)
def test_that_the_table_counts_pairs_as_scikit_learn_does(matrix):
    rows, columns = np.indices(matrix.shape)
    person = np.repeat(rows.ravel(), matrix.ravel())
    model = np.repeat(columns.ravel(), matrix.ravel())
    counted = confusion_matrix(person, model, len(matrix))
    assert counted.dtype == np.int64
    assert (counted == matrix).all()
    if person.size:
        oracle = sklearn_confusion_matrix(person, model, labels=range(len(matrix)))
        assert (counted == oracle).all()


@pytest.mark.parametrize(
    ("person", "model", "n_labels", "words"),
    [
        ([0, 1], [0], 2, "not the same cases"),
        ([0, 2], [0, 1], 2, "person has a label 2, but labels go from 0 to 1"),
        ([0, 1], [0, -1], 2, "model has a label -1"),
        ([0.5, 1], [0, 1], 2, "whole numbers"),
        ([[0, 1]], [0, 1], 2, "one per case"),
        ([0], [0], 0, "at least one label"),
    ],
)
def test_that_labels_which_do_not_fit_are_refused_in_words(person, model, n_labels, words):
    with pytest.raises(ValueError, match=words):
        confusion_matrix(np.array(person), np.array(model), n_labels)


def test_that_small_whole_numbers_do_not_overflow():
    labels = np.array([199, 0], dtype=np.uint8)
    assert confusion_matrix(labels, labels, 200)[199, 199] == 1


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([1, 2], "square"),
        ([[1, 2]], "square"),
        (np.zeros((0, 0)), "square"),
        ([[1, -1], [0, 1]], "below 0"),
        ([[1, math.nan], [0, 1]], "finite"),
    ],
)
@pytest.mark.parametrize("figure", [agreement_of, cohen_kappa, gwet_ac1, per_label_agreement])
def test_that_what_is_no_table_is_refused_in_words(figure, matrix, words):
    with pytest.raises(ValueError, match=words):
        figure(np.array(matrix))
