"""A linear layer in 8-bit integers, near the processor's peak.

Weights get one scale for each output, activations one for each token, found as they pass ("dynamic"
quantisation; Dettmers et al. 2022, "LLM.int8()", call it vector-wise). A token's result therefore
does not depend on what else is in the batch, which torch's own per-tensor kind cannot promise.

The products run so fast that everything around them counts. So it works on blocks of rows that stay
in the cache, and in memory that is kept from one layer to the next: fresh memory of this size comes
from the system, with a page fault every 4 KB, and goes back to it.
"""

import threading
from collections.abc import Iterator

import torch
from torch import Tensor, nn

_LARGEST = 127  # of a signed byte, kept symmetric
_ROWS = 192  # of a block: with 1,536 floats each, about what a core's own cache holds


class Int8Linear(nn.Module):
    """Linear layers side by side as one for inference, with 8-bit weights."""

    weight: Tensor
    scale: Tensor
    bias: Tensor

    def __init__(self, *linears: nn.Linear) -> None:
        """Quantise the weights of `linears`, which read the same input and are left as they are."""
        super().__init__()
        weight = torch.cat([one.weight.detach().float() for one in linears])  # out, in
        scale = weight.abs().amax(dim=1).clamp_min(1e-12) / _LARGEST
        self.register_buffer("weight", (weight / scale[:, None]).round().to(torch.int8).t())
        self.register_buffer("scale", scale)
        self.register_buffer("bias", torch.cat([_bias(one) for one in linears]))

    def forward(self, inputs: Tensor) -> Tensor:
        """Multiply in integers, with sums of 32 bits; scale back and add the bias."""
        rows = inputs.reshape(-1, inputs.shape[-1])  # tokens, in
        outputs = torch.empty(len(rows), len(self.scale), device=rows.device)
        for block in blocks(len(rows)):
            self.multiply(rows[block], out=outputs[block])
        return outputs.view(*inputs.shape[:-1], -1)

    def multiply(self, rows: Tensor, *, out: Tensor) -> Tensor:
        """Put the result of one block of rows into `out`, in float32."""
        near = torch.abs(rows, out=scratch("near", rows.shape, rows.dtype, rows.device))
        scale = near.amax(dim=1, keepdim=True).clamp_min_(1e-12).mul_(1 / _LARGEST)
        torch.div(rows, scale, out=near).round_()
        small = scratch("small", rows.shape, torch.int8, rows.device).copy_(near)
        sums = scratch("sums", out.shape, torch.int32, rows.device)
        torch._int_mm(small, self.weight, out=sums)
        return torch.addcmul(self.bias, out.copy_(sums).mul_(scale), self.scale, out=out)


def _bias(linear: nn.Linear) -> Tensor:
    return torch.zeros(linear.out_features) if linear.bias is None else linear.bias.detach().float()


def blocks(count: int) -> Iterator[slice]:
    """Cut so many rows into the fewest blocks, all of nearly one size.

    >>> list(blocks(200))
    [slice(0, 100, None), slice(100, 200, None)]
    """
    parts = max(1, -(-count // _ROWS))
    size = max(1, -(-count // parts))
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


class _Kept(threading.local):
    """What each thread keeps by name."""

    def __init__(self) -> None:
        self.tensors: dict[tuple[str, torch.dtype, torch.device], Tensor] = {}


_KEPT = _Kept()


def scratch(name: str, shape: torch.Size, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return memory of this thread for use within a block; its content is anything.

    Who asks for the same name again gets the same memory.
    """
    key, count = (name, dtype, device), shape.numel()
    kept = _KEPT.tensors.get(key)
    if kept is None or len(kept) < count:
        with torch.inference_mode(False):  # what is made within it cannot be written to outside
            kept = _KEPT.tensors[key] = torch.empty(count, dtype=dtype, device=device)
    return kept[:count].view(shape)
