"""Whether a confidence of 0.8 is right eight times in ten, and how to make it so."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from briefbook.errors import RecordError
from briefbook.labels.examples import Example, LabelledRelation
from briefbook.measure.pairing import pair, pair_judged, places
from briefbook.measure.relation_keys import SYMMETRIC_PREDICATES, Key, read_keys, without_labels

Floats = NDArray[np.float64]

_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions whose confidence lies in `(low, high]`; the first bin holds 0 too."""

    low: float
    high: float
    count: int
    confidence: float  # mean; 0 when the bin is empty
    accuracy: float  # share that is right; 0 when the bin is empty


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences are from how often they are right."""

    bins: tuple[Bin, ...]
    ece: float  # expected calibration error: mean gap of the bins, weighted by count
    largest_gap: float  # of a bin ("maximum calibration error")
    brier: float  # mean squared difference of confidence and being right
    count: int

    def as_dict(self) -> dict[str, Any]:
        """Return the figures for JSON; empty bins are left out."""
        return {
            "ece": round(self.ece, 4),
            "largest_gap": round(self.largest_gap, 4),
            "brier": round(self.brier, 4),
            "count": self.count,
            "bins": [
                {
                    "low": round(one.low, 4),
                    "high": round(one.high, 4),
                    "count": one.count,
                    "confidence": round(one.confidence, 4),
                    "accuracy": round(one.accuracy, 4),
                }
                for one in self.bins
                if one.count
            ],
        }


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A rising map of confidences: knots in order, straight between them, level outside."""

    scores: tuple[float, ...]
    values: tuple[float, ...]


def measure_calibration(scores: ArrayLike, correct: ArrayLike, *, bins: int = 15) -> Calibration:
    """Compare confidences (0 to 1) with whether they were right (0 or 1).

    ECE over bins of equal width, 15 as in Guo et al. 2017. Nothing predicted is no error.
    """
    confidence, right = _outcomes(scores, correct)
    if not len(confidence):
        return Calibration((), 0.0, 0.0, 0.0, 0)
    at = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    found = tuple(
        _bin(place, bins, confidence[at == place], right[at == place]) for place in range(bins)
    )
    gaps = [abs(one.accuracy - one.confidence) for one in found]
    weighted = sum(gap * one.count for gap, one in zip(gaps, found, strict=True))
    return Calibration(
        bins=found,
        ece=weighted / len(confidence),
        largest_gap=max(gaps),
        brier=float(np.mean((confidence - right) ** 2)),
        count=len(confidence),
    )


def _bin(place: int, bins: int, confidence: Floats, right: Floats) -> Bin:
    filled = len(confidence) > 0
    return Bin(
        low=place / bins,
        high=(place + 1) / bins,
        count=len(confidence),
        confidence=float(confidence.mean()) if filled else 0.0,
        accuracy=float(right.mean()) if filled else 0.0,
    )


def span_outcomes(
    gold: Sequence[Example], predicted: Sequence[Example]
) -> tuple[list[float], list[bool]]:
    """Return the score of every predicted span and whether it is strictly right."""
    scores, correct = [], []
    for wanted, found in pair_judged(gold, predicted):
        right = places(wanted)
        for one in found.mentions:
            scores.append(one.score)
            correct.append((one.span.start, one.span.end, one.label) in right)
    return scores, correct


def relation_outcomes(
    gold: Sequence[Example],
    predicted: Sequence[Example],
    *,
    typed: bool = True,
    negative: Collection[str] = (),
) -> tuple[list[float], list[bool]]:
    """Return the score of every predicted relation and whether it is right.

    `typed`: the labels of its spans must be right too. Predicates in `negative` do not count.
    """
    dropped = {name.casefold() for name in negative}
    scores, correct = [], []
    for wanted, found in pair(gold, predicted):
        right = _compared(wanted, wanted.relations, dropped, typed)
        for relation in found.relations:
            if key := _compared(found, (relation,), dropped, typed):
                scores.append(relation.score)
                correct.append(key <= right)
    return scores, correct


def _compared(
    example: Example, relations: Sequence[LabelledRelation], dropped: set[str], typed: bool
) -> set[Key]:
    alone = Example(example.id, example.text, example.mentions, tuple(relations))
    keys = set(read_keys(alone, dropped, SYMMETRIC_PREDICATES))
    return keys if typed else without_labels(keys)


