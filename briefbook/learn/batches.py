"""Items of nearly one size go into one batch, so that little is padded."""

import random
from collections.abc import Sequence

# Sizes are blurred by this share before sorting, so that items meet others in every epoch. It is
# about what it costs in padding.
_BLUR = 0.02

_MOST_PADDING = 0.05  # from here on a batch that is half full takes no more


def shuffled_batches(
    sizes: Sequence[int], budget: int, *, seed: int, epoch: int
) -> list[list[int]]:
    """Return batches of places in `sizes` in random order, other ones for each epoch.

    A batch, padded to its largest item, holds at most `budget` pieces; a larger item goes alone.
    The same seed and epoch give the same batches.
    """
    chance = random.Random(f"{seed}/{epoch}")
    blurred = [size * chance.uniform(1 - _BLUR, 1 + _BLUR) for size in sizes]
    order = sorted(range(len(sizes)), key=blurred.__getitem__)
    # The first batch is filled in part only, so that the cuts fall elsewhere in every epoch.
    batches = _cut(order, sizes, budget, first=round(budget * chance.uniform(0.3, 1)))
    chance.shuffle(batches)
    return batches


def sorted_batches(sizes: Sequence[int], budget: int) -> list[list[int]]:
    """Return batches from small items to large, for work whose order does not matter.

    >>> sorted_batches([5, 2, 9, 2], 8)
    [[1, 3], [0], [2]]
    """
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    return _cut(order, sizes, budget, first=budget)


def _cut(order: Sequence[int], sizes: Sequence[int], budget: int, *, first: int) -> list[list[int]]:
    batches: list[list[int]] = []
    batch: list[int] = []
    largest, filled, room = 0, 0, first
    for place in order:
        size = sizes[place]
        computed = max(largest, size) * (len(batch) + 1)  # with this item
        padded = computed - filled - size > _MOST_PADDING * computed
        if batch and (computed > room or (padded and 2 * filled >= room)):
            batches.append(batch)
            batch, largest, filled, room = [], 0, 0, budget
        batch.append(place)
        largest, filled = max(largest, size), filled + size
    return [*batches, batch] if batch else batches


def padding_share(batches: Sequence[Sequence[int]], sizes: Sequence[int]) -> float:
    """Return the share of what is computed that is padding.

    >>> padding_share([[0, 1]], [4, 2])
    0.25
    """
    computed = sum(len(batch) * max(sizes[place] for place in batch) for batch in batches)
    return 1 - sum(sizes[place] for batch in batches for place in batch) / max(1, computed)
