"""Differences between a tuned encoder and the pretrained one, whole or as two thin matrices.

A difference is kept under the name of its weight: `NAME` whole, or `NAME.A` (rank × in) and
`NAME.B` (out × rank), whose product B·A it is.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError

Differences = dict[str, Tensor]


def expand(differences: Mapping[str, Tensor]) -> Differences:
    """Return every difference whole, multiplying factors.

    Raises ModelError when one of two factors is missing or they do not fit each other.
    """
    return {name: _whole(name, differences) for name in weight_names(differences)}


def weight_names(differences: Mapping[str, Tensor]) -> Sequence[str]:
    """Return the names of the weights that `differences` change, each once, in order."""
    return list(dict.fromkeys(name.removesuffix(".A").removesuffix(".B") for name in differences))


def combine(first: Mapping[str, Tensor], second: Mapping[str, Tensor]) -> Differences:
    """Return the differences that do what `first` and then `second` do; factors stay factors.

    So a task that was learnt on an encoder adapted before needs only the shared one.
    """
    both: Differences = {}
    for name in weight_names({**first, **second}):
        some = [one for one in (first, second) if name in one or f"{name}.A" in one]
        if any(name in one for one in some):
            both[name] = torch.stack([_whole(name, one) for one in some]).sum(dim=0)
            continue
        both[f"{name}.A"] = torch.cat([one[f"{name}.A"].float() for one in some])
        both[f"{name}.B"] = torch.cat([one[f"{name}.B"].float() for one in some], dim=1)
    return both


def _whole(name: str, differences: Mapping[str, Tensor]) -> Tensor:
    if name in differences:
        return differences[name].float()
    try:
        return differences[f"{name}.B"].float() @ differences[f"{name}.A"].float()
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"the model does not fit itself: factors of {name}") from error


def apply(weights: Mapping[str, nn.Parameter], differences: Mapping[str, Tensor]) -> None:
    """Add differences to the weights of the same names.

    Raises ModelError, and changes nothing, when there are none or of another shape.
    """
    whole = expand(differences)
    for name, difference in whole.items():
        check_fit(name, difference, weights.get(name))
    with torch.no_grad():
        for name, difference in whole.items():
            weights[name].add_(difference)


def check_fit(name: str, tensor: Tensor, weight: Tensor | None) -> None:
    """Raise ModelError unless `tensor` has the shape of the weight it is for."""
    if weight is None:
        raise ModelError(f"the model does not fit the encoder, which has no {name}")
    if weight.shape != tensor.shape:
        shapes = [" × ".join(map(str, one.shape)) for one in (tensor, weight)]
        raise ModelError(
            f"the model does not fit the encoder: {name} is {shapes[0]}, not {shapes[1]}"
        )