def fit_temperature(logits: ArrayLike, targets: ArrayLike) -> float:
    """Return what logits are to be divided by so that their probabilities are honest.

    Guo et al. 2017: the temperature of least negative log likelihood, between 0.05 and 20, by
    golden-section search. Logits are `[items, classes]` with the numbers of classes as targets,
    or `[items]` of a yes-or-no question with 0 and 1. Nothing to fit on gives 1.

    Raises RecordError when logits and targets do not belong together.
    """
    table = np.asarray(logits, dtype=np.float64)
    wanted = np.asarray(targets, dtype=np.intp)
    if table.ndim == 1:
        table = np.stack([np.zeros_like(table), table], axis=1)
    if table.ndim != 2 or wanted.shape != table.shape[:1]:
        raise RecordError(f"logits {table.shape} do not fit targets {wanted.shape}")
    if not len(wanted):
        return 1.0
    if wanted.min() < 0 or wanted.max() >= table.shape[1]:
        raise RecordError(f"a target is none of {table.shape[1]} classes")
    found = _least(lambda power: _loss(table, wanted, power), math.log(0.05), math.log(20.0))
    return math.exp(found)


def _loss(logits: Floats, targets: NDArray[np.intp], power: float) -> float:
    scaled = logits / math.exp(power)
    scaled -= scaled.max(axis=1, keepdims=True)
    chosen = scaled[np.arange(len(targets)), targets]
    return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - chosen))


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function with one valley is least (golden-section search, Kiefer 1953)."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > 1e-5:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2


def fit_isotonic(scores: ArrayLike, correct: ArrayLike) -> Isotonic:
    """Return the rising map of confidences that is nearest to what was right, in squares.

    Pool adjacent violators (Ayer et al. 1955; for calibration Zadrozny & Elkan 2002). Equal scores
    are pooled first. Nothing to fit on gives the map that changes nothing.
    """
    confidence, right = _outcomes(scores, correct)
    if not len(confidence):
        return Isotonic((0.0, 1.0), (0.0, 1.0))
    levels, at = np.unique(confidence, return_inverse=True)
    weights = np.bincount(at).astype(np.float64)
    means = np.bincount(at, weights=right) / weights
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many levels
    for mean, weight in zip(means.tolist(), weights.tolist(), strict=True):
        size = 1
        while blocks and blocks[-1][0] >= mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * weight) / (heavy + weight)
            weight, size = weight + heavy, size + many
        blocks.append((mean, weight, size))
    return _knots(levels.tolist(), blocks)


def _knots(levels: Sequence[float], blocks: Sequence[tuple[float, float, int]]) -> Isotonic:
    """Keep the first and last score of each block."""
    knots: list[tuple[float, float]] = []
    start = 0
    for mean, _, size in blocks:
        ends = dict.fromkeys((levels[start], levels[start + size - 1]))
        knots += [(score, min(1.0, max(0.0, mean))) for score in ends]
        start += size
    return Isotonic(tuple(score for score, _ in knots), tuple(value for _, value in knots))


def apply_isotonic(fitted: Isotonic, scores: ArrayLike) -> Floats:
    """Map confidences."""
    return np.interp(np.asarray(scores, dtype=np.float64), fitted.scores, fitted.values)


def measure_cross_fitted(scores: ArrayLike, correct: ArrayLike) -> Calibration:
    """Measure what calibration by `fit_isotonic` is worth, without data of its own to measure on.

    Each half of the confidences, in the order given, is mapped by what fits the other half.
    """
    confidence, right = _outcomes(scores, correct)
    halves = np.arange(len(confidence)) * 2 < len(confidence)
    mapped = np.empty_like(confidence)
    for own in (halves, ~halves):
        fitted = fit_isotonic(confidence[~own], right[~own])
        mapped[own] = apply_isotonic(fitted, confidence[own])
    return measure_calibration(mapped, right)


def _outcomes(scores: ArrayLike, correct: ArrayLike) -> tuple[Floats, Floats]:
    confidence = np.asarray(scores, dtype=np.float64)
    right = np.asarray(correct, dtype=np.float64)
    if confidence.ndim != 1 or confidence.shape != right.shape:
        raise RecordError(f"{confidence.shape} confidences for {right.shape} outcomes")
    if len(confidence) and (confidence.min() < 0 or confidence.max() > 1):
        raise RecordError("a confidence is not between 0 and 1")
    return confidence, right
