"""A change of tone is told from chance."""

import numpy as np

from decide.watch.tones import compare_tones


def test_a_worse_tone_is_found_and_an_equal_one_is_not() -> None:
    before = [0.5, 0.3, 0.4, 0.0, 0.6, 0.2] * 4
    worse = compare_tones([-0.5, -0.4, -0.6, -0.3], before, draws=9999, seed=1)
    assert worse.p < 0.001
    assert worse.observed < worse.expected
    assert compare_tones([0.5, 0.3, 0.2, 0.3], before, draws=9999, seed=1).p > 0.3


def test_the_same_documents_give_the_same_p_in_any_order() -> None:
    first = compare_tones([0.5, -0.5, 0.1], [0.1, 0.2, -0.3, 0.4], draws=999, seed=5)
    again = compare_tones([0.1, 0.5, -0.5], [0.4, -0.3, 0.2, 0.1], draws=999, seed=5)
    assert first.p == again.p


def test_p_is_never_zero_and_one_where_all_is_alike() -> None:
    assert compare_tones([-1.0] * 9, [1.0] * 50, draws=999, seed=1).p > 0
    assert compare_tones([0.0] * 3, [0.0] * 9, draws=999, seed=1).p == 1.0
    assert compare_tones([], [0.1], draws=999, seed=1).p == 1.0


def test_false_alarms_are_as_often_as_allowed() -> None:
    generator = np.random.default_rng(3)
    p_values = [
        compare_tones(tones[:5].tolist(), tones[5:].tolist(), draws=999, seed=at).p
        for at, tones in enumerate(generator.choice([-0.5, 0, 0, 0.5, 0.67], size=(500, 45)))
    ]
    assert 0.01 <= np.mean(np.array(p_values) <= 0.05) <= 0.08
