"""How far the mean of a score over many items may be chance: its interval, and a paired test.

For scores that every item has of its own, such as ROUGE; `briefbook.measure.bootstrap` is for F1,
which only many items together have.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from briefbook.errors import RecordError
from briefbook.measure.bootstrap import Comparison, Interval

Floats = NDArray[np.float64]

_CELLS = 4_000_000  # counts held at a time, to bound memory


def mean_interval(
    values: Sequence[float] | Floats,
    *,
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval:
    """Return a mean with its percentile interval; the same seed gives the same interval.

    Raises RecordError when there are no values.

    >>> mean_interval([0.5, 0.5, 0.5])
    Interval(value=0.5, low=0.5, high=0.5)
    """
    items = _items(values)
    drawn = np.concatenate(list(_drawn_means(items, resamples, seed)))
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(items.mean()), float(low), float(high))


def compare_means(
    first: Sequence[float] | Floats,
    second: Sequence[float] | Floats,
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Comparison:
    """Test two systems on the same items, drawn together.

    `p` is that of the paired bootstrap of Berg-Kirkpatrick et al. 2012, as in `compare_tallies`:
    the share of draws in which the difference exceeds twice the one seen, on its side.

    Raises RecordError when the two are not of equally many items, or of none.
    """
    ones, others = _items(first), _items(second)
    if len(ones) != len(others):
        raise RecordError(f"cannot compare scores of {len(ones)} with {len(others)} items")
    drawn = np.concatenate(list(_drawn_means(ones - others, resamples, seed)))
    difference = float((ones - others).mean())
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    beyond = int(np.sum(np.sign(difference) * drawn > 2 * abs(difference)))
    p = (beyond + 1) / (len(drawn) + 1) if difference else 1.0
    return Comparison(
        float(ones.mean()), float(others.mean()), difference, float(low), float(high), p
    )


def _items(values: Sequence[float] | Floats) -> Floats:
    items = np.asarray(values, np.float64)
    if not items.size:
        raise RecordError("no items to draw from")
    return items


def _drawn_means(items: Floats, resamples: int, seed: int) -> Iterator[Floats]:
    """Yield the means of draws with replacement, some draws at a time."""
    generator = np.random.default_rng(seed)
    size = len(items)
    step = max(1, _CELLS // size)
    for start in range(0, resamples, step):
        count = min(step, resamples - start)
        times = generator.multinomial(size, np.full(size, 1 / size), size=count)
        # The float error of many small shares would make equal items differ in the last places.
        yield np.round(times @ items / size, 12)
