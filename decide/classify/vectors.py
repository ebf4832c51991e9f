"""Vectors of whole texts: lines between labels, the middle of each label, and the labels' names.

The middle of a label's few examples is what "Prototypical networks" (Snell et al. 2017) compare
with, and serves from the first example on; names serve before there is any.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from decide.classify.examples import Floats, Truth
from decide.rank import TextEncoder

Vectors = NDArray[np.float32]

MEMBERS = ("vectors", "middles", "names")
_ARRAYS = ("center", "spread", "weights", "bias", "middles", "names")
_STRENGTHS = (0.001, 0.01, 0.1)  # of logistic regression, over values of spread 1
_HELD = 5  # every fifth text is held out to choose between them
_FEW = 50  # texts, below which there is no choosing
_LEAST_SPREAD = 1e-6
_PIECES = "_- /."  # between the words of a label's name


@dataclass(frozen=True, slots=True, eq=False)
class VectorModel:
    """What was learnt from the vectors of labelled texts."""

    center: Vectors  # (H,) mean of all vectors
    spread: Vectors  # (H,)
    weights: Vectors  # (labels, H)
    bias: Vectors  # (labels,)
    middles: Vectors  # (labels, H) unit vectors; zero for a label without an example
    names: Vectors  # (labels, H) unit vectors of the labels' names
    strength: float = 0.0  # with which the lines were fitted


def fit_vectors(
    vectors: Vectors, truth: Truth, names: Vectors, *, strength: float | None = None
) -> VectorModel:
    """Learn from the vectors of texts; `names` are those of the labels' names.

    The strength of the lines is chosen unless it is given. A model that takes the place of one
    that was weighed needs the same, or its scores would mean something else.
    """
    center = vectors.mean(axis=0)
    spread = np.maximum(vectors.std(axis=0), _LEAST_SPREAD).astype(np.float32)
    table = (vectors - center) / spread
    if strength is None:
        strength = _choose_strength(table, truth)
    weights, bias = _regress(table, truth, strength)
    middles = _unit(truth.T.astype(np.float32) @ (vectors - center))
    unit = _unit(names - names.mean(axis=0))
    return VectorModel(center, spread, weights, bias, middles, unit, strength)


def _regress(table: Vectors, truth: Truth, strength: float) -> tuple[Vectors, Vectors]:
    """Return weights and bias of logistic regression, all labels at once where each has one."""
    if (truth.sum(axis=1) == 1).all() and truth.shape[1] > 2:
        return _regress_together(table, truth, strength)
    weights = np.zeros((truth.shape[1], table.shape[1]), np.float32)
    bias = np.zeros(truth.shape[1], np.float32)
    for place in range(truth.shape[1]):
        if truth[:, place].all() or not truth[:, place].any():
            bias[place] = 1.0 if truth[:, place].all() else -1.0
        else:
            found = _logistic(table, truth[:, place], strength)
            weights[place], bias[place] = found.coef_[0], found.intercept_[0]
    return weights, bias


def _regress_together(table: Vectors, truth: Truth, strength: float) -> tuple[Vectors, Vectors]:
    """Do so where each text has one of several labels; one that no text has gets the worst."""
    seen = np.flatnonzero(truth.any(axis=0))
    found = _logistic(table, truth.argmax(axis=1), strength)
    weights = np.zeros((truth.shape[1], table.shape[1]), np.float32)
    bias = np.full(truth.shape[1], found.intercept_.min() - 1, np.float32)
    if len(seen) > 2:
        weights[seen], bias[seen] = found.coef_, found.intercept_
    elif len(seen) == 2:
        weights[seen[1]], bias[seen] = found.coef_[0], (0.0, found.intercept_[0])
    return weights, bias


def _choose_strength(table: Vectors, truth: Truth) -> float:
    """Return the strength that makes a fifth of the texts likeliest when learnt from the rest.

    Where labels are alike, as topics of headlines, far less strength is right than for intents.
    """
    wanted = truth.argmax(axis=1)
    held = np.arange(len(table)) % _HELD == 0
    kinds = set(wanted[~held].tolist())
    if len(table) < _FEW or len(kinds) < 2 or set(wanted[held].tolist()) - kinds:
        return _STRENGTHS[0]

    def likelihood(strength: float) -> float:
        model = _logistic(table[~held], wanted[~held], strength)
        return _likelihood(model, table[held], wanted[held])

    return max(_STRENGTHS, key=likelihood)


def _likelihood(model: LogisticRegression, table: Vectors, wanted: NDArray[np.generic]) -> float:
    places = np.searchsorted(model.classes_, wanted)
    return float(model.predict_log_proba(table)[np.arange(len(table)), places].mean())


def _logistic(table: Vectors, wanted: NDArray[np.generic], strength: float) -> LogisticRegression:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough after these steps
        return LogisticRegression(C=strength, max_iter=100).fit(table, wanted)


def score_vectors(model: VectorModel, vectors: Vectors) -> dict[str, Floats]:
    """Return what each kind of member says of texts with these vectors: texts × labels."""
    shifted = vectors - model.center
    unit = _unit(shifted)
    found = {
        "vectors": (shifted / model.spread) @ model.weights.T + model.bias,
        "middles": unit @ model.middles.T,
        "names": unit @ model.names.T,
    }
    return {name: np.asarray(scores, np.float64) for name, scores in found.items()}


def embed_names(labels: Sequence[str], encoder: TextEncoder, told: Mapping[str, str]) -> Vectors:
    """Return vectors of what labels mean: of what is `told` of them, else of their names."""
    words = [told.get(label) or readable(label) for label in labels]
    return encoder.embed(words, kind="query")


def readable(label: str) -> str:
    """Return a label as words.

    >>> readable("card_arrival"), readable("newsStory"), readable("news_体育")
    ('card arrival', 'news Story', 'news 体育')
    """
    spaced = "".join(
        f" {one}" if one.isupper() and before.islower() else one
        for before, one in zip(" " + label, label, strict=False)
    )
    return " ".join(spaced.translate(str.maketrans(_PIECES, " " * len(_PIECES))).split()) or label


def as_arrays(model: VectorModel) -> dict[str, Vectors]:
    """Return the arrays that a model folder keeps."""
    return {name: getattr(model, name) for name in _ARRAYS}


def from_arrays(arrays: Mapping[str, Vectors]) -> VectorModel:
    """Return the model that had these arrays.

    Raises KeyError when one is missing.
    """
    center, spread, weights, bias, middles, names = (arrays[name] for name in _ARRAYS)
    return VectorModel(center, spread, weights, bias, middles, names)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Vectors = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return found
