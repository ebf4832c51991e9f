"""Counts are told from chance as often as they should be, and no more often."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from decide.watch.counts import compare_count

EVEN = [(2, 20)] * 12


def test_a_count_like_those_before_is_no_burst() -> None:
    found = compare_count(2, 20, EVEN, shares=True, more=True)
    assert found.expected == pytest.approx(2.0)
    assert found.p > 0.3


def test_five_times_as_many_is_a_burst_and_no_fall() -> None:
    assert compare_count(10, 20, EVEN, shares=True, more=True).p < 0.001
    assert compare_count(10, 20, EVEN, shares=True, more=False).p > 0.99


def test_silence_is_a_fall() -> None:
    assert compare_count(0, 80, [(10, 20)] * 12, shares=True, more=False).p < 1e-6


def test_even_counts_are_tested_exactly() -> None:
    shares = compare_count(7, 20, EVEN, shares=True, more=True)
    assert shares.p == pytest.approx(hypergeom(260, 31, 20).sf(6))
    days = compare_count(7, 30, [(2, 30)] * 12, shares=False, more=True)
    assert days.p == pytest.approx(binomtest(7, 31, 1 / 13, alternative="greater").pvalue)
    fewer = compare_count(0, 30, [(2, 30)] * 12, shares=False, more=False)
    assert fewer.p == pytest.approx(binomtest(0, 24, 1 / 13, alternative="less").pvalue)


def test_the_same_count_says_less_where_counts_vary_anyway() -> None:
    uneven = [(0, 20), (6, 20)] * 4 + [(0, 20), (0, 20), (6, 20), (0, 20)]
    even = compare_count(8, 20, [(2, 20)] * 12, shares=True, more=True)
    assert compare_count(8, 20, uneven, shares=True, more=True).p > 10 * even.p


def test_nothing_to_compare_with_is_no_burst() -> None:
    assert compare_count(9, 20, [], shares=True, more=True).p == 1.0
    assert compare_count(9, 20, [(0, 0)] * 12, shares=True, more=True).p == 1.0


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(10, 40)), min_size=3, max_size=20),
    st.integers(0, 10),
    st.integers(10, 40),
    st.booleans(),
    st.booleans(),
)
def test_p_is_a_probability_and_falls_as_the_count_grows(
    baseline: list[tuple[int, int]], count: int, exposure: int, shares: bool, more: bool
) -> None:
    p = compare_count(count, exposure, baseline, shares=shares, more=more).p
    assert 0.0 <= p <= 1.0
    if count + 1 <= exposure:  # of shares there can be no more
        next_p = compare_count(count + 1, exposure, baseline, shares=shares, more=more).p
        assert next_p <= p + 1e-9 if more else next_p >= p - 1e-9


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_false_alarms_are_no_more_than_allowed(spread: float) -> None:
    generator = np.random.default_rng(7)
    p_values = []
    for _ in range(600):
        rates = generator.gamma(1 / spread, spread, 25) if spread else np.ones(25)
        counts = generator.binomial(40, np.minimum(0.1 * rates, 1.0))
        baseline = [(int(count), 40) for count in counts[:-1]]
        p_values.append(compare_count(int(counts[-1]), 40, baseline, shares=True, more=True).p)
    assert np.mean(np.array(p_values) <= 0.05) <= 0.07
    assert np.mean(np.array(p_values) <= 0.01) <= 0.025
