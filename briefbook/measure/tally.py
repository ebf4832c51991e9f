"""Counts of every example and label: what scores, intervals and comparisons are computed from."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefbook.scores import Scores

#: For one example, the labels of what is correct, of what is predicted and of what is in gold.
Row = tuple[Iterable[str], Iterable[str], Iterable[str]]

CORRECT, PREDICTED, GOLD = range(3)  # the last axis of `Tally.counts`


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F that do not follow from three counts, such as means over labels."""

    precision: float = 0.0
    recall: float = 0.0
    f1: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """Return the three figures, rounded to four places."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How many of each label are correct, predicted and in gold, example by example."""

    labels: tuple[str, ...]  # sorted
    counts: NDArray[np.int64]  # examples × labels × (correct, predicted, gold)

    def __len__(self) -> int:
        return len(self.counts)

    def micro(self) -> Scores:
        """Return the scores of all labels counted together."""
        return _scores(self.counts.sum(axis=(0, 1)))

    def by_label(self) -> dict[str, Scores]:
        """Return the scores of each label."""
        totals = self.counts.sum(axis=0)
        return {label: _scores(totals[place]) for place, label in enumerate(self.labels)}

    def macro(self) -> Figures:
        """Return the mean over the labels that gold holds, each weighing the same.

        The F is the mean of the labels' F, as scikit-learn, seqeval and SemEval have it, not the F
        of mean precision and recall. A label that is only predicted counts in `micro` alone.
        """
        return _average([one for one in self.by_label().values() if one.gold], weighted=False)

    def weighted(self) -> Figures:
        """Return the mean over labels, each weighing as much as gold has of it."""
        return _average(list(self.by_label().values()), weighted=True)

    def examples(self, places: Sequence[int]) -> "Tally":
        """Return the counts of some examples alone."""
        return Tally(self.labels, self.counts[np.asarray(places, dtype=np.intp)])

    def only(self, labels: Collection[str]) -> "Tally":
        """Return the counts of some labels alone; one that is not there counts nothing."""
        wanted = tuple(sorted(labels))
        counts = np.zeros((len(self.counts), len(wanted), 3), dtype=np.int64)
        for place, label in enumerate(wanted):
            if label in self.labels:
                counts[:, place] = self.counts[:, self.labels.index(label)]
        return Tally(wanted, counts)

    def as_dict(self) -> dict[str, Any]:
        """Return `micro`, `macro` and `labels`, ready for JSON."""
        return {
            "micro": self.micro().as_dict(),
            "macro": self.macro().as_dict(),
            "labels": {
                label: {**scores.as_dict(), "support": scores.gold}
                for label, scores in self.by_label().items()
            },
        }


def tally(rows: Sequence[Row]) -> Tally:
    """Count labels, one row an example.

    >>> tally([(["Person"], ["Person", "Law"], ["Person"])]).micro().precision
    0.5
    """
    listed = [tuple(tuple(part) for part in row) for row in rows]
    labels = tuple(sorted({label for row in listed for part in row for label in part}))
    place = {label: number for number, label in enumerate(labels)}
    counts = np.zeros((len(listed), len(labels), 3), dtype=np.int64)
    for example, row in enumerate(listed):
        for column, part in enumerate(row):
            for label in part:
                counts[example, place[label], column] += 1
    return Tally(labels, counts)


def _scores(counts: NDArray[np.int64]) -> Scores:
    correct, predicted, gold = counts.tolist()
    return Scores(correct, predicted, gold)


def _average(scores: Sequence[Scores], *, weighted: bool) -> Figures:
    weights = [one.gold if weighted else 1 for one in scores]
    total = sum(weights)
    if not total:
        return Figures()
    return Figures(
        sum(one.precision * weight for one, weight in zip(scores, weights, strict=True)) / total,
        sum(one.recall * weight for one, weight in zip(scores, weights, strict=True)) / total,
        sum(one.f1 * weight for one, weight in zip(scores, weights, strict=True)) / total,
    )
