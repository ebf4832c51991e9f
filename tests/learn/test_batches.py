"""Batches are full, little padded, and other ones in every epoch."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.learn.batches import padding_share, shuffled_batches, sorted_batches

SIZES = st.lists(st.integers(1, 200), max_size=120)


@given(sizes=SIZES, budget=st.integers(1, 1000), seed=st.integers(0, 5), epoch=st.integers(0, 5))
def test_every_item_is_in_one_batch_within_the_budget(
    sizes: list[int], budget: int, seed: int, epoch: int
) -> None:
    for batches in (
        shuffled_batches(sizes, budget, seed=seed, epoch=epoch),
        sorted_batches(sizes, budget),
    ):
        assert sorted(place for batch in batches for place in batch) == list(range(len(sizes)))
        for batch in batches:
            largest = max(sizes[place] for place in batch)
            assert len(batch) == 1 or largest * len(batch) <= budget


@pytest.mark.parametrize(
    ("shortest", "mode", "longest"), [(5, 12, 120), (20, 60, 500), (3, 400, 510)]
)
def test_less_than_one_piece_in_twenty_is_padding(shortest: int, mode: int, longest: int) -> None:
    chance = random.Random(4)
    sizes = [round(chance.triangular(shortest, longest, mode)) for _ in range(2000)]

    for epoch in range(5):
        batches = shuffled_batches(sizes, 1024, seed=1, epoch=epoch)
        assert padding_share(batches, sizes) < 0.05


def test_batches_depend_on_seed_and_epoch_alone() -> None:
    sizes = [random.Random(4).randint(5, 90) for _ in range(300)]

    first = shuffled_batches(sizes, 512, seed=1, epoch=0)

    random.seed(99)
    assert shuffled_batches(sizes, 512, seed=1, epoch=0) == first
    assert shuffled_batches(sizes, 512, seed=1, epoch=1) != first
    assert shuffled_batches(sizes, 512, seed=2, epoch=0) != first


def test_items_meet_others_in_every_epoch() -> None:
    sizes = list(range(20, 80))  # no two alike

    groups = [
        {frozenset(batch) for batch in shuffled_batches(sizes, 512, seed=1, epoch=epoch)}
        for epoch in range(4)
    ]

    for epoch in range(1, 4):
        assert len(groups[epoch] & groups[0]) < len(groups[0]) / 2


def test_long_and_short_batches_come_in_no_order() -> None:
    sizes = list(range(1, 200))

    means = [
        sum(sizes[place] for place in batch) / len(batch)
        for batch in shuffled_batches(sizes, 512, seed=1, epoch=0)
    ]

    assert means != sorted(means)
    assert means != sorted(means, reverse=True)


def test_nothing_makes_no_batches() -> None:
    assert shuffled_batches([], 100, seed=1, epoch=0) == sorted_batches([], 100) == []
    assert padding_share([], []) == 0 or padding_share([], []) == 1
