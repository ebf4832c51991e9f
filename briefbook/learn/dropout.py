"""Dropout that costs little on a processor.

Drawing one random number for each value takes a sixth of a training step here. These masks are cut
from one pool of random bits at random places, which is as good for training; and attention goes
without, since dropout keeps torch from its fast attention.
"""

import torch
from torch import Tensor, nn

_POOL = 1 << 22


class PooledDropout(nn.Module):
    """Set a share of the values to zero while training, and scale up the others."""

    def __init__(self, share: float, pool: Tensor) -> None:
        """Share `pool`, a flat tensor of 0 and 1/(1 - share), between modules."""
        super().__init__()
        self.share = share
        self._pool = pool

    def forward(self, values: Tensor) -> Tensor:
        """Return `values` with some set to zero, in any shape."""
        if not self.training or not self.share:
            return values
        size = values.numel()
        room = len(self._pool) - size
        if room <= 0:
            return nn.functional.dropout(values, self.share)
        start = int(torch.randint(room, (), device="cpu"))
        pool = self._pool = self._pool.to(values.device)
        return values * pool[start : start + size].view(values.shape).to(values.dtype)


def thin_dropout(model: nn.Module, share: float) -> None:
    """Give `model` this dropout after embeddings and layers, and none within attention."""
    generator = torch.Generator("cpu").manual_seed(0)
    kept = torch.rand(_POOL, generator=generator, device="cpu") >= share
    pool = kept.float() / max(1.0 - share, 1e-6)
    for module in list(model.modules()):
        for child, inner in list(module.named_children()):
            if isinstance(inner, nn.Dropout) and _is_attention(module):
                inner.p = 0.0
            elif isinstance(inner, nn.Dropout):
                setattr(module, child, PooledDropout(share, pool))


def _is_attention(module: nn.Module) -> bool:
    """Tell whether a module hands its dropout to torch's attention instead of calling it."""
    return hasattr(module, "query") or hasattr(module, "q_lin")
