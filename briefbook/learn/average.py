"""A moving average of weights often scores better than the last weights do.

Polyak and Juditsky 1992, "Acceleration of stochastic approximation by averaging"; with the decay
raised slowly, as in TensorFlow's ExponentialMovingAverage, so that the first steps are forgotten.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor


class Average:
    """The moving average of some weights."""

    def __init__(self, weights: Mapping[str, Tensor], decay: float) -> None:
        """Begin with the weights as they are."""
        self._weights = dict(weights)
        self._decay = decay
        self.tensors = {name: weight.detach().clone() for name, weight in weights.items()}

    def update(self, step: int) -> None:
        """Move towards the weights after step number `step`, counted from 1."""
        decay = min(self._decay, step / (step + 9))
        now = [weight.detach() for weight in self._weights.values()]
        torch._foreach_lerp_(list(self.tensors.values()), now, 1 - decay)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Let the model have the averaged weights for a while."""
        own = {name: weight.detach().clone() for name, weight in self._weights.items()}
        copy_into(self._weights, self.tensors)
        try:
            yield
        finally:
            copy_into(self._weights, own)


def copy_into(weights: Mapping[str, Tensor], values: Mapping[str, Tensor]) -> None:
    """Give the weights these values."""
    with torch.no_grad():
        for name, weight in weights.items():
            weight.copy_(values[name])
