"""Several models judge together: how much each counts is learnt where none of them was fitted.

The scores of the members are added with weights of zero or more, and turned into probabilities: a
log-linear mixture ("stacking" of Wolpert 1992, with the likelihood of held-out examples as what is
sought). The weights are their temperature too, so the mixture is calibrated (Guo et al. 2017).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp, softmax

from decide.classify.examples import Floats, Task, Truth

_RIDGE = 0.01  # of held-out examples few are needed to outweigh it
_LEAST_WEIGHT = 0.02  # share of the sum below which a member is sent home


@dataclass(frozen=True, slots=True)
class Committee:
    """How much each member counts, and from which probability on a label is given."""

    weights: Mapping[str, float]  # by member; what its scores are multiplied by
    bias: float = 0.0  # of several labels: what is added to every score
    threshold: float = 0.5  # of several labels: probability from which on one is given


def mix(committee: Committee, scores: Mapping[str, Floats], task: Task) -> Floats:
    """Return the probability of each label for each text."""
    added = sum_scores(committee, scores)
    return expit(added) if task.multiple else np.asarray(softmax(added, axis=1))


def sum_scores(committee: Committee, scores: Mapping[str, Floats]) -> Floats:
    """Return the members' scores added up by their weights."""
    parts = [weight * scores[name] for name, weight in sorted(committee.weights.items())]
    return np.asarray(np.sum(parts, axis=0) + committee.bias)


def fit_committee(scores: Mapping[str, Floats], truth: Truth, task: Task) -> Committee:
    """Choose weights by the likelihood of examples that no member was fitted to."""
    names = sorted(scores)
    weights, bias = _weights([scores[name] for name in names], truth, task)
    spread = [
        weight * float(scores[name].std()) for name, weight in zip(names, weights, strict=True)
    ]
    kept = [
        name for name, one in zip(names, spread, strict=True) if one > _LEAST_WEIGHT * sum(spread)
    ]
    if kept and kept != names:
        weights, bias = _weights([scores[name] for name in kept], truth, task)
        names = kept
    found = Committee(dict(zip(names, weights, strict=True)), bias)
    if not task.multiple:
        return found
    return Committee(found.weights, bias, _threshold(mix(found, scores, task), truth))


def _weights(scores: Sequence[Floats], truth: Truth, task: Task) -> tuple[list[float], float]:
    spreads = [max(float(one.std()), 1e-6) for one in scores]
    stacked = np.stack([one / spread for one, spread in zip(scores, spreads, strict=True)])

    def loss(values: Floats) -> tuple[float, Floats]:
        added = np.tensordot(values[:-1], stacked, axes=1) + values[-1] * task.multiple
        error, slope = _likelihood(added, truth, multiple=task.multiple)
        steps = np.array([float((slope * one).sum()) for one in stacked])
        steps = np.append(steps, float(slope.sum()) * task.multiple)
        return error + _RIDGE * float(values @ values) / 2, steps + _RIDGE * values

    first = np.append(np.full(len(scores), 1.0 / len(scores)), 0.0)
    bounds = [(0.0, None)] * len(scores) + [(None, None)]
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = [float(value / spread) for value, spread in zip(found[:-1], spreads, strict=True)]
    return weights, float(found[-1]) * task.multiple


def _likelihood(added: Floats, truth: Truth, *, multiple: bool) -> tuple[float, Floats]:
    """Return the mean negative log likelihood and its slope by the added scores."""
    wanted = truth.astype(np.float64)
    if multiple:
        error = -(wanted * log_expit(added) + (1 - wanted) * log_expit(-added)).sum()
        slope = expit(added) - wanted
    else:
        error = (logsumexp(added, axis=1) - (added * wanted).sum(axis=1)).sum()
        slope = softmax(added, axis=1) - wanted
    return float(error) / len(truth), np.asarray(slope / len(truth))


def _threshold(chances: Floats, truth: Truth) -> float:
    """Return the probability from which on labels are given: that of the best micro F1."""
    tried = np.arange(0.1, 0.91, 0.05)
    hits = [(chances >= one) for one in tried]
    f1 = [2 * (hit & truth).sum() / max(1, hit.sum() + truth.sum()) for hit in hits]
    return round(float(tried[int(np.argmax(f1))]), 2)
