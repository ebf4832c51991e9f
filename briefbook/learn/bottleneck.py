"""Bottleneck adapters: a narrow detour behind attention and behind feed-forward in every layer.

Houlsby et al. 2019, "Parameter-efficient transfer learning for NLP". As there, the layer norms are
tuned too. `peft` has none of this kind.
"""

import torch
from torch import Tensor, nn

from briefbook.learn.layers import block_ends, layers, parent


class Bottleneck(nn.Module):
    """A linear layer and its detour, which adds nothing until it is tuned."""

    def __init__(self, inner: nn.Linear, width: int) -> None:
        """Keep `inner`; `width` is how many values pass through the narrow part."""
        super().__init__()
        self.inner = inner
        self.down = nn.Linear(inner.out_features, width)
        self.up = nn.Linear(width, inner.out_features)
        nn.init.normal_(self.down.weight, std=0.02)
        for zeros in (self.down.bias, self.up.weight, self.up.bias):
            nn.init.zeros_(zeros)

    def forward(self, states: Tensor) -> Tensor:
        """Return what the linear layer gives, changed a little."""
        states = self.inner(states)
        detour: Tensor = self.up(nn.functional.gelu(self.down(states)))
        return torch.add(states, detour)


def add_bottlenecks(model: nn.Module, width: int, frozen_layers: int = 0) -> None:
    """Put a detour behind both halves of every layer but the lowest `frozen_layers`."""
    for layer in list(layers(model).values())[frozen_layers:]:
        for name in block_ends(layer):
            owner, last = parent(layer, name)
            setattr(owner, last, Bottleneck(owner.get_submodule(last), width))  # type: ignore[arg-type]
