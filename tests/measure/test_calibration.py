"""Confidences, and how honest they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import RecordError
from briefbook.measure.calibration import (
    apply_isotonic,
    fit_isotonic,
    fit_temperature,
    measure_calibration,
    measure_cross_fitted,
    relation_outcomes,
    span_outcomes,
)
from tests.measure.factories import make_example, make_spans

_outcomes = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]), st.booleans()))


def test_figures_follow_from_the_bins() -> None:
    found = measure_calibration([0.9, 0.9, 0.3, 0.3], [1, 0, 0, 0], bins=10)
    assert found.ece == pytest.approx((2 * 0.4 + 2 * 0.3) / 4)
    assert found.largest_gap == pytest.approx(0.4)
    assert found.brier == pytest.approx((0.01 + 0.81 + 0.09 + 0.09) / 4)
    assert [one["count"] for one in found.as_dict()["bins"]] == [2, 2]


def test_honest_confidences_have_a_small_error() -> None:
    generator = np.random.default_rng(1)
    scores = generator.random(20_000)
    honest = measure_calibration(scores, generator.random(20_000) < scores)
    assert honest.ece < 0.02
    assert measure_calibration(scores, np.zeros(20_000)).ece == pytest.approx(0.5, abs=0.01)


def test_nothing_predicted_is_no_error_and_nonsense_is_refused() -> None:
    assert measure_calibration([], []).as_dict()["ece"] == 0.0
    with pytest.raises(RecordError, match="between 0 and 1"):
        measure_calibration([1.2], [1])
    with pytest.raises(RecordError, match="outcomes"):
        measure_calibration([0.2, 0.3], [1])


@pytest.mark.parametrize("true", [0.4, 1.0, 3.0])
def test_temperature_is_found_again(true: float) -> None:
    generator = np.random.default_rng(2)
    logits = generator.normal(size=(20_000, 5)) * 2
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    targets = (chances.cumsum(axis=1) > generator.random((20_000, 1))).argmax(axis=1)
    assert fit_temperature(logits * true, targets) == pytest.approx(true, rel=0.05)


def test_temperature_of_a_yes_or_no_question() -> None:
    generator = np.random.default_rng(3)
    logits = generator.normal(size=20_000) * 2
    targets = generator.random(20_000) < 1 / (1 + np.exp(-logits))
    assert fit_temperature(logits * 2, targets) == pytest.approx(2, rel=0.06)


def test_temperature_stays_in_bounds_and_nothing_gives_one() -> None:
    assert fit_temperature(np.zeros((0, 3)), []) == 1.0
    assert 0.05 <= fit_temperature([[5.0, 0.0]], [0]) < 0.2
    assert fit_temperature([[5.0, 0.0]], [1]) == pytest.approx(20, rel=0.01)
    with pytest.raises(RecordError, match="do not fit"):
        fit_temperature([[1.0, 0.0]], [0, 1])
    with pytest.raises(RecordError, match="none of 2 classes"):
        fit_temperature([[1.0, 0.0]], [2])


def test_violators_are_pooled() -> None:
    fitted = fit_isotonic([0.1, 0.2, 0.3, 0.4], [0, 1, 0, 1])
    assert fitted.scores == (0.1, 0.2, 0.3, 0.4)
    assert fitted.values == (0.0, 0.5, 0.5, 1.0)
    assert apply_isotonic(fitted, [0.0, 0.25, 0.35, 0.9]).tolist() == pytest.approx(
        [0, 0.5, 0.75, 1]
    )


@given(_outcomes)
def test_isotonic_rises_keeps_the_mean_and_is_never_worse(drawn: list[tuple[float, bool]]) -> None:
    scores, correct = [one for one, _ in drawn], [two for _, two in drawn]
    fitted = fit_isotonic(scores, correct)
    assert list(fitted.values) == sorted(fitted.values)
    assert list(fitted.scores) == sorted(set(fitted.scores))
    if drawn:
        mapped = apply_isotonic(fitted, scores)
        right = np.asarray(correct, dtype=float)
        assert mapped.mean() == pytest.approx(right.mean())
        assert ((mapped - right) ** 2).mean() <= ((np.asarray(scores) - right) ** 2).mean() + 1e-9


def test_outcomes_of_spans_and_relations_are_those_predicted() -> None:
    gold = make_spans([(0, 2, "Law")])
    found = make_spans([(0, 2, "Law"), (4, 6, "Law")], score=0.7)
    assert span_outcomes([gold], [found]) == ([0.7, 0.7], [True, False])
    ends = [("张三", "Person"), ("星辰", "Organization")]
    wanted = make_example("张三在星辰", ends, [(0, 1, "WORKS_FOR")])
    guessed = make_example(
        "张三在星辰", [ends[0], ("星辰", "Law")], [(0, 1, "WORKS_FOR"), (0, 1, "Other")]
    )
    assert relation_outcomes([wanted], [guessed])[1] == [False, False]
    assert relation_outcomes([wanted], [guessed], typed=False, negative=["other"])[1] == [True]


def test_a_map_is_not_judged_by_what_it_was_fitted_to() -> None:
    generator = np.random.default_rng(3)
    scores, luck = generator.random(400), generator.random(400) < 0.5
    fitted = apply_isotonic(fit_isotonic(scores, luck), scores)

    assert measure_calibration(fitted, luck).ece < 0.02  # too good to be true
    assert 0.02 < measure_cross_fitted(scores, luck).ece < 0.2
    assert measure_cross_fitted([], []).ece == 0.0


def test_calibration_helps_on_the_half_it_has_not_seen() -> None:
    generator = np.random.default_rng(5)
    scores = generator.random(4_000)
    right = generator.random(4_000) < scores**3  # far too sure of itself

    assert measure_calibration(scores, right).ece > 0.2
    assert measure_cross_fitted(scores, right).ece < 0.04
