"""Picking what would teach most: unsure first, never the same twice, nothing that is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.learn.choosing import Vectors, choose


def _rows(*angles: float) -> Vectors:
    return np.array([[np.cos(one), np.sin(one)] for one in angles], np.float32)


def test_the_most_unsure_comes_first_when_nothing_is_known() -> None:
    picked = choose([0.2, 0.9, 0.5], _rows(0.0, 1.0, 2.0), count=1)

    assert [(one.place, one.doubt) for one in picked] == [(1, 0.9)]


def test_an_unsure_text_like_the_first_yields_to_one_of_another_kind() -> None:
    picked = choose([0.9, 0.88, 0.5], _rows(0.0, 0.05, 2.0), count=2)

    assert [one.place for one in picked] == [0, 2]


def test_what_is_known_or_the_same_is_never_picked() -> None:
    rows = _rows(0.0, 0.0, 1.0, 2.0)

    picked = choose([1.0, 1.0, 0.1, 0.1], rows, count=4, known=_rows(2.0))

    assert sorted(one.place for one in picked) == [0, 2]


def test_of_texts_without_doubt_the_most_different_are_picked() -> None:
    picked = choose([0.0, 0.0, 0.0], _rows(0.0, 0.5, 2.0), count=2)

    assert [one.place for one in picked] == [0, 2]


def test_nothing_is_picked_from_nothing() -> None:
    assert choose([], np.zeros((0, 2), np.float32), count=3) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 6)), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_nothing_is_picked_twice(texts: list[tuple[float, float]]) -> None:
    doubts, angles = [one for one, _ in texts], [one for _, one in texts]

    picked = choose(doubts, _rows(*angles), count=5)

    places = [one.place for one in picked]
    assert len(set(places)) == len(places) <= 5
    assert doubts[places[0]] >= max(doubts) - 1e-9
    assert all(0 <= one.distance <= 1 for one in picked)
