"""From logits to relations: losses, probabilities and decisions.

Three ways, by how many relations two mentions may have. "pair": one in all, so both directions and
"none" are one softmax. "direction": one softmax for each direction. "many": each predicate against
a threshold of its own pair, the adaptive threshold of ATLOP (Zhou et al. 2021).
"""

import torch
from torch import Tensor

from extract.relating.settings import Choice

_BLOCKED = -1e4


def choice_loss(logits: Tensor, gold: Tensor, choice: Choice) -> Tensor:
    """Return the mean loss of N pairs: logits and gold (bool) are N, 2, 1 + P; 0 means none.

    Where several predicates hold although one may be chosen, any of them is right.
    """
    scores, right = arrange(logits, choice), arrange(gold.float(), choice) > 0
    if choice == "many":
        return _threshold_loss(scores, right).mean()
    right[..., 0] = ~right[..., 1:].any(-1)
    chosen = scores.masked_fill(~right, _BLOCKED).logsumexp(-1)
    return (scores.logsumexp(-1) - chosen).mean()


def arrange(logits: Tensor, choice: Choice) -> Tensor:
    """Return rows among which one choice is made: (N, 2, 1 + P) to (R, 1 + C); 0 means none."""
    if choice == "pair":
        none = logits[..., :1].mean(1)  # N, 1
        return torch.cat([none, logits[..., 1:].flatten(1)], dim=1)
    return logits.flatten(0, 1)


def _threshold_loss(scores: Tensor, right: Tensor) -> Tensor:
    """Push right predicates above the threshold (column 0) and the others below."""
    right = right.clone()
    right[:, 0] = False
    above = right.clone()
    above[:, 0] = True
    reach = scores.masked_fill(~above, _BLOCKED).log_softmax(-1)
    first = -(reach * right).sum(-1)
    below = scores.masked_fill(right, _BLOCKED).log_softmax(-1)[:, 0]
    return first - below


def probabilities(logits: Tensor, choice: Choice, temperature: float) -> Tensor:
    """Return how sure each predicate is: (N, 2, 1 + P) to (N, 2, P)."""
    cooled = logits / temperature
    if choice == "many":
        return (cooled[..., 1:] - cooled[..., :1]).sigmoid()
    shares = arrange(cooled, choice).softmax(-1)[..., 1:]
    return shares.reshape(*logits.shape[:2], -1)


def choose(logits: Tensor, choice: Choice) -> Tensor:
    """Return which predicates hold: (N, 2, 1 + P) to bool (N, 2, P)."""
    if choice == "many":
        return logits[..., 1:] > logits[..., :1]
    scores = arrange(logits, choice)
    best = torch.zeros_like(scores, dtype=torch.bool)
    best.scatter_(1, scores.argmax(1, keepdim=True), True)
    return best[:, 1:].reshape(*logits.shape[:2], -1)
