"""Training against an adversary who shifts the embeddings to where the loss grows most.

FGM takes one step along the gradient (Miyato, Dai and Goodfellow 2017, "Adversarial training
methods for semi-supervised text classification"); PGD takes several smaller ones and stays within
a ball (Madry et al. 2018, "Towards deep learning models resistant to adversarial attacks"). Word
embeddings are frozen here, so what they put out is shifted, not they. Miyato et al. normalise the
embeddings to give the size of the shift a meaning; we measure it by their length instead.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError

_ASCENTS = {"fgm": 1, "pgd": 3}


def adversarial_backward(
    loss: Callable[[], Tensor],
    share: float,
    *,
    embedding: nn.Module,
    kind: Literal["fgm", "pgd"],
    size: float,
) -> float:
    """Add `share` of the gradients of the mean of two losses: as it is, and under attack.

    What the layer `embedding` puts out is shifted by `size` times its length, for each text.
    Returns the loss as it is. It is computed two times for FGM, four for PGD.
    """
    attack = _Attack(size, _ASCENTS[kind])
    handle = embedding.register_forward_hook(attack.shift)
    try:
        clean = loss()
        (clean * (share / 2)).backward()  # type: ignore[no-untyped-call]
        attack.climb([shift.grad for shift in attack.shifts])
        for _ in range(_ASCENTS[kind] - 1):
            gradients = torch.autograd.grad(loss(), attack.shifts, allow_unused=True)
            attack.climb(gradients)
        (loss() * (share / 2)).backward()  # type: ignore[no-untyped-call]
    finally:
        handle.remove()
    return float(clean.detach())


def embedding_layer(module: nn.Module) -> nn.Module:
    """Return the layer inside `module` that turns pieces into vectors.

    Raises ModelError when there is none.
    """
    for part in module.modules():
        find = getattr(part, "get_input_embeddings", None)
        if callable(find):
            found: nn.Module = find()
            return found
    for part in module.modules():
        if isinstance(part, nn.Embedding):
            return part
    raise ModelError("cannot train against an adversary: the model has no embedding layer")


class _Attack:
    """The shifts of one batch: one for each time the layer is called while a loss is computed."""

    def __init__(self, size: float, ascents: int) -> None:
        self.shifts: list[Tensor] = []  # (B, T, H)
        self._limits: list[Tensor] = []  # length of the longest shift that is allowed, (B, 1, 1)
        self._size = size
        self._pace = 1.0 if ascents == 1 else 1.5 / ascents  # of one step, in limits
        self._calls = 0

    def shift(self, layer: nn.Module, inputs: object, output: Tensor) -> Tensor:
        """Stand after the layer as its hook."""
        if self._calls == len(self.shifts):
            self.shifts.append(torch.zeros_like(output, requires_grad=True))
            self._limits.append(self._size * _length(output.detach()))
        self._calls += 1
        return output + self.shifts[self._calls - 1]

    def climb(self, gradients: Sequence[Tensor | None]) -> None:
        """Move each shift along its gradient and back into the ball; then comes the next pass."""
        self._calls = 0
        for place, gradient in enumerate(gradients):
            if gradient is None:  # a part that the loss does not use
                continue
            limit = self._limits[place]
            way = gradient / _length(gradient).clamp_min(1e-20)
            moved = self.shifts[place].detach() + self._pace * limit * way
            moved *= (limit / _length(moved).clamp_min(1e-20)).clamp_max(1.0)
            self.shifts[place] = moved.requires_grad_()


def _length(values: Tensor) -> Tensor:
    """Return the Euclidean length of each row: (B, ...) to (B, 1, ...)."""
    lengths: Tensor = values.flatten(1).norm(dim=1)
    return lengths.view(-1, *[1] * (values.dim() - 1))
