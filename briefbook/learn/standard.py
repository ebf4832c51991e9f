"""States of an encoder, brought to a mean of 0 and a spread of 1 before a new head reads them.

Encoders differ in the size of their states, and those trained to compare texts give all tokens
nearly one direction: with multilingual-e5-small the mean of all states is longer (4.2) than what
sets them apart (3.1), over 384 values. A fresh head first has to learn to look past that, which on
small data took it half the training. The statistics are taken once, from the pretrained encoder on
the training texts, and stay ("standardisation", as of any features; LeCun et al. 1998, "Efficient
BackProp").
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone

_MOST_PIECES = 8192  # enough for a mean; more would take time
_LEAST_SPREAD = 1e-6  # of a value that never changes


class Standard(nn.Module):
    """Changes nothing until it is fitted."""

    center: Tensor
    spread: Tensor

    def __init__(self, width: int) -> None:
        """Make one for states of `width` values."""
        super().__init__()
        self.register_buffer("center", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))

    def forward(self, states: Tensor) -> Tensor:
        """Return the states in units of their spread, any shape (…, H)."""
        standard: Tensor = (states - self.center) / self.spread
        return standard


def fit_standard(
    standard: Standard, backbone: Backbone, sequences: Sequence[Sequence[int]]
) -> None:
    """Take mean and spread from the states of some of the sequences of pieces."""
    states, size = [], 0
    was_training = backbone.training
    backbone.eval()
    with torch.no_grad():
        for pieces in _spread_out(sequences):
            states.append(backbone(*backbone.pad([pieces]))[0, 1:-1].float())
            size += len(pieces)
            if size >= _MOST_PIECES:
                break
    backbone.train(was_training)
    if size > 1:
        found = torch.cat(states)
        standard.center.copy_(found.mean(dim=0))
        standard.spread.copy_(found.std(dim=0).clamp_min(_LEAST_SPREAD))


def _spread_out(sequences: Sequence[Sequence[int]]) -> Sequence[Sequence[int]]:
    """Return about a hundred of them, evenly from first to last."""
    return sequences[:: max(1, len(sequences) // 100)]
