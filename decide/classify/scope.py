"""Texts that belong to no label are told by how unlike everything known they are.

Three kinds of signs: how sure the committee is (Hendrycks and Gimpel 2017, "A baseline for
detecting misclassified and out-of-distribution examples"), how far the best label is from being
clear for lines that each separate one label from all else, and how near the nearest known texts
are (Sun et al. 2022, "Out-of-distribution detection with deep nearest neighbors").
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from decide.classify.examples import Floats
from decide.classify.vectors import Vectors

SIGNS = ("sure", "margin", "line", "nearest", "near", "agreement")
_NEAR = 5  # known texts
_LEAST_GIVEN = 10  # texts out of scope from which on the signs are weighed by them
_SAME = 1 - 1e-5  # similarity of a text to itself
_KEPT = 3.0  # weight of the share of texts in scope that are kept
_BLOCK = 1024  # texts compared with all known ones at a time


@dataclass(frozen=True, slots=True)
class Scope:
    """How the signs are weighed; the higher the sum, the likelier a text is in scope."""

    center: tuple[float, ...]  # of each sign
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float = 0.0
    threshold: float = 0.0  # probability of being in scope below which a text is taken as out


def read_signs(
    chances: Floats,
    scores: Mapping[str, Floats],
    vectors: Vectors,
    known: Vectors,
    *,
    among_known: bool = False,
) -> Floats:
    """Return the signs of each text: texts × signs.

    `chances` are the committee's, `scores` its members', `known` the vectors of labelled texts; a
    text that is among these does not count as near to itself.
    """
    ordered = np.sort(chances, axis=1)
    logits = np.log(np.clip(ordered, 1e-9, 1 - 1e-9) / np.clip(1 - ordered, 1e-9, 1))
    lines = [one.max(axis=1) for name, one in sorted(scores.items()) if name.startswith("line")]
    near = _nearness(vectors, known, _SAME if among_known else np.inf)
    best = chances.argmax(axis=1)
    agree = np.mean([one.argmax(axis=1) == best for _, one in sorted(scores.items())], axis=0)
    line = np.mean(lines, axis=0) if lines else np.zeros(len(chances))
    signs = (
        logits[:, -1],
        logits[:, -1] - logits[:, -2],
        line,
        near[:, 0],
        near.mean(axis=1),
        agree,
    )
    return np.stack([np.asarray(sign, np.float64) for sign in signs], axis=1)


def _nearness(vectors: Vectors, known: Vectors, most: float) -> Vectors:
    """Return the similarity of each text to the known ones most like it, most alike first.

    Those that are more alike than `most` are passed over.
    """
    count = min(_NEAR, len(known))
    found = np.zeros((len(vectors), max(1, count)), np.float32)
    if count:
        for start in range(0, len(vectors), _BLOCK):
            alike = vectors[start : start + _BLOCK] @ known.T
            alike[alike > most] = -1.0
            found[start : start + _BLOCK] = -np.sort(np.partition(-alike, count - 1)[:, :count])
    return found


def fit_scope(inside: Floats, outside: Floats, *, reject: float) -> Scope:
    """Weigh signs of texts that were not learnt from, in scope and, as far as given, out of it.

    With examples out of scope the threshold follows from them, see `_best`. Without, `reject` is
    the share of texts in scope that may be lost; 0 takes none for out of scope, and only tells how
    unusual a text is.
    """
    center, spread = inside.mean(axis=0), np.maximum(inside.std(axis=0), 1e-6)
    ones, others = (inside - center) / spread, (outside - center) / spread
    if len(outside) < _LEAST_GIVEN:
        weights, bias = np.full(inside.shape[1], 1.0 / inside.shape[1]), 3.0
        threshold = float(np.quantile(expit(ones @ weights + bias), reject)) if reject else 0.0
    else:
        table = np.concatenate([ones, others])
        wanted = np.arange(len(table)) < len(ones)
        found = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(table, wanted)
        weights, bias = found.coef_[0], float(found.intercept_[0])
        threshold = _best(expit(ones @ weights + bias), expit(others @ weights + bias))
    return Scope(
        tuple(map(float, center)),
        tuple(map(float, spread)),
        tuple(map(float, weights)),
        bias,
        threshold,
    )


def _best(inside: Floats, outside: Floats) -> float:
    """Return the threshold at which the shares rightly kept and rightly sent away sum to most.

    What is kept weighs more, since most of what comes is in scope as a rule. Halfway to the next
    lower value, since what is new lies on either side of what was seen.
    """
    tried = np.unique(np.concatenate([[0.0], inside, outside]))
    right = [_KEPT * (inside >= one).mean() + (outside < one).mean() for one in tried]
    place = int(np.argmax(right))
    return float((tried[place] + tried[max(0, place - 1)]) / 2)


def in_scope(scope: Scope, signs: Floats) -> Floats:
    """Return how likely each text is in scope."""
    table = (signs - np.asarray(scope.center)) / np.asarray(scope.spread)
    return np.asarray(expit(table @ np.asarray(scope.weights) + scope.bias))


def out_of_scope(scope: Scope, signs: Floats) -> NDArray[np.bool_]:
    """Tell which texts belong to no label."""
    return np.asarray(in_scope(scope, signs) < scope.threshold)
