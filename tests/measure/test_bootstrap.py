"""Intervals and tests of difference."""

import random

import numpy as np
import pytest

from briefbook.errors import RecordError
from briefbook.labels.examples import Example
from briefbook.measure.bootstrap import compare, compare_tallies, find_interval, interval_scores
from briefbook.measure.spans import measure_spans
from briefbook.measure.tally import Tally, tally
from tests.measure.factories import make_spans

_GOLD = [make_spans([(0, 3, "Law"), (5, 9, "Person")], name=str(n)) for n in range(200)]


def _found(share: float, seed: int) -> list[Example]:
    """Predictions of which `share` is right."""
    chance = random.Random(seed)
    return [
        make_spans(
            [(0, 3 if chance.random() < share else 4, "Law"), (5, 9, "Person")], name=example.id
        )
        for example in _GOLD
    ]


def _plain_interval(counts: Tally, draws: int) -> tuple[float, float]:
    """The percentile interval of micro F1, draw by draw and example by example."""
    generator = np.random.default_rng(9)
    rows = counts.counts.sum(axis=1)
    f1s = []
    for _ in range(draws):
        correct, predicted, gold = rows[generator.integers(0, len(rows), len(rows))].sum(axis=0)
        f1s.append(2 * correct / (predicted + gold))
    low, high = np.quantile(f1s, [0.025, 0.975])
    return float(low), float(high)


def test_intervals_are_those_of_drawing_one_by_one() -> None:
    counts = measure_spans(_GOLD, _found(0.6, 1)).strict
    found = find_interval(counts, resamples=4000)
    assert found.value == counts.micro().f1
    assert (found.low, found.high) == pytest.approx(_plain_interval(counts, 4000), abs=0.006)


def test_the_same_seed_gives_the_same_interval_in_any_order_of_examples() -> None:
    counts = measure_spans(_GOLD, _found(0.6, 1)).strict
    turned = Tally(counts.labels, counts.counts[::-1])
    assert find_interval(counts, seed=5) == find_interval(turned, seed=5)
    assert find_interval(counts, seed=5) != find_interval(counts, seed=6)


def test_macro_intervals_hold_the_macro_score() -> None:
    counts = measure_spans(_GOLD, _found(0.6, 1)).strict
    found = interval_scores(counts)["macro"]
    assert found["low"] < found["value"] < found["high"]
    assert found["value"] == pytest.approx(counts.macro().f1, abs=1e-4)


def test_a_model_clearly_better_is_told_from_chance() -> None:
    found = compare(_GOLD, _found(0.8, 1), _found(0.5, 2))
    assert found.difference > 0.1
    assert 0 < found.low < found.difference < found.high
    assert found.p < 0.01
    turned = compare(_GOLD, _found(0.5, 2), _found(0.8, 1))
    assert turned.difference == -found.difference
    assert turned.p < 0.01


def test_models_of_one_strength_are_not_told_apart_much_too_often() -> None:
    ps = [compare(_GOLD, _found(0.7, n), _found(0.7, 99 + n), resamples=500).p for n in range(40)]
    # One-sided, on the side seen: under no difference, p < 0.05 happens one time in ten.
    assert sum(p < 0.05 for p in ps) <= 10


def test_a_model_does_not_differ_from_itself() -> None:
    found = compare(_GOLD, _found(0.7, 1), _found(0.7, 1))
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_paired_draws_see_what_unpaired_intervals_do_not() -> None:
    """Two models that differ on few, but all in one direction."""
    second = _found(0.5, 1)
    first = [_GOLD[place] if place < 12 else example for place, example in enumerate(second)]
    one, two = (measure_spans(_GOLD, found).strict for found in (first, second))
    assert find_interval(two).high > one.micro().f1
    assert compare_tallies(one, two).low > 0


def test_labels_that_one_model_lacks_are_counted_for_both() -> None:
    one = tally([(["Law"], ["Law"], ["Law", "Person"])] * 20)
    two = tally([(["Law"], ["Law", "Role"], ["Law", "Person"])] * 20)
    found = compare_tallies(one, two, statistic="macro")
    assert (found.first, found.second) == (0.5, 0.5)
    assert compare_tallies(one, two).difference > 0


def test_counts_of_other_examples_and_of_none_are_refused() -> None:
    with pytest.raises(RecordError, match="cannot compare counts of 1 with 2"):
        compare_tallies(tally([([], [], [])]), tally([([], [], [])] * 2))
    with pytest.raises(RecordError, match="no examples"):
        find_interval(tally([]))
    assert interval_scores(tally([])) == {}
