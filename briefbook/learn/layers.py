"""Where the layers of an encoder are, found by type and order, so that any architecture will do."""

from torch import nn

from briefbook.errors import ModelError

#: A layer ends: …, the last linear layer of attention, the one that widens, the one that narrows.
_ENDS = (-3, -1)


def layers(model: nn.Module) -> dict[str, nn.Module]:
    """Return the encoder's layers by name, lowest first.

    Raises ModelError when `model` has no stack of layers.
    """
    stacks = [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, nn.ModuleList)
    ]
    if not stacks:
        raise ModelError(f"cannot tune a {type(model).__name__}: it has no layers")
    name, stack = max(stacks, key=lambda named: len(named[1]))
    return {f"{name}.{place}": layer for place, layer in enumerate(stack)}


def linear_layers(layer: nn.Module) -> dict[str, nn.Linear]:
    """Return the linear layers within one layer by name, in the order in which they are used."""
    return {name: module for name, module in layer.named_modules() if isinstance(module, nn.Linear)}


def block_ends(layer: nn.Module) -> list[str]:
    """Return names of the linear layers that end attention and feed-forward.

    Raises ModelError when the layer is not built of these two.
    """
    names = list(linear_layers(layer))
    if len(names) < -min(_ENDS):
        raise ModelError(f"cannot find attention and feed-forward in a {type(layer).__name__}")
    return [names[place] for place in _ENDS]


def parent(module: nn.Module, name: str) -> tuple[nn.Module, str]:
    """Return the module that holds the part called `name`, and what it calls it."""
    owner, _, last = name.rpartition(".")
    return module.get_submodule(owner), last
