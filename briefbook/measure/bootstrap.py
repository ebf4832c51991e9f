"""How far scores may be chance: intervals, and whether two models differ beyond it.

Examples are drawn again with replacement, as many as there are (Efron 1979). Examples with equal
counts are drawn together, which is the same and a hundred times quicker.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from briefbook.errors import RecordError
from briefbook.labels.examples import Example
from briefbook.measure.spans import measure_spans
from briefbook.measure.tally import CORRECT, GOLD, PREDICTED, Tally

Floats = NDArray[np.float64]
Statistic = Literal["micro", "macro"]  # F1 over all, or the mean of the labels' F1

_CELLS = 4_000_000  # counts held at a time, to bound memory


@dataclass(frozen=True, slots=True)
class Interval:
    """A score and where it would lie on other examples of the same kind."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Return the figures, rounded to four places."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The F1 of one model against that of another on the same examples."""

    first: float
    second: float
    difference: float  # first − second
    low: float  # of the difference
    high: float
    p: float  # how often chance alone would favour one side as much

    def as_dict(self) -> dict[str, float]:
        """Return the figures, rounded to four places."""
        return {
            "first": round(self.first, 4),
            "second": round(self.second, 4),
            "difference": round(self.difference, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "p": round(self.p, 4),
        }


def find_interval(
    counts: Tally,
    *,
    statistic: Statistic = "micro",
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval:
    """Return an F1 with its percentile interval; the same seed gives the same interval."""
    _require_examples(counts)
    drawn = np.concatenate(
        [_f1(part, statistic) for part in _draw(_table(counts, statistic), resamples, seed)]
    )
    low, high = _bounds(drawn, confidence)
    return Interval(_value(counts, statistic), low, high)


def compare_tallies(
    first: Tally,
    second: Tally,
    *,
    statistic: Statistic = "micro",
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Comparison:
    """Test two models on the same examples, drawn together.

    `p` is that of the paired bootstrap of Berg-Kirkpatrick et al. 2012: the share of draws in which
    the difference exceeds twice the one seen, on its side (one-sided; with one draw added to either
    count, so that it is never 0).

    Raises RecordError when the counts are not of equally many examples, or of none.
    """
    _require_examples(first)
    if len(first) != len(second):
        raise RecordError(f"cannot compare counts of {len(first)} with {len(second)} examples")
    labels = {*first.labels, *second.labels}
    tables = [_table(one.only(labels), statistic) for one in (first, second)]
    drawn = np.concatenate(
        [
            _f1(part[:, : tables[0].shape[1]], statistic)
            - _f1(part[:, tables[0].shape[1] :], statistic)
            for part in _draw(np.concatenate(tables, axis=1), resamples, seed)
        ]
    )
    values = _value(first, statistic), _value(second, statistic)
    difference = values[0] - values[1]
    low, high = _bounds(drawn, confidence)
    return Comparison(*values, difference, low, high, _chance(drawn, difference))


def compare(
    gold: Sequence[Example],
    first: Sequence[Example],
    second: Sequence[Example],
    *,
    score: Callable[[Sequence[Example], Sequence[Example]], Tally] | None = None,
    resamples: int = 2000,
    seed: int = 0,
) -> Comparison:
    """Test what two models predict for the same examples; by strict spans unless `score` is given.

    Raises RecordError when the three are not the same examples.
    """
    counts = score or _strict_spans
    return compare_tallies(
        counts(gold, first), counts(gold, second), resamples=resamples, seed=seed
    )


def _strict_spans(gold: Sequence[Example], predicted: Sequence[Example]) -> Tally:
    return measure_spans(gold, predicted).strict


def _require_examples(counts: Tally) -> None:
    if not len(counts):
        raise RecordError("no examples to draw from")


def _table(counts: Tally, statistic: Statistic) -> NDArray[np.int64]:
    """Return examples × groups × 3; one group of all labels where only their sum matters."""
    table = counts.counts
    if statistic == "micro":
        table = np.sum(table, axis=1, keepdims=True)
    return table


def _draw(table: NDArray[np.int64], resamples: int, seed: int) -> Iterator[Floats]:
    """Yield the summed counts of draws, some at a time: draws × groups × 3."""
    generator = np.random.default_rng(seed)
    size, groups, _ = table.shape
    kinds, often = np.unique(table.reshape(size, -1), axis=0, return_counts=True)
    step = max(1, _CELLS // max(len(kinds), groups * 3, 1))
    for start in range(0, resamples, step):
        times = generator.multinomial(size, often / size, size=min(step, resamples - start))
        yield (times.astype(np.float64) @ kinds).reshape(-1, groups, 3)


def _f1(sums: Floats, statistic: Statistic) -> Floats:
    """Return the F1 of each draw."""
    total = sums[..., PREDICTED] + sums[..., GOLD]
    f1 = np.divide(2 * sums[..., CORRECT], total, out=np.zeros_like(total), where=total > 0)
    if statistic == "macro":
        held = sums[..., GOLD] > 0
        f1 = (f1 * held).sum(axis=1, keepdims=True) / np.maximum(1, held.sum(axis=1, keepdims=True))
    return np.ravel(f1)


def _value(counts: Tally, statistic: Statistic) -> float:
    return counts.micro().f1 if statistic == "micro" else counts.macro().f1


def _bounds(drawn: Floats, confidence: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _chance(drawn: Floats, difference: float) -> float:
    if difference == 0:
        return 1.0
    beyond = int(np.sum(np.sign(difference) * drawn > 2 * abs(difference)))
    return (beyond + 1) / (len(drawn) + 1)


def interval_scores(counts: Tally, *, resamples: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Return the 95 % intervals of micro and macro F1 for JSON; empty without examples."""
    if not len(counts):
        return {}
    return {
        statistic: find_interval(
            counts, statistic=statistic, resamples=resamples, seed=seed
        ).as_dict()
        for statistic in ("micro", "macro")
    }
