"""Counts become precision, recall and F."""

import pytest

from briefbook.scores import Scores


def test_figures_follow_from_counts() -> None:
    scores = Scores(correct=6, predicted=8, gold=12)
    assert scores.as_dict() == {"precision": 0.75, "recall": 0.5, "f1": 0.6}


@pytest.mark.parametrize("scores", [Scores(0, 0, 0), Scores(0, 3, 0), Scores(0, 0, 3)])
def test_nothing_right_is_zero_and_no_error(scores: Scores) -> None:
    assert scores.as_dict() == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
