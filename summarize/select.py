"""The most telling sentences of many: worth by several measures, then choice without repetition.

Pure numpy. The sources: LexRank (Erkan & Radev 2004) for centrality, MMR (Carbonell & Goldstein
1998) for the choice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from summarize.words import words

Array = npt.NDArray[np.float64]

_DAMPING = 0.85
_COPY = 0.65  # likeness from which a sentence is a copy, chosen only when nothing else is left
_LAST_RESORT = 100.0
_ROUNDS = 30  # of the power iteration; it has settled by then


def vectors(texts: Sequence[str]) -> Array:
    """Return TF-IDF vectors of length 1 as rows; a text without words gets zeros."""
    bags = [Counter(words(text)) for text in texts]
    holders = Counter(word for bag in bags for word in bag)
    return unit_rows(bags, rarities(holders, len(texts)))


def rarities(holders: Mapping[str, int], count: int) -> dict[str, float]:
    """Return how rare each word is among `count` texts, from how many hold it."""
    return {word: float(np.log(1 + count / held)) for word, held in holders.items()}


def unit_rows(bags: Sequence[Counter[str]], rarity: Mapping[str, float]) -> Array:
    """Return a row of length 1 for each bag of words; one without words gets zeros."""
    columns = {word: column for column, word in enumerate(sorted({w for bag in bags for w in bag}))}
    matrix = np.zeros((len(bags), max(1, len(columns))))
    for row, bag in enumerate(bags):
        for word, times in bag.items():
            matrix[row, columns[word]] = (1 + np.log(times)) * rarity[word]
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(lengths > 0, lengths, 1)


def centrality(rows: Array) -> Array:
    """Return how central each row is, from 0 to 1: LexRank with weighted edges."""
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, 0.0)
    sums = likeness.sum(axis=1, keepdims=True)
    count = len(rows)
    steps = np.where(sums > 0, likeness / np.where(sums > 0, sums, 1), 1 / count)
    rank = np.full(count, 1 / count)
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / count + _DAMPING * (rank @ steps)
    return scaled(rank)


def nearest_to_all(texts: Sequence[str], count: int) -> list[int]:
    """Return the places of the `count` texts most like all of them together, in order.

    Linear in the length of the texts: it chooses what `centrality`, which is not, looks at.
    """
    if len(texts) <= count:
        return list(range(len(texts)))
    bags = [Counter(words(text)) for text in texts]
    spread = Counter(word for bag in bags for word in bag)
    weights = {word: np.log(1 + len(texts) / held) for word, held in spread.items()}

    def likeness(bag: Counter[str]) -> float:
        parts = [(1 + np.log(times)) * weights[word] for word, times in bag.items()]
        inner = sum(
            part * weights[word] * spread[word] for part, word in zip(parts, bag, strict=True)
        )
        return round(float(inner / np.linalg.norm(parts)), 9) if parts else 0.0

    scores = [likeness(bag) for bag in bags]
    order = sorted(range(len(texts)), key=lambda place: (-scores[place], place))
    return sorted(order[:count])


def choose(
    worth: Array,
    rows: Array,
    count: int,
    *,
    redundancy: float,
    groups: Sequence[str] = (),
    same_group: float = 0.0,
    least_share: float | None = None,
) -> list[int]:
    """Choose `count` places of high worth that do not repeat each other, best first (MMR).

    `groups` say which belong together, such as to one document; each earlier choice from the same
    group costs `same_group`. With a `least_share` there may be fewer: copies are left out, and what
    is worth less than this share of the best.
    """
    chosen: list[int] = []
    gain = worth.astype(np.float64).copy()
    likest = np.zeros(len(worth))
    taken: Counter[str] = Counter()
    while len(chosen) < min(count, len(worth)):
        costs = np.array([same_group * taken[group] for group in groups]) if groups else 0.0
        values = gain - redundancy * likest - costs - _LAST_RESORT * (likest > _COPY)
        values[chosen] = -np.inf
        best = int(np.argmax(np.round(values, 9)))  # rounded: the earlier of equals
        if chosen and least_share is not None and values[best] < least_share * gain[chosen[0]]:
            break
        chosen.append(best)
        likest = np.maximum(likest, rows @ rows[best])
        if groups:
            taken[groups[best]] += 1
    return chosen


def scaled(values: Array) -> Array:
    """Stretch values to 0…1; all alike become 0.5."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-12:
        return np.full(len(values), 0.5)
    return (values - low) / (high - low)
