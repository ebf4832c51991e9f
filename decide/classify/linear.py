"""Straight lines between labels over n-grams: quick to fit, and exact to explain.

Support vector machines (Joachims 1998, "Text categorization with support vector machines") over
weights of n-grams as they are, or multiplied by how much likelier each n-gram is with a label than
without it (Wang and Manning 2012, "Baselines and bigrams: simple, good sentiment and topic
classification").
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from decide.classify.examples import Floats, Task, Truth
from decide.classify.grams import Kind, Vocabulary, learn_vocabulary, weigh

_MOST_GRAMS = 120_000
#: From how many texts on an n-gram must be in two of them: those in one only take room.
_TWICE = {"words": 5_000, "characters": 100}


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """Which n-grams, and how closely examples are followed."""

    kind: Kind = "words"
    ratios: bool = False  # multiply by how much likelier they are with the label
    strength: float = 1.0  # what one example on the wrong side costs


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """What was learnt."""

    vocabulary: Vocabulary
    weights: NDArray[np.float32]  # labels × n-grams
    bias: NDArray[np.float32]  # of labels
    ratios: bool = False  # only whether an n-gram is there counts


def fit_linear(
    texts: Sequence[str], truth: Truth, task: Task, settings: LinearSettings
) -> LinearModel:
    """Learn from texts; the same texts give the same model."""
    least = 1 + (len(texts) >= _TWICE[settings.kind])
    vocabulary = learn_vocabulary(texts, settings.kind, least=least, most=_MOST_GRAMS)
    weights, bias = fit_lines(_table(texts, vocabulary, settings.ratios), truth, task, settings)
    return LinearModel(vocabulary, weights, bias, settings.ratios)


def _table(texts: Sequence[str], vocabulary: Vocabulary, ratios: bool) -> sparse.csr_matrix:
    """Return weights of n-grams, or for ratios whether they are there at all."""
    table = weigh(texts, vocabulary)
    return table.sign() if ratios else table


def fit_lines(
    table: sparse.csr_matrix, truth: Truth, task: Task, settings: LinearSettings
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return a line for each label: its weights and where it stands."""
    count = truth.shape[1]
    weights = np.zeros((count, table.shape[1]), np.float32)
    bias = np.zeros(count, np.float32)
    for place in range(count):
        if count == 2 and place == 1 and not task.multiple:
            weights[1], bias[1] = -weights[0], -bias[0]
        else:
            weights[place], bias[place] = _line(table, truth[:, place], settings)
    return weights, bias


def _line(
    table: sparse.csr_matrix, has: NDArray[np.bool_], settings: LinearSettings
) -> tuple[NDArray[np.float32], float]:
    """Separate the examples that have a label from the others."""
    if has.all() or not has.any() or not table.shape[1]:
        return np.zeros(table.shape[1], np.float32), 1.0 if has.all() else -1.0
    ratios = _ratios(table, has) if settings.ratios else np.ones(table.shape[1], np.float32)
    scaled = table @ sparse.diags(ratios) if settings.ratios else table
    machine = LinearSVC(C=settings.strength, random_state=0, max_iter=2_000)
    with warnings.catch_warnings():
        # Further steps move the line by less than another draw of examples would.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(scaled.tocsr(), has)
    return machine.coef_[0].astype(np.float32) * ratios, float(machine.intercept_[0])


def _ratios(table: sparse.csr_matrix, has: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the logarithm of how much likelier each n-gram is with the label than without."""
    with_label = np.asarray(table[has].sum(axis=0)).ravel() + 1.0
    without = np.asarray(table[~has].sum(axis=0)).ravel() + 1.0
    found = np.log(with_label / with_label.sum()) - np.log(without / without.sum())
    return np.asarray(found, np.float32)


def score_linear(model: LinearModel, texts: Sequence[str]) -> Floats:
    """Return how far each text is on the side of each label: texts × labels."""
    table = weigh_rows(model, texts)
    return np.asarray(table @ model.weights.T + model.bias, np.float64)


def weigh_rows(model: LinearModel, texts: Sequence[str]) -> sparse.csr_matrix:
    """Return the weights of n-grams as the model takes them: texts × n-grams."""
    return _table(texts, model.vocabulary, model.ratios)
